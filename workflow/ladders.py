"""The escalation ladder as data: which rungs there are, when each is due, and what happens when time is short."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from pendulum import DateTime

from workflow.calendars import Calendar
from workflow.policy import DeadlinePolicy


class RungName(StrEnum):
    """The steps of a review's ladder, in order."""

    REMINDER = "reminder"
    WARNING = "warning"
    ESCALATION = "escalation"
    FINAL_CALL = "final_call"
    OVERDUE = "overdue"


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


def plan(decide_by: DateTime, opened_at: DateTime, calendar: Calendar, policy: DeadlinePolicy) -> list[Rung]:
    """Plan the ladder of a review, in order of time.

    Rungs are counted back from `decide_by` in business days at its local time. Those already past at
    the opening are dropped, except the escalation, which moves to the opening; opened at or after
    `decide_by`, the final call moves there too. So there is always an escalation at or before `decide_by`,
    or at the opening if that is later.
    """
    counts = {
        RungName.REMINDER: policy.reminder,
        RungName.WARNING: policy.warning,
        RungName.ESCALATION: policy.escalation,
        RungName.FINAL_CALL: policy.final_call,
    }
    rungs = [_squeezed(name, days, decide_by, opened_at, calendar) for name, days in counts.items()]
    return [*rungs, next_overdue(decide_by, opened_at, calendar)]


def _squeezed(name: RungName, days: int, decide_by: DateTime, opened_at: DateTime, calendar: Calendar) -> Rung:
    at = business_days_from(decide_by, -days, calendar)
    because = f"{_days(days)} before the decision is due ({written(decide_by, calendar)})"
    if at >= opened_at:
        return Rung(name, at, because)
    too_late = opened_at >= decide_by
    if name is RungName.ESCALATION or (name is RungName.FINAL_CALL and too_late):
        return Rung(name, opened_at, f"at the opening: {because} was {written(at, calendar)}, already past")
    return Rung(name, at, f"{because}, already past at the opening", RungState.DROPPED)


def overdue_moments(decide_by: DateTime, calendar: Calendar) -> Iterator[tuple[int, DateTime]]:
    """Give the moments 1, 2, 3 … business days after `decide_by`, same local time, for ever."""
    local = calendar.local(decide_by)
    day: datetime.date = local.date()
    for number in count(1):
        day = calendar.shift(day, 1)
        yield number, calendar.at(day, local.time())


def next_overdue(decide_by: DateTime, after: DateTime, calendar: Calendar) -> Rung:
    """Give the first overdue rung after a moment."""
    number, at = next((n, at) for n, at in overdue_moments(decide_by, calendar) if at > after)
    return Rung(RungName.OVERDUE, at, f"{_days(number)} after the decision was due ({written(decide_by, calendar)})")


def newest_overdue(decide_by: DateTime, now: DateTime, calendar: Calendar) -> datetime.date:
    """Give the local date of the newest overdue moment that has come; after an outage only that one is told."""
    newest = decide_by
    for _, at in overdue_moments(decide_by, calendar):
        if at > now:
            return calendar.local_date(newest)
        newest = at
    raise AssertionError("overdue moments do not end")


def business_days_from(moment: DateTime, days: int, calendar: Calendar) -> DateTime:
    """Go business days forward or back and keep the local time."""
    local = calendar.local(moment)
    return calendar.at(calendar.shift(local.date(), days), local.time())


def written(moment: DateTime, calendar: Calendar) -> str:
    """Write a moment as the place's clocks show it, with its zone."""
    return f"{calendar.local(moment).format('YYYY-MM-DD HH:mm')} {calendar.zone}"


def _days(number: int) -> str:
    return f"{number} business day" + ("" if number == 1 else "s")
