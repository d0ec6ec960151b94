"""Billing cycles: where periods begin, counted from the anchor so that short months clamp and do not drift."""

import calendar
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, takewhile

MONTHS = {"month": 1, "quarter": 3, "year": 12}
MONTHS_IN_YEAR = 12
DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Cycle:
    """A billing cycle: `every` is week, month, quarter or year; `anchor` an ISO weekday or a day of the month.

    `since` is the day on which it took over from the cycle before; null for the first one.
    """

    every: str
    anchor: int
    since: datetime.date | None = None


def boundaries(cycles: Sequence[Cycle], first: datetime.date) -> Iterator[datetime.date]:
    """Give the first day of each period, for ever: `first`, then every anchor day after it.

    When `first` is no anchor day the first period is a stub that ends at the next one; so is the period that runs
    when another cycle takes over, which begins one of its own. Quarters and years count their months from the month
    in which their cycle begins. `cycles` are in order of time.
    """
    for cycle, following in zip(cycles, [*cycles[1:], None], strict=True):
        begins = max(first, cycle.since or first)
        ends = (following.since if following else None) or datetime.date.max
        yield from takewhile(ends.__gt__, _stretch(cycle, begins))


def _stretch(cycle: Cycle, begins: datetime.date) -> Iterator[datetime.date]:
    yield begins
    for start in _anchor_days(cycle, begins):
        if start > begins:
            yield start


def _anchor_days(cycle: Cycle, first: datetime.date) -> Iterator[datetime.date]:
    if cycle.every == "week":
        start = first + datetime.timedelta(days=(cycle.anchor - first.isoweekday()) % DAYS_IN_WEEK)
        return (start + datetime.timedelta(weeks=k) for k in count())
    step = MONTHS[cycle.every]
    return (_clamped(first.year, first.month + k * step, cycle.anchor) for k in count())


def _clamped(year: int, month: int, day: int) -> datetime.date:
    """Give the day of a month, or the month's last day when it is shorter; months may run past twelve."""
    years, index = divmod(month - 1, MONTHS_IN_YEAR)
    year, month = year + years, index + 1
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))
