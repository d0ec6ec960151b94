"""The rungs of a review's escalation ladder as data."""

from dataclasses import dataclass
from enum import StrEnum

from pendulum import DateTime


class RungName(StrEnum):
    """The steps of a review's ladder, in order; `vendor_notice` stands beside them, from the first flag on."""

    REMINDER = "reminder"
    WARNING = "warning"
    ESCALATION = "escalation"
    FINAL_CALL = "final_call"
    OVERDUE = "overdue"
    VENDOR_NOTICE = "vendor_notice"


class RungState(StrEnum):
    """Where a rung stands."""

    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Rung:
    """One step with its moment and the sentence how that was computed."""

    name: RungName
    at: DateTime
    because: str
    state: RungState = RungState.PLANNED
