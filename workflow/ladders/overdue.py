"""After the last moment to decide has passed: every admin hears it once a business day, until somebody settles."""

import datetime
from collections.abc import Iterator
from itertools import count

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.moments import spelled, written
from workflow.ladders.rungs import Rung, RungName


def overdue_moments(decide_by: DateTime, calendar: Calendar) -> Iterator[tuple[int, DateTime]]:
    """Give the moments 1, 2, 3 … business days after `decide_by`, same local time, for ever."""
    local = calendar.local(decide_by)
    day: datetime.date = local.date()
    for number in count(1):
        day = calendar.shift(day, BusinessDays(1))
        yield number, calendar.at(day, local.time())


def next_overdue(decide_by: DateTime, after: DateTime, calendar: Calendar) -> Rung:
    """Give the first overdue rung after a moment."""
    number, at = next((n, at) for n, at in overdue_moments(decide_by, calendar) if at > after)
    return Rung(
        RungName.OVERDUE,
        at,
        f"{spelled(BusinessDays(number))} after the decision was due ({written(decide_by, calendar)})",
    )


def newest_overdue(decide_by: DateTime, now: DateTime, calendar: Calendar) -> datetime.date:
    """Give the local date of the newest overdue moment that has come; after an outage only that one is told."""
    newest = decide_by
    for _, at in overdue_moments(decide_by, calendar):
        if at > now:
            return calendar.local_date(newest)
        newest = at
    raise AssertionError("overdue moments do not end")
