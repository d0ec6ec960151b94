"""A second opinion on every moment of a plan, written another way than the planner, and a reader of its sentences.

The opinion asks the holidays package itself, lists business days and takes the n-th; local times become moments by
trying offsets. The reader knows nothing but a sentence: it does what a person with pencil and paper would do.
"""

import bisect
import datetime
import re
from collections.abc import Callable
from datetime import date, time
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays

from workflow.calendars import Calendar
from workflow.policy.parts import QuietPolicy

AROUND = 150
"""Days on either side that business days are listed for; the longest count of the tests stays within."""
DAY = datetime.timedelta(days=1)
Moment = datetime.datetime


@cache
def _holidays(country: str) -> holidays.HolidayBase:
    code, _, subdivision = country.partition("-")
    return holidays.country_holidays(code, subdiv=subdivision or None)


@lru_cache(maxsize=50_000)
def works(place: Calendar, day: date) -> bool:
    """Tell whether people work on a day."""
    closed = [one for one in place.closures if one.first_on.toordinal() <= day.toordinal() <= one.last_on.toordinal()]
    return not closed and day.weekday() + 1 in place.weekdays and day not in _holidays(place.country)


@lru_cache(maxsize=500)
def _business_days(place: Calendar, month: date) -> list[date]:
    days = (month + DAY * n for n in range(-AROUND, AROUND + 31))
    return [day for day in days if works(place, day)]


def counted(place: Calendar, day: date, number: int) -> date:
    """Give the n-th business day after a date, or before it where the number is negative; 0 is the date itself."""
    if number == 0:
        return day
    listed = _business_days(place, day.replace(day=1))
    if number < 0:
        return listed[bisect.bisect_left(listed, day) + number]
    return listed[bisect.bisect_right(listed, day) + number - 1]


def last_on_or_before(place: Calendar, day: date) -> date:
    """Give the last business day up to a date."""
    return day if works(place, day) else counted(place, day, -1)


@lru_cache(maxsize=20_000)
def instant(zone: str, day: date, local: time) -> Moment:
    """Give the moment of a local time: of two the first; of none, as if the clocks had not gone forward."""
    wanted = datetime.datetime.combine(day, local)
    around = [(wanted + shift).replace(tzinfo=datetime.UTC) for shift in (-DAY, DAY)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() or datetime.timedelta() for at in around]
    tries = [(wanted - offset).replace(tzinfo=datetime.UTC) for offset in offsets]
    right = [at for at in tries if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wanted]
    return min(right) if right else tries[0]


def is_quiet(place: Calendar, quiet: QuietPolicy, at: Moment) -> bool:
    """Tell whether nobody is told anything at a moment."""
    return any(begins <= at < ends for begins, ends in _nights(place, quiet, _day_of(place, at)))


def told_at(place: Calendar, quiet: QuietPolicy, nominal: Moment, decide_by: Moment | None) -> Moment:
    """Give when a rung is told: its moment, else the first good one of all at which quiet hours or days off may end.

    `decide_by` is where waiting ends; null: nowhere.
    """
    if not is_quiet(place, quiet, nominal) or (decide_by and nominal >= decide_by):
        return nominal
    first = _day_of(place, nominal) - DAY
    days = [first + DAY * n for n in range(40)]
    ends = [end for day in days[:40:3] for _, end in _nights(place, quiet, day)]
    mornings = [instant(place.zone, day, time(0)) for day in days]
    good = (
        at
        for at in sorted(ends + mornings)
        if at > nominal and not is_quiet(place, quiet, at) and works(place, _day_of(place, at))
    )
    told = next(good)
    return min(told, decide_by) if decide_by else told


@lru_cache(maxsize=5_000)
def _nights(place: Calendar, quiet: QuietPolicy, day: date) -> list[tuple[Moment, Moment]]:
    """List the quiet hours around a day, from begin to end."""
    if quiet.from_ == quiet.until:
        return []
    begins = [day + DAY * n for n in (-1, 0, 1)]
    over_midnight = DAY if quiet.until < quiet.from_ else DAY * 0
    return [
        (instant(place.zone, one, quiet.from_), instant(place.zone, one + over_midnight, quiet.until)) for one in begins
    ]


def _day_of(place: Calendar, at: Moment) -> date:
    local = at.astimezone(ZoneInfo(place.zone))
    return date(local.year, local.month, local.day)


A_MOMENT = r"(\d{4}-\d\d-\d\d \d\d:\d\d)"
A_DATE = r"(\d{4}-\d\d-\d\d)"
A_COUNT = re.compile(rf"(\d+) business days? (before|after) .*?\({A_MOMENT} [\w/]+\)(.*)")
A_SPAN = re.compile(rf"\({A_DATE}(?: to {A_DATE})?\)")
A_WEEKDAY = re.compile(r"\b(a|\d+) (weekend|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?\b")
A_DELAY = re.compile(r"; delayed from ([\d :-]+) to ([\d :-]+) by quiet hours")


def by_hand(because: str) -> str | None:
    """Do what the sentence of a rung says, and give the local moment that comes out, as `2026-12-09 14:00`.

    Null: it says that the rung moved to the opening, whose moment the sentence does not repeat.
    """
    moved = because.startswith("at the ")
    said = because.rpartition("already past")[2] if moved else because
    if delayed := A_DELAY.search(said):
        day, _, clock = delayed[2].rpartition(" ")
        return f"{day or _day_said(because, delayed, moved=moved)} {clock}" if day or not moved else None
    return None if moved else _counted_by_hand(because)


def _day_said(because: str, delayed: re.Match[str], *, moved: bool) -> str:
    assert not moved
    return _counted_by_hand(because[: delayed.start()])[:10]


def _counted_by_hand(because: str) -> str:
    found = A_COUNT.match(because)
    assert found, because
    number, way, base, rest = found.groups()
    distance = int(number) + left_out(rest)
    start = datetime.datetime.strptime(base, "%Y-%m-%d %H:%M")  # noqa: DTZ007  # as a wall clock shows it
    there = start + DAY * (distance if way == "after" else -distance)
    skipped = re.search(r"the clocks skip .* so it is (\d\d:\d\d)", rest)
    return f"{there:%Y-%m-%d} {skipped[1] if skipped else format(there, '%H:%M')}"


def left_out(rest: str) -> int:
    """Count the days that `, not counting …` names, up to where the sentence goes on with something else."""
    listed = re.split(r"; (?:the clocks|\d\d:\d\d comes|delayed|cut-off)", rest)[0].partition("not counting ")[2]
    weekdays = sum(
        (1 if n == "a" else int(n)) * (2 if what == "weekend" else 1) for n, what in A_WEEKDAY.findall(listed)
    )
    many = re.search(r"(\d+) public holidays from", listed)
    return weekdays + sum(_length(*span) for span in A_SPAN.findall(listed)) + (int(many[1]) if many else 0)


def _length(first: str, last: str) -> int:
    day: Callable[[str], date] = date.fromisoformat
    return (day(last) - day(first)).days + 1 if last else 1
