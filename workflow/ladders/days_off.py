"""The days that a count in business days leaves out, written so that the count can be repeated by hand."""

import datetime
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from workflow.calendars import ONE_DAY, Calendar, Off, OffBecause

NAMED_AT_MOST = 5
"""More public holidays than these are only counted, or a long count would have a long sentence."""
WEEKEND = ("Saturday", "Sunday")

DayOff = tuple[datetime.date, Off]


@lru_cache(maxsize=4096)
def not_counting(first: datetime.date, last: datetime.date, calendar: Calendar) -> str:
    """Say which days after `first` and before `last` are no business days and why; empty where all are."""
    days = (first + ONE_DAY * number for number in range(1, (last - first).days))
    off = [(day, off) for day in days if (off := calendar.off(day))]
    return f", not counting {_and(_named(off))}" if off else ""


def what_it_is(day: datetime.date, calendar: Calendar) -> str:
    """Say what makes a date no business day, as in `a Sunday`; empty for a business day."""
    off = calendar.off(day)
    if off is None:
        return ""
    return {OffBecause.WEEKDAY: f"a {off.name}", OffBecause.CLOSED: f"a day of “{off.name}”"}.get(off.because, off.name)


def _named(days: Iterable[DayOff]) -> list[str]:
    by_cause = {cause: [one for one in days if one[1].because == cause] for cause in OffBecause}
    return [
        *_weekdays(off.name for _, off in by_cause[OffBecause.WEEKDAY]),
        *_holidays(by_cause[OffBecause.HOLIDAY]),
        *(f"“{name}” ({_span(its)})" for name, its in _runs(by_cause[OffBecause.CLOSED])),
    ]


def _weekdays(names: Iterable[str]) -> list[str]:
    """Sum up days of the week: a Saturday and a Sunday are a weekend."""
    counted = Counter(names)
    weekends = min(counted[name] for name in WEEKEND)
    counted.subtract(dict.fromkeys(WEEKEND, weekends))
    counted = Counter({"weekend": weekends}) + counted
    return [f"a {name}" if number == 1 else f"{number} {name}s" for name, number in counted.items()]


def _holidays(days: list[DayOff]) -> list[str]:
    runs = _runs(days)
    if len(runs) <= NAMED_AT_MOST:
        return [f"{name} ({_span(its)})" for name, its in runs]
    return [f"{len(days)} public holidays from {days[0][0]} to {days[-1][0]}"]


def _runs(days: list[DayOff]) -> list[tuple[str, list[datetime.date]]]:
    """Put neighbours of the same name together."""
    # of days in a row, the date less the place in the list is the same
    rows = groupby(enumerate(days), key=lambda one: (one[1][1].name, one[1][0] - one[0] * ONE_DAY))
    return [(name, [day for _, (day, _) in its]) for (name, _), its in rows]


def _span(days: list[datetime.date]) -> str:
    return str(days[0]) if len(days) == 1 else f"{days[0]} to {days[-1]}"


def _and(parts: list[str]) -> str:
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last
