"""A billing period, written before its invoice exists: one line of the expected-invoice ledger."""

import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import Base, Id, partial_index, points_to
from workflow.events.transitions import Stateful

HISTORY, OPEN, AWAITING, LATE = "history", "open", "awaiting_invoice", "late"
INVOICED, REVIEWED, WAIVED = "invoiced", "reviewed", "waived"
PROOF_MINUTES = 60


class BillingPeriod(Stateful):
    """A half-open window `[starts_at, ends_at)` of a workspace, with its dates (both included) and its state.

    `close_at`, `fetch_at` and `chase_at` are the next moments to look at it; null means never.
    """

    __tablename__ = "billing_periods"
    __table_args__ = (
        UniqueConstraint("workspace_id", "starts_at"),
        partial_index("ix_billing_periods_close", "close_at", where="close_at IS NOT NULL"),
        partial_index("ix_billing_periods_fetch", "fetch_at", where="fetch_at IS NOT NULL"),
        partial_index("ix_billing_periods_chase", "chase_at", where="chase_at IS NOT NULL"),
    )

    NOUN: ClassVar[str] = "period"
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        AWAITING: frozenset({OPEN, INVOICED, REVIEWED}),
        LATE: frozenset({AWAITING}),
        INVOICED: frozenset({OPEN, AWAITING, LATE, REVIEWED, WAIVED}),
        REVIEWED: frozenset({INVOICED}),
        WAIVED: frozenset({AWAITING, LATE}),
    }

    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    starts_at: Mapped[DateTime]
    ends_at: Mapped[DateTime]
    starts_on: Mapped[datetime.date]
    ends_on: Mapped[datetime.date]
    state: Mapped[str]
    expected_by: Mapped[DateTime]
    close_at: Mapped[DateTime | None]

    fetch_at: Mapped[DateTime | None]
    fetch_lease_until: Mapped[DateTime | None]
    fetch_failures: Mapped[int] = mapped_column(default=0)
    fetch_position: Mapped[dict[str, Any] | None]
    """Where its source reads on at the next fetch; null: from the beginning."""
    asked_at: Mapped[DateTime | None]
    answered: Mapped[str | None]
    """How complete the last answer was; null before the first."""
    first_empty_at: Mapped[DateTime | None]
    last_empty_at: Mapped[DateTime | None]

    chase_at: Mapped[DateTime | None]
    chase_rung: Mapped[str | None]

    def silence_is_proven(self) -> bool:
        """Tell whether two complete and empty answers lie at least an hour apart, the last answer being one of them."""
        first, last = self.first_empty_at, self.last_empty_at
        return bool(first and last and last >= first.add(minutes=PROOF_MINUTES))


class NoteKind(StrEnum):
    """What a person said about a period."""

    WAIVER = "waiver"
    VENDOR_ANSWER = "vendor_answer"
    USAGE = "usage"
    LAUNCH = "launch"
    CAMPAIGN = "campaign"


CONTEXT = (NoteKind.USAGE, NoteKind.LAUNCH, NoteKind.CAMPAIGN)
"""What explains a period's usage before anybody asks."""


class PeriodNote(Base):
    """What a person noted on a period, never edited: why no invoice is expected, or what the vendor answered."""

    __tablename__ = "period_notes"

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id")
    period_id: Mapped[UUID] = points_to("billing_periods.id", indexed=True)
    person_id: Mapped[UUID] = points_to("people.id")
    kind: Mapped[str]
    text: Mapped[str]
    noted_at: Mapped[DateTime]


class FailedFetch(Base):
    """One answer of a source that was not complete, with the vendor's id of the request, to quote to its support."""

    __tablename__ = "failed_fetches"

    id: Mapped[Id]
    workspace_id: Mapped[UUID] = points_to("workspaces.id", indexed=True)
    period_id: Mapped[UUID] = points_to("billing_periods.id", indexed=True)
    asked_at: Mapped[DateTime]
    state: Mapped[str]
    problem: Mapped[str | None]
    request_id: Mapped[str | None]
