"""A dispute: what was flagged, what the vendor was asked and answered, and how it ended."""

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index, points_to
from workflow.events.transitions import Stateful

FLAGGED, ASKED, ANSWERED, AWAITED, CLOSED = "flagged", "asked", "answered", "awaited", "closed"


class Outcome(StrEnum):
    """How a dispute ended."""

    CORRECTED = "corrected"
    PART_PAID = "part_paid"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Dispute(Stateful):
    """What follows from the first flag of a review: `asked` once the vendor was, `awaited` while a correction is.

    `undisputed` is what is paid all the same, in the currency of the review. By when the vendor's letter is in time
    is a rung of the review's ladder, which moves with the due date.
    """

    __tablename__ = "disputes"
    __table_args__ = (partial_index("ix_disputes_unclosed", "review_id", where="state <> 'closed'"),)

    NOUN: ClassVar[str] = "dispute"
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        ASKED: frozenset({FLAGGED, ASKED, ANSWERED, AWAITED}),
        ANSWERED: frozenset({FLAGGED, ASKED, AWAITED}),
        AWAITED: frozenset({FLAGGED, ASKED, ANSWERED}),
        CLOSED: frozenset({FLAGGED, ASKED, ANSWERED, AWAITED}),
    }

    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    review_id: Mapped[UUID] = mapped_column(ForeignKey("reviews.id"), unique=True)
    state: Mapped[str]
    reason: Mapped[str]
    opened_by: Mapped[UUID] = points_to("people.id")
    opened_at: Mapped[DateTime]
    asked_at: Mapped[DateTime | None]
    asked_by: Mapped[UUID | None] = points_to("people.id")
    """Null while `asked_at` is set: the letter went out by itself."""
    outcome: Mapped[str | None]
    outcome_why: Mapped[str | None]
    undisputed: Mapped[Decimal | None]
    closed_at: Mapped[DateTime | None]


class DisputeNote(Base):
    """One thing that was noted about a dispute: what the vendor answered, what was agreed on the phone."""

    __tablename__ = "dispute_notes"

    id: Mapped[Id]
    workspace_id: Mapped[UUID]
    dispute_id: Mapped[UUID] = points_to("disputes.id", indexed=True)
    person_id: Mapped[UUID] = points_to("people.id")
    text: Mapped[str]
    noted_at: Mapped[DateTime]
