"""The invoice came later than this vendor's usually do."""

import datetime
from collections.abc import Iterable
from statistics import median

from workflow.calendars import Calendar
from workflow.findings.days import are_alike, days_of, past_days
from workflow.findings.facts import Facts, Noticed, Past
from workflow.findings.finding import Severity
from workflow.invoices.document import DocumentKind

COMPARED = 3
FEWEST = 2
LITTLE_TIME = 3
"""Business days to the due date in which a review is hardly made and the money hardly sent."""
LONGEST = datetime.timedelta(days=366)
"""Who counts business days beyond only finds out that it is very late."""


class LateArrival:
    """An invoice that comes late leaves less time to ask, and the payment terms run from its date all the same.

    Counted in business days from the last day covered, against the median of the last three of about the same length.
    An invoice of the first fetch was there before, so its date of issue stands for its arrival.
    """

    name = "late_arrival"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice an arrival that is later than usual by more than the threshold; a later version is not an arrival."""
        document, received = facts.document, facts.received_on
        covered = document.period.ends_on if document.period else None
        is_first = facts.revision == 1 and document.corrects is None and document.kind == DocumentKind.INVOICE
        if not is_first or covered is None or received == datetime.date.min or _is_part(facts, covered):
            return None
        calendar = facts.customer.calendar
        usual = [_took(calendar, one) for one in _alike(facts)][:COMPARED]
        if len(usual) < FEWEST:
            return None
        took, middle = _business_days(calendar, covered, received), median(usual)
        if took - middle <= facts.checks.late_business_days:
            return None
        return _noticed(facts, took, middle)


def _business_days(calendar: Calendar, covered: datetime.date, arrived: datetime.date) -> int:
    return calendar.days_between(max(covered, arrived - LONGEST), arrived)


def _is_part(facts: Facts, covered: datetime.date) -> bool:
    """Tell whether its billing period went on: it waited for the period's end to be asked for."""
    return facts.billed is not None and covered < facts.billed.ends_on


def _alike(facts: Facts) -> Iterable[Past]:
    days = days_of(facts.document)
    return (one for one in facts.past if are_alike(days, past_days(one)) and one.covers_until and _arrived(one))


def _arrived(past: Past) -> datetime.date | None:
    return past.issued_on if past.is_history else past.received_on


def _took(calendar: Calendar, past: Past) -> int:
    arrived = _arrived(past)
    return _business_days(calendar, past.covers_until, arrived) if past.covers_until and arrived else 0


def _left(facts: Facts) -> int | None:
    """Count the business days from the arrival to the due date; those far ahead are no worry."""
    due_on = facts.document.due_on
    if due_on is None:
        return None
    return facts.customer.calendar.days_between(facts.received_on, min(due_on, facts.received_on + LONGEST))


def _time_left(due_on: datetime.date | None, left: int | None) -> str:
    if due_on is None or left is None:
        return ""
    if left < 0:
        return f" It was due on {due_on} already."
    return f" It is due on {due_on}, which leaves {left} business {'day' if left == 1 else 'days'}."


def _noticed(facts: Facts, took: int, middle: float) -> Noticed:
    document, received = facts.document, facts.received_on
    left = _left(facts)
    severity = Severity.CHECK if left is not None and left <= LITTLE_TIME else Severity.INFO
    why = (
        f"It came on {received}, {took} business days after its last day; usually it takes {middle:g} (median of the "
        f"last ones), and more than {facts.checks.late_business_days} later is late."
    )
    inputs = {
        "received_on": str(received),
        "business_days": str(took),
        "usual": f"{middle:g}",
        "threshold": str(facts.checks.late_business_days),
        "due_on": str(document.due_on) if document.due_on else None,
        "business_days_left": None if left is None else str(left),
    }
    return Noticed(severity, inputs, why + _time_left(document.due_on, left))
