"""Payment runs: the days on which money is sent, where it is not sent on every business day."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from workflow.calendars import ONE_DAY, WEEKDAY_NAMES, BusinessDays, Calendar
from workflow.ladders.days_off import not_counting, what_it_is
from workflow.ladders.moments import as_clocks_go, spelled
from workflow.policy.parts import DeadlinePolicy, Weekday

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class Run:
    """One payment run, held at the cut-off of `on`; `meant_for` is its weekday, which may be no business day."""

    on: datetime.date
    meant_for: datetime.date


def last_run_landing_by(pay_on: datetime.date, calendar: Calendar, policy: DeadlinePolicy) -> Run | None:
    """Give the last run whose money has its lead time by the day of payment; null: the policy names no weekdays.

    `pay_on` is a business day.
    """
    if not policy.runs:
        return None
    latest = calendar.shift(pay_on, -BusinessDays(policy.lead_business_days))
    # a run that is meant for a day off right after the latest day is held on the latest day
    reach = calendar.shift(latest, BusinessDays(1)) - ONE_DAY
    meant_for = next(day for day in _days(reach, -ONE_DAY) if _is_meant(day, policy))
    return Run(calendar.on_or_before(meant_for), meant_for)


def next_run(after: datetime.date, calendar: Calendar, policy: DeadlinePolicy) -> datetime.date | None:
    """Give the day of the first run after a date; null: the policy names no weekdays."""
    if not policy.runs:
        return None
    held = (calendar.on_or_before(day) for day in _days(after + ONE_DAY, ONE_DAY) if _is_meant(day, policy))
    return next(day for day in held if day > after)


def lands_on(run_on: datetime.date, calendar: Calendar, policy: DeadlinePolicy) -> datetime.date:
    """Give the day on which the money of a run arrives."""
    return calendar.shift(run_on, BusinessDays(policy.lead_business_days))


def run_said(run: Run, payment_deadline: str, calendar: Calendar, policy: DeadlinePolicy) -> str:
    """Say how a run was found; `payment_deadline` is written already."""
    names = " and ".join(f"{WEEKDAY_NAMES[WEEKDAYS.index(one)]}s" for one in policy.runs)
    lead = BusinessDays(policy.lead_business_days)
    lands = lands_on(run.on, calendar, policy)
    return (
        f"the cut-off, {policy.cutoff:%H:%M} {calendar.zone}, of the last payment run whose money arrives by the"
        f" payment deadline ({payment_deadline}): runs are on {names}, this one is on {run.on}{_moved(run, calendar)},"
        f" and {spelled(lead)} later is {lands}{not_counting(run.on, lands, calendar)}"
        f"{as_clocks_go(run.on, policy.cutoff, calendar)}"
    )


def _moved(run: Run, calendar: Calendar) -> str:
    if run.on == run.meant_for:
        return ""
    between = not_counting(run.on, run.meant_for, calendar)
    return f", the last business day before {run.meant_for}, which is {what_it_is(run.meant_for, calendar)}{between}"


def _is_meant(day: datetime.date, policy: DeadlinePolicy) -> bool:
    return day.weekday() < len(WEEKDAYS) and WEEKDAYS[day.weekday()] in policy.runs


def _days(first: datetime.date, step: datetime.timedelta) -> Iterator[datetime.date]:
    return (first + step * number for number in count())
