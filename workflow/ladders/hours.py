"""Counting in business hours: the time during which people are at work, and nothing else."""

import datetime
from collections.abc import Iterator
from itertools import count

from pendulum import DateTime

from workflow.calendars import ONE_DAY, BusinessHours, Calendar


def after(
    now: DateTime, hours: BusinessHours, calendar: Calendar, open_from: datetime.time, open_until: datetime.time
) -> DateTime:
    """Give the moment at which so many open hours have passed; open is a business day between two local times.

    Hours are those that pass, so a day on which the clocks change may have one more or less.
    TypeError: the number is one of days. ValueError: it is negative, or the hours end before they begin.
    """
    if not isinstance(hours, BusinessHours):
        raise TypeError(f"{hours!r} are no business hours")
    if hours.hours < 0 or open_from >= open_until:
        raise ValueError(f"{hours!r} cannot be counted between {open_from} and {open_until}")
    left = datetime.timedelta(hours=hours.hours)
    for opens, closes in _open_spans(calendar.local_date(now), calendar, open_from, open_until):
        start = max(now, opens)
        if start + left <= closes:
            return start + left
        left -= max(closes - start, datetime.timedelta())
    raise AssertionError("business days do not end")


def _open_spans(
    first: datetime.date, calendar: Calendar, open_from: datetime.time, open_until: datetime.time
) -> Iterator[tuple[DateTime, DateTime]]:
    days = (first + ONE_DAY * number for number in count())
    return (
        (calendar.at(day, open_from), calendar.at(day, open_until)) for day in days if calendar.is_business_day(day)
    )
