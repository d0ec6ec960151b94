"""After the last moment to decide has passed: every admin hears it once a business day, until somebody settles."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.days_off import not_counting
from workflow.ladders.moments import as_clocks_go, spelled, written
from workflow.ladders.quiet import delay_said, next_open
from workflow.ladders.rungs import Rung, RungName
from workflow.policy.parts import QuietPolicy


@dataclass(frozen=True)
class Overdue:
    """The n-th overdue rung: its day and local time before, and its moment after quiet hours."""

    number: int
    day: datetime.date
    nominal: DateTime
    at: DateTime


def overdue_moments(decide_by: DateTime, calendar: Calendar, quiet: QuietPolicy) -> Iterator[Overdue]:
    """Give those 1, 2, 3 … business days after `decide_by`, same local time, for ever."""
    day, time = calendar.local_date(decide_by), calendar.local(decide_by).time()
    for number in count(1):
        day = calendar.shift(day, BusinessDays(1))
        nominal = calendar.at(day, time)
        yield Overdue(number, day, nominal, next_open(nominal, calendar, quiet))


def next_overdue(decide_by: DateTime, after: DateTime, calendar: Calendar, quiet: QuietPolicy) -> Rung:
    """Give the first overdue rung after a moment."""
    following = next(one for one in overdue_moments(decide_by, calendar, quiet) if one.at > after)
    return overdue_rung(following, decide_by, calendar, quiet)


def overdue_rung(one: Overdue, decide_by: DateTime, calendar: Calendar, quiet: QuietPolicy) -> Rung:
    """Write an overdue moment as a rung."""
    counted = f"{spelled(BusinessDays(one.number))} after the decision was due ({written(decide_by, calendar)})"
    left_out = not_counting(calendar.local_date(decide_by), one.day, calendar)
    clocks = as_clocks_go(one.day, calendar.local(decide_by).time(), calendar)
    delay = delay_said(one.nominal, one.at, calendar, quiet)
    return Rung(RungName.OVERDUE, one.at, f"{counted}{left_out}{clocks}{delay}")


def newest_overdue(decide_by: DateTime, now: DateTime, calendar: Calendar, quiet: QuietPolicy) -> datetime.date:
    """Give the local date of the newest overdue moment that has come; after an outage only that one is told."""
    newest = decide_by
    for one in overdue_moments(decide_by, calendar, quiet):
        if one.at > now:
            return calendar.local_date(newest)
        newest = one.at
    raise AssertionError("overdue moments do not end")
