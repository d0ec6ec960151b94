"""Months as `2026-10`, each a workspace's own: by the clocks of the place where it is."""

import datetime

import pendulum
from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar

TREND_MONTHS = 12
"""A year, so that a season is seen once."""
TOLD_AT = datetime.time(9)


def month_of(moment: DateTime, calendar: Calendar) -> str:
    """Name the month of a moment."""
    return f"{calendar.local(moment):%Y-%m}"


def months_until(last: str, count: int = TREND_MONTHS) -> tuple[str, ...]:
    """Give so many months in order of time, of which the last is given."""
    return tuple(shifted(last, back - count + 1) for back in range(count))


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Give the months from one to another, both included."""
    return months_until(last, (_first(last) - _first(first)).in_months() + 1)


def shifted(month: str, by: int) -> str:
    """Go months forward, or back when negative."""
    return f"{_first(month).add(months=by):%Y-%m}"


def spelled(month: str) -> str:
    """Write a month in words: `October 2026`."""
    return f"{_first(month):%B %Y}"


def begins(month: str) -> DateTime:
    """Give a moment at which a month has begun nowhere yet, or just so: zones reach to 14 hours before UTC."""
    return _first(month).subtract(hours=14)


def ended(month: str) -> DateTime:
    """Give a moment at which a month is over everywhere: zones reach to 12 hours behind UTC."""
    return _first(shifted(month, 1)).add(hours=12)


def told_at(month: str, calendar: Calendar) -> DateTime:
    """Give when the admins are told of a month: 09:00 on the first business day from the 2nd of the next one on.

    By the 2nd the month is over in every zone, and so for all workspaces of an admin.
    """
    first = _first(shifted(month, 1)).date()
    return calendar.at(calendar.shift(first, BusinessDays(1)), TOLD_AT)


def newest_told(now: DateTime, calendar: Calendar) -> str:
    """Name the newest month of which the admins are to be told by now."""
    before = shifted(month_of(now, calendar), -1)
    return before if told_at(before, calendar) <= now else shifted(before, -1)


def _first(month: str) -> DateTime:
    year, number = month.split("-")
    return pendulum.datetime(int(year), int(number), 1)
