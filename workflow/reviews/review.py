"""The question "is this right?" about an invoice, the seats that answer it, and the rungs of its deadline."""

import datetime
from typing import ClassVar
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index, points_to
from workflow.events.transitions import Stateful

OPEN, APPROVED, REJECTED, DISPUTED, WITHDRAWN = "open", "approved", "rejected", "disputed", "withdrawn"
FLAGGED, CANCELLED = "flagged", "cancelled"
UNSETTLED = (OPEN, DISPUTED)


class Review(Stateful):
    """One review: its state, its deadline with how it was computed, and the policy it was opened with.

    `period_id` is the billing period all of whose invoices it is about; null: it is about one invoice.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        Index("ix_reviews_workspace_state", "workspace_id", "state"),
        partial_index("ix_reviews_replan", "replan_at", where="replan_at IS NOT NULL"),
        partial_index("ix_reviews_of_period", "period_id", where="period_id IS NOT NULL"),
    )

    NOUN: ClassVar[str] = "review"
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        APPROVED: frozenset({OPEN, DISPUTED}),
        REJECTED: frozenset({OPEN, DISPUTED}),
        DISPUTED: frozenset({OPEN}),
        WITHDRAWN: frozenset({OPEN, DISPUTED}),
    }

    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    state: Mapped[str]
    policy_hash: Mapped[str] = points_to("policy_versions.hash")
    opened_at: Mapped[DateTime]
    payment_deadline: Mapped[DateTime]
    payment_because: Mapped[str]
    decide_by: Mapped[DateTime]
    decide_because: Mapped[str]
    settled_at: Mapped[DateTime | None]
    period_id: Mapped[UUID | None]

    replan_at: Mapped[DateTime | None]
    """When its deadline is to be computed anew, because a calendar changed; null: no reason is known."""
    round: Mapped[int] = mapped_column(default=1, server_default="1")
    """How often its ladder was begun: an extension begins it again."""
    agreed_due_on: Mapped[datetime.date | None]
    """The due date that an admin put in the place of the stated one."""
    off_cycle: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is paid outside of the payment runs."""
    waits_since: Mapped[DateTime | None]
    """Since when the vendor is waited for, so that the reviewers are left alone; null: nobody waits."""


class ReviewedRevision(Base):
    """That a review is about a revision of an invoice; a review may cover several."""

    __tablename__ = "reviewed_revisions"

    review_id: Mapped[UUID] = points_to("reviews.id", primary=True)
    revision_id: Mapped[UUID] = points_to("revisions.id", primary=True)
    invoice_id: Mapped[UUID] = mapped_column(index=True)


class Assignment(Stateful):
    """One seat of a review: a role, a seat number, and the person who sits on it (null: nobody could be found).

    `deputy_of` is whose place the person takes; `snoozed_until` when they want to be reminded, and not before.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("review_id", "role", "seat"),
        Index("ix_assignments_newest", "person_id", "opened_at"),
        partial_index("ix_assignments_open", "person_id", where="state = 'open'"),
        partial_index("ix_assignments_snoozed", "snoozed_until", where="state = 'open' AND snoozed_until IS NOT NULL"),
        partial_index("ix_assignments_empty", "workspace_id", where="state = 'open' AND person_id IS NULL"),
    )

    NOUN: ClassVar[str] = "assignment"
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        APPROVED: frozenset({OPEN}),
        FLAGGED: frozenset({OPEN}),
        REJECTED: frozenset({OPEN}),
        CANCELLED: frozenset({OPEN}),
    }

    workspace_id: Mapped[UUID]
    review_id: Mapped[UUID] = points_to("reviews.id")
    role: Mapped[str]
    seat: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[UUID | None] = points_to("people.id")
    deputy_of: Mapped[UUID | None] = points_to("people.id")
    state: Mapped[str]
    opened_at: Mapped[DateTime]
    snoozed_until: Mapped[DateTime | None]


class AccessLink(Base):
    """That a person was given a link to a seat; the mailed token is this id and a signature over the row."""

    __tablename__ = "access_links"
    __table_args__ = (UniqueConstraint("assignment_id", "person_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[UUID]
    review_id: Mapped[UUID] = mapped_column(index=True)
    assignment_id: Mapped[UUID] = points_to("assignments.id")
    person_id: Mapped[UUID] = points_to("people.id")
    generation: Mapped[int] = mapped_column(default=1)


class PlannedRung(Base):
    """One step of a review's ladder with its moment and how that was computed.

    `round` is that of the review when it was planned.
    """

    __tablename__ = "planned_rungs"
    __table_args__ = (
        UniqueConstraint("review_id", "rung", "round", "at"),
        partial_index("ix_planned_rungs_due", "at", where="state = 'planned'"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[UUID]
    review_id: Mapped[UUID] = points_to("reviews.id")
    rung: Mapped[str]
    at: Mapped[DateTime]
    because: Mapped[str]
    state: Mapped[str]
    round: Mapped[int] = mapped_column(default=1, server_default="1")
