"""A second opinion on billing cycles: day by day, "does a period begin here?", in plain whole numbers.

It shares neither code nor approach with the engine, which walks from anchor to anchor.
"""

import datetime
from collections.abc import Sequence

from workflow.periods.cycles import Cycle

DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FEBRUARY = 2
STEPS = {"month": 1, "quarter": 3, "year": 12}


def beginnings(cycles: Sequence[Cycle], first: datetime.date, days: int) -> list[datetime.date]:
    """Give the days on which a period begins, of so many days from the first one on."""
    start = first.toordinal()
    return [
        day
        for ordinal in range(start, min(start + days, datetime.date.max.toordinal()))
        if _begins_on(day := datetime.date.fromordinal(ordinal), cycles, first)
    ]


def _begins_on(day: datetime.date, cycles: Sequence[Cycle], first: datetime.date) -> bool:
    in_force = [cycle for cycle in cycles if cycle.since is None or cycle.since <= day][-1]
    since = first if in_force.since is None or in_force.since < first else in_force.since
    if day == since:
        return True
    if in_force.every == "week":
        return (day.toordinal() - 1) % 7 + 1 == in_force.anchor  # the first of January of the year 1 was a Monday
    months = (day.year * 12 + day.month) - (since.year * 12 + since.month)
    return months % STEPS[in_force.every] == 0 and day.day == min(in_force.anchor, _length(day.year, day.month))


def _length(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return DAYS_IN_MONTH[month - 1] + (1 if month == FEBRUARY and is_leap else 0)
