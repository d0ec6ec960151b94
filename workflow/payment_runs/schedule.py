"""When finance is told of a payment run: at nine o'clock on the business day before it, by the workspace's clocks."""

import datetime
from collections.abc import Iterator

from pendulum import DateTime

from workflow.calendars import ONE_DAY, BusinessDays, Calendar
from workflow.ladders.runs import next_run
from workflow.policy.parts import DeadlinePolicy

TOLD_AT = datetime.time(9)


def told_at(run_on: datetime.date, calendar: Calendar) -> DateTime:
    """Give when finance is told of the run of a date."""
    return calendar.at(calendar.shift(run_on, BusinessDays(-1)), TOLD_AT)


def coming_runs(now: DateTime, calendar: Calendar, policy: DeadlinePolicy) -> Iterator[datetime.date]:
    """Give the dates of the runs whose cut-off is still to come; none where policy names no run days."""
    run = next_run(calendar.local_date(now) - ONE_DAY, calendar, policy)
    while run:
        if calendar.at(run, policy.cutoff) > now:
            yield run
        run = next_run(run, calendar, policy)


def run_to_tell(now: DateTime, calendar: Calendar, policy: DeadlinePolicy) -> datetime.date | None:
    """Give the newest run of which finance is to have heard by now and that is not over; None without one.

    After an outage that is the one that is told, never one that is over.
    """
    newest = None
    for run in coming_runs(now, calendar, policy):
        if told_at(run, calendar) > now:
            break
        newest = run
    return newest


def is_run(day: datetime.date, now: DateTime, calendar: Calendar, policy: DeadlinePolicy) -> bool:
    """Tell whether a run that is still to come has this date."""
    return next((run for run in coming_runs(now, calendar, policy) if run >= day), None) == day


def next_look(now: DateTime, calendar: Calendar) -> DateTime:
    """Give when to look next: at nine o'clock of the next business day.

    That is at least as often as there are runs, so that a change of policy or calendar is never overlooked.
    """
    day = calendar.local_date(now)
    while not calendar.is_business_day(day) or calendar.at(day, TOLD_AT) <= now:
        day += ONE_DAY
    return calendar.at(day, TOLD_AT)
