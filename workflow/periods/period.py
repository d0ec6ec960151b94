"""A billing period, written before its invoice exists: one line of the expected-invoice ledger."""

import datetime
from typing import ClassVar
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import partial_index, points_to
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
        AWAITING: frozenset({OPEN}),
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
    first_empty_at: Mapped[DateTime | None]
    last_empty_at: Mapped[DateTime | None]

    chase_at: Mapped[DateTime | None]
    chase_rung: Mapped[str | None]

    def silence_is_proven(self) -> bool:
        """Tell whether two complete and empty answers lie at least an hour apart."""
        first, last = self.first_empty_at, self.last_empty_at
        return bool(first and last and last >= first.add(minutes=PROOF_MINUTES))
