"""Moments in business time: counted in days at the same local time, and written so that they can be checked."""

import datetime
from zoneinfo import ZoneInfo

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar


def written(moment: DateTime, calendar: Calendar) -> str:
    """Write a moment as the place's clocks show it, with its zone."""
    return f"{calendar.local(moment):%Y-%m-%d %H:%M} {calendar.zone}"


def spelled(days: BusinessDays) -> str:
    """Write `1 business day`, `2 business days`."""
    return f"{days.count} business day" + ("" if days.count == 1 else "s")


def as_clocks_go(day: datetime.date, time: datetime.time, calendar: Calendar) -> str:
    """Say what a change of the clocks makes of a local time on a date; empty where it comes once."""
    first = datetime.datetime.combine(day, time.replace(fold=0), ZoneInfo(calendar.zone))
    if first.utcoffset() == first.replace(fold=1).utcoffset():
        return ""
    at = calendar.local(calendar.at(day, time))
    if at.time() == time:
        return f"; {time:%H:%M} comes twice on {day}, the first one counts"
    return f"; the clocks skip {time:%H:%M} on {day}, so it is {at:%H:%M}"
