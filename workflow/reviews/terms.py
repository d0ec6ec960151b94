"""What invoices, their workspace and their review say about payment, and the deadline that follows."""

from collections.abc import Sequence
from dataclasses import replace

from workflow.calendars import Calendar
from workflow.invoices.invoice import Revision
from workflow.ladders.deadlines import Deadline, Terms, deadline_of
from workflow.people.workspace import Workspace
from workflow.policy.parts import DeadlinePolicy
from workflow.reviews.review import Review


def terms_of(number: str, revision: Revision, workspace: Workspace, review: Review | None = None) -> tuple[str, Terms]:
    """Give the number of an invoice and its terms; without a review nobody has agreed on anything else yet."""
    return number, Terms(
        issued_on=revision.issued_on,
        due_on=revision.due_on,
        received_on=workspace.calendar.local_date(revision.received_at),
        collection=workspace.collection,
        payment_terms_days=workspace.payment_terms_days,
        agreed_due_on=review.agreed_due_on if review else None,
        off_cycle=review.off_cycle if review else False,
    )


def earliest_deadline(terms: Sequence[tuple[str, Terms]], calendar: Calendar, policy: DeadlinePolicy) -> Deadline:
    """Give the deadline of a review: of several invoices the first that must be decided counts, and is named."""
    deadlines = [(number, deadline_of(its, calendar, policy)) for number, its in terms]
    number, first = min(deadlines, key=lambda one: (one[1].decide_by, one[1].payment_deadline, one[0]))
    if len(deadlines) == 1:
        return first
    because = f"invoice {number}, the first of {len(deadlines)} to be decided: {first.payment_because}"
    return replace(first, payment_because=because)
