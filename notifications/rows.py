"""The rows that a batch of notices speaks of, by id."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed


class NothingToTellError(LookupError):
    """What a notice speaks of is not there; the message says what."""


def about(notices: Iterable[Claimed], *kinds: Kind) -> set[UUID]:
    """Give the ids that the notices of these kinds are about."""
    return {notice.about for notice in notices if notice.kind in kinds}


def by_id(session: Session, model: Any, ids: set[UUID]) -> dict[UUID, Any]:
    """Read the rows of a model; one that does not exist is left out."""
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}


def there(shelf: Mapping[UUID, Any], key: UUID, noun: str) -> Any:
    """Give what was read; raises NothingToTellError, which names it."""
    if key not in shelf:
        raise NothingToTellError(f"the {noun} {key} is not there")
    return shelf[key]
