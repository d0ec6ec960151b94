"""When it is told who will be missing: towards the end of a month, while there is time to find somebody."""

import datetime

import pendulum
from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar

TOLD_AT = datetime.time(9)
DAYS_BEFORE = BusinessDays(5)


def month_of(moment: DateTime, calendar: Calendar) -> str:
    """Name the month of a moment, as `2026-11`."""
    return f"{calendar.local(moment):%Y-%m}"


def told_at(month: str, calendar: Calendar) -> DateTime:
    """Give when the admins are told in a month: 09:00 on the fifth business day before the next one begins.

    In a month that is closed nearly as a whole it is the first day.
    """
    day = calendar.shift(_first(following(month)), -DAYS_BEFORE)
    return calendar.at(max(day, _first(month)), TOLD_AT)


def newest_told(now: DateTime, calendar: Calendar) -> str:
    """Name the newest month whose moment has come."""
    this = month_of(now, calendar)
    return this if told_at(this, calendar) <= now else f"{_first(this).subtract(months=1):%Y-%m}"


def following(month: str) -> str:
    """Name the month after a month."""
    return f"{_first(month).add(months=1):%Y-%m}"


def horizon(now: DateTime, calendar: Calendar) -> DateTime:
    """Say how far to look: to when the admins are told in the month after this one, so that no period is left out."""
    return told_at(following(month_of(now, calendar)), calendar)


def _first(month: str) -> pendulum.Date:
    year, number = month.split("-")
    return pendulum.date(int(year), int(number), 1)
