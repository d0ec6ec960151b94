"""The digest: what can wait until nine o'clock is told once a working day, in one mail."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, Session

from workflow.base import Base, Id, partial_index, points_to
from workflow.bulk import insert_new
from workflow.calendars import ONE_DAY, Calendar

DIGEST_AT = datetime.time(9)


class DigestKind(StrEnum):
    """What an item of a digest is."""

    ASKED = "asked"
    NEWS = "news"


class DigestItem(Base):
    """One thing that a person is told in the digest that is due at `due_at`; `told_on` is the date of the digest.

    `about` is the review. The data of `asked` is empty; that of `news` is `{"sentence": …}`.
    """

    __tablename__ = "digest_items"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "about", "part"),
        partial_index("ix_digest_items_due", "due_at", where="told_on IS NULL"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    person_id: Mapped[UUID] = points_to("people.id")
    kind: Mapped[str]
    about: Mapped[UUID]
    part: Mapped[str]
    data: Mapped[dict[str, Any]]
    due_at: Mapped[DateTime]
    told_on: Mapped[datetime.date | None]


@dataclass(frozen=True)
class ToDigest:
    """Something for a person's next digest; `part` tells two items about the same thing apart."""

    workspace_id: UUID
    person_id: UUID
    kind: DigestKind
    about: UUID
    part: str
    due_at: DateTime
    data: dict[str, Any] = field(default_factory=dict)


def put_in_digest(session: Session, items: Iterable[ToDigest]) -> None:
    """Put items into digests; one that is there already is left as it is."""
    insert_new(session, DigestItem, [asdict(one) for one in items])


def next_digest(now: DateTime, calendar: Calendar) -> DateTime:
    """Give when a person's next digest is due, at `now` or after: nine o'clock of their next working day."""
    day = calendar.local_date(now)
    while not calendar.is_business_day(day) or calendar.at(day, DIGEST_AT) < now:
        day += ONE_DAY
    return calendar.at(day, DIGEST_AT)
