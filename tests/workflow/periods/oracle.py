"""A second opinion on billing cycles: a calendar of whole numbers, asked day by day "does a period begin here?".

It shares neither code nor approach with the engine, which walks from anchor to anchor.
"""

import datetime
from collections.abc import Iterator, Sequence

from workflow.periods.cycles import Cycle

DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FEBRUARY = 2
STEPS = {"month": 1, "quarter": 3, "year": 12}
Ymd = tuple[int, int, int]


def beginnings(cycles: Sequence[Cycle], first: datetime.date, days: int) -> list[datetime.date]:
    """Give the days on which a period begins, of so many days from the first one on."""
    from_day_one = [cycle for cycle in cycles if cycle.since is None or cycle.since <= first]
    later = {_ymd(cycle.since): cycle for cycle in cycles if cycle.since is not None and cycle.since > first}
    took_over, found = {_ymd(first): from_day_one[-1], **later}, []
    every, anchor, since_month = "", 0, 0
    for year, month, day, length, weekday in _turn(first, days):
        new = took_over.get((year, month, day))
        if new:
            every, anchor, since_month = new.every, new.anchor, year * 12 + month
            begins = True
        elif every == "week":
            begins = weekday == anchor
        else:
            begins = day == min(anchor, length) and (year * 12 + month - since_month) % STEPS[every] == 0
        if begins:
            found.append(datetime.date(year, month, day))
    return found


def _turn(first: datetime.date, days: int) -> Iterator[tuple[int, int, int, int, int]]:
    """Give day after day: year, month, day, the length of the month, the weekday (Monday is 1)."""
    year, month, day = _ymd(first)
    length, weekday = _length(year, month), _weekday(year, month, day)
    for _ in range(days):
        yield year, month, day, length, weekday
        day, weekday = day + 1, weekday % 7 + 1
        if day > length:
            year, month, day = year + month // 12, month % 12 + 1, 1
            length = _length(year, month)


def _ymd(day: datetime.date) -> Ymd:
    return day.year, day.month, day.day


def _length(year: int, month: int) -> int:
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return DAYS_IN_MONTH[month - 1] + (1 if month == FEBRUARY and is_leap else 0)


def _weekday(year: int, month: int, day: int) -> int:
    """Zeller's congruence, for Monday as 1."""
    shifted = year - (month <= FEBRUARY)
    from_march = (month - 3) % 12 + 3
    zeller = (day + 13 * (from_march + 1) // 5 + shifted + shifted // 4 - shifted // 100 + shifted // 400) % 7
    return (zeller + 5) % 7 + 1
