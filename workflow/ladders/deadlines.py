"""By when an invoice must be paid and by when it must be decided, each with how it was computed."""

import datetime
from dataclasses import dataclass

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.moments import business_days_from, written
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
    `decide_by` is the lead time in business days earlier, at the same local time.
    """
    due_on, because = _due(terms, policy)
    pay_on = calendar.on_or_before(due_on)
    if pay_on != due_on:
        because += f"; that is no business day, the last one before it is {pay_on}"
    payment_deadline = calendar.at(pay_on, policy.cutoff)
    lead = policy.lead_business_days
    return Deadline(
        payment_deadline=payment_deadline,
        payment_because=f"{because}; cut-off {policy.cutoff:%H:%M} {calendar.zone}",
        decide_by=business_days_from(payment_deadline, -BusinessDays(lead), calendar),
        decide_because=f"{lead} business days before the payment deadline ({written(payment_deadline, calendar)})",
    )


def _due(terms: Terms, policy: DeadlinePolicy) -> tuple[datetime.date, str]:
    """Give the due date: as stated, else counted from the date of issue, else from the day of receipt."""
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
