"""By when an invoice must be paid and by when it must be decided, each with how it was computed."""

import datetime
from dataclasses import dataclass

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.days_off import not_counting, what_it_is
from workflow.ladders.moments import as_clocks_go, spelled, written
from workflow.ladders.runs import last_run_landing_by, run_said
from workflow.people.workspace import AUTOMATIC
from workflow.policy.parts import DeadlinePolicy

PLAUSIBLE_YEARS = range(1990, 2200)


@dataclass(frozen=True)
class Terms:
    """What an invoice, its workspace and its review say about payment; `received_on` is the local day of receipt.

    `agreed_due_on` is the due date that an admin put in the place of the stated one; `off_cycle`: it is paid outside
    of the payment runs.
    """

    issued_on: datetime.date | None
    due_on: datetime.date | None
    received_on: datetime.date
    collection: str
    payment_terms_days: int
    agreed_due_on: datetime.date | None = None
    off_cycle: bool = False


@dataclass(frozen=True)
class Deadline:
    """The payment deadline and the latest decision from which the money still arrives."""

    payment_deadline: DateTime
    payment_because: str
    decide_by: DateTime
    decide_because: str


def deadline_of(terms: Terms, calendar: Calendar, policy: DeadlinePolicy) -> Deadline:
    """Compute both moments, each with how that was done.

    The payment deadline is the cut-off on the due date, or on the last business day before it when that is none;
    `decide_by` is the lead time in business days earlier, at the same local time, or the cut-off of the last payment
    run from which the money still arrives.
    """
    due_on, because = _due(terms, policy)
    pay_on = calendar.on_or_before(due_on)
    payment_deadline = calendar.at(pay_on, policy.cutoff)
    decide_on, decide_because = _decide_on(pay_on, terms, calendar, policy)
    return Deadline(
        payment_deadline=payment_deadline,
        payment_because=f"{because}{_moved(due_on, pay_on, calendar)}; cut-off {policy.cutoff:%H:%M} {calendar.zone}"
        f"{as_clocks_go(pay_on, policy.cutoff, calendar)}",
        decide_by=calendar.at(decide_on, policy.cutoff),
        decide_because=decide_because,
    )


def _moved(due_on: datetime.date, pay_on: datetime.date, calendar: Calendar) -> str:
    if pay_on == due_on:
        return ""
    off = what_it_is(due_on, calendar)
    return f", {off}; the last business day before it is {pay_on}{not_counting(pay_on, due_on, calendar)}"


def _decide_on(
    pay_on: datetime.date, terms: Terms, calendar: Calendar, policy: DeadlinePolicy
) -> tuple[datetime.date, str]:
    """Give the last day on which a decision still brings the money in time: at the lead time, or with a run."""
    deadline = written(calendar.at(pay_on, policy.cutoff), calendar)
    run = None if terms.off_cycle else last_run_landing_by(pay_on, calendar, policy)
    if run:
        return run.on, run_said(run, deadline, calendar, policy)
    lead = BusinessDays(policy.lead_business_days)
    day = calendar.shift(pay_on, -lead)
    because = f"{spelled(lead)} before the payment deadline ({deadline}){not_counting(day, pay_on, calendar)}"
    outside = "paid outside of the payment runs: " if terms.off_cycle and policy.runs else ""
    return day, f"{outside}{because}{as_clocks_go(day, policy.cutoff, calendar)}"


def _due(terms: Terms, policy: DeadlinePolicy) -> tuple[datetime.date, str]:
    """Give the due date: as agreed, else as stated, else counted from the date of issue or the day of receipt."""
    due_on, because = _stated(terms, policy)
    if terms.agreed_due_on:
        return terms.agreed_due_on, f"agreed in the place of “{because}”: due on {terms.agreed_due_on}"
    return due_on, because


def _stated(terms: Terms, policy: DeadlinePolicy) -> tuple[datetime.date, str]:
    due_on = _plausible(terms.due_on)
    if due_on:
        return due_on, f"due on {due_on}"
    charged = terms.collection == AUTOMATIC
    days = policy.dispute_days if charged else terms.payment_terms_days
    what = "charged by card, days to dispute" if charged else "no due date stated, payment terms"
    issued_on = _plausible(terms.issued_on)
    start, named = (issued_on, "issued") if issued_on else (terms.received_on, "received")
    due_on = start + datetime.timedelta(days=days)
    return due_on, f"{what}: {days} days after it was {named} on {start}, so {due_on}"


def _plausible(day: datetime.date | None) -> datetime.date | None:
    """Take a stated date, unless it is one that programs write for "none", such as 0001-01-01 or 9999-12-31."""
    return day if day and day.year in PLAUSIBLE_YEARS else None
