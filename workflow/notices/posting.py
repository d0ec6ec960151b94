"""Posting: a notice is put up once, however often its cause is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.bulk import insert_new
from workflow.notices.notice import Kind, Notice

NOBODY_HERE = "-"


@dataclass(frozen=True)
class ToTell:
    """A notice to be posted; `about` is the id of a review, period, workspace or assignment.

    `part` is the rung, the revision, or what else tells two notices about the same thing apart.
    Either `person_id` or `address` says who reads it.
    """

    workspace_id: UUID
    kind: Kind
    about: UUID
    part: str
    at: DateTime
    person_id: UUID | None = None
    address: str | None = None
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Spell the unique key, which is also the `X-Countersign-Notice` header.

        A digest is about its reader, whom its key names once: `digest:<person id>:<date>`.
        """
        if self.kind == Kind.DIGEST:
            return f"{self.kind}:{self.about}:{self.part}"
        return f"{self.kind}:{self.about}:{self.part}:{self.person_id or NOBODY_HERE}"


def post(session: Session, notices: Iterable[ToTell]) -> None:
    """Put notices up; one whose key is there already is left as it is."""
    insert_new(session, Notice, [_row(notice) for notice in notices])


def _row(notice: ToTell) -> dict[str, Any]:
    return {
        "workspace_id": notice.workspace_id,
        "key": notice.key,
        "kind": notice.kind,
        "about": notice.about,
        "part": notice.part,
        "person_id": notice.person_id,
        "address": notice.address,
        "data": notice.data,
        "posted_at": notice.at,
        "next_try_at": notice.at,
    }
