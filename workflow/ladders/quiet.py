"""Quiet hours: what would be told in them is told at the next open minute."""

from pendulum import DateTime

from workflow.calendars import ONE_DAY, BusinessDays, Calendar
from workflow.ladders.days_off import not_counting
from workflow.policy.parts import QuietPolicy
from workflow.policy.policy import MIDNIGHT


def next_open(at: DateTime, calendar: Calendar, quiet: QuietPolicy) -> DateTime:
    """Give the moment itself when it is not in quiet hours, else their end.

    Where they end on a day that is no business day, it is the first open minute of the next one.
    """
    while ends := _end_of_quiet(at, calendar, quiet):
        day = calendar.local_date(ends)
        on_time = calendar.is_business_day(day)
        at = ends if on_time else calendar.at(calendar.shift(day, BusinessDays(1)), MIDNIGHT)
    return at


def before_deciding(at: DateTime, decide_by: DateTime, calendar: Calendar, quiet: QuietPolicy) -> DateTime:
    """Delay a moment to the next open minute, but never past `decide_by`; what is past it already cannot wait."""
    return at if at >= decide_by else min(next_open(at, calendar, quiet), decide_by)


def delay_said(nominal: DateTime, at: DateTime, calendar: Calendar, quiet: QuietPolicy) -> str:
    """Say from when to when quiet hours delayed a moment; empty where they did not."""
    if at == nominal:
        return ""
    was, now = calendar.local(nominal), calendar.local(at)
    shown = "%H:%M" if was.date() == now.date() else "%Y-%m-%d %H:%M"
    between = not_counting(calendar.local_date(nominal) - ONE_DAY, calendar.local_date(at), calendar)
    capped = "" if at == next_open(nominal, calendar, quiet) else ", but not past the moment when the decision is due"
    hours = f"{quiet.from_:%H:%M} to {quiet.until:%H:%M}"
    return f"; delayed from {was:{shown}} to {now:{shown}} by quiet hours ({hours}){between}{capped}"


def _end_of_quiet(at: DateTime, calendar: Calendar, quiet: QuietPolicy) -> DateTime | None:
    """Give the end of the quiet hours that a moment lies in; they belong to the day on which they begin."""
    if quiet.from_ == quiet.until:
        return None
    today = calendar.local_date(at)
    for day in (today - ONE_DAY, today):
        last = day + ONE_DAY if quiet.from_ > quiet.until else day
        ends = calendar.at(last, quiet.until)
        if calendar.at(day, quiet.from_) <= at < ends:
            return ends
    return None
