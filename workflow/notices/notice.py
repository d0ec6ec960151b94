"""A notice: the fact that someone must be told. How it is said, and when it went out, is the letters' business."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index, points_to


class Kind(StrEnum):
    """What a notice is about; the first word of its key."""

    OPENED = "opened"
    RUNG = "rung"
    MISSING = "missing"
    DECIDED = "decided"
    RELEASED = "released"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    CONNECTOR = "connector"
    SET_ASIDE = "set_aside"
    UNSTAFFED = "unstaffed"
    HEALTH = "health"
    COVERAGE = "coverage"
    RUN = "run"
    DISPUTE = "dispute"
    ANSWERED = "answered"
    QUESTION = "question"
    ANSWER = "answer"
    DIGEST = "digest"
    UNDELIVERED = "undelivered"
    CODE = "code"


class Delivery(StrEnum):
    """Where a notice is on its way out; `moot` means it was no longer true when it was about to be sent."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    MOOT = "moot"
    FAILED = "failed"


class Notice(Base):
    """One thing to tell one reader, held once by its key `kind:about:part:reader`.

    `next_try_at` is business time, `lease_until` real time. A reader who is no person here has an `address`.
    """

    __tablename__ = "notices"
    __table_args__ = (
        partial_index("ix_notices_due", "next_try_at", where="state = 'due'"),
        partial_index("ix_notices_leased", "lease_until", where="state = 'sending'"),
        partial_index("ix_notices_tell_others", "tell_others_at", where="tell_others_at IS NOT NULL"),
        partial_index("ix_notices_retell", "retell_at", where="retell_at IS NOT NULL"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    about: Mapped[UUID] = mapped_column(index=True)
    part: Mapped[str]
    person_id: Mapped[UUID | None] = points_to("people.id")
    address: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    posted_at: Mapped[DateTime]
    state: Mapped[str] = mapped_column(default=Delivery.DUE)
    next_try_at: Mapped[DateTime]
    lease_until: Mapped[DateTime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[DateTime | None]
    problem: Mapped[str | None]
    tell_others_at: Mapped[DateTime | None]
    """When others are to be told that its reader's address takes no mail (null: no reason to, or they were)."""
    retell_at: Mapped[DateTime | None]
    """When the payment runs of which it told nobody are to be told anew (null: not, or they may be told again)."""


class Attempt(Base):
    """One try to hand a notice to the mail server, written before the server is spoken to. Moments are real time."""

    __tablename__ = "attempts"
    __table_args__ = (UniqueConstraint("notice_id", "number"),)

    id: Mapped[Id]
    notice_id: Mapped[UUID] = points_to("notices.id")
    number: Mapped[int]
    started_at: Mapped[DateTime]
    ended_at: Mapped[DateTime | None]
    outcome: Mapped[str | None]
