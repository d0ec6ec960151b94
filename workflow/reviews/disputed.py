"""What is disputed about a review, as letters and pages show it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from pendulum import DateTime


@dataclass(frozen=True)
class DisputeNoteFacts:
    """One thing that was noted about a dispute."""

    by: str
    text: str
    at: DateTime


@dataclass(frozen=True)
class DisputeFacts:
    """What was flagged, what the vendor was asked, and how it ended; as in `workflow.disputes.dispute`."""

    state: str
    reason: str
    by: str
    letter_by: datetime.date | None = None
    asked_at: DateTime | None = None
    notes: tuple[DisputeNoteFacts, ...] = ()
    outcome: str | None = None
    outcome_why: str | None = None
    undisputed: Decimal | None = None
