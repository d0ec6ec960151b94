"""What all letters about a review say of it: amounts, changes, findings, who is asked, what happens next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from pendulum import DateTime

from notifications.bridging import NOTED, bridge_words, share_words
from notifications.facts import ReviewFacts
from notifications.places import PAYMENT
from workflow.invoices.document import InvoiceDocument
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, InvoiceFacts, Seat
from workflow.reviews.review import OPEN, UNSETTLED

BIGGEST = 3

NEXT = {
    "reminder": "a reminder goes to whoever has not answered",
    "warning": "a warning goes to whoever has not answered",
    "escalation": "an admin is asked to settle it",
    "final_call": "every admin gets a final call",
    "overdue": "every admin is told each business day that it is overdue",
}
SEVERITY = {"severe": "Serious", "check": "Please check", "info": "For your information"}
SEAT = {
    "open": "no answer yet",
    "approved": "approved",
    "flagged": "flagged",
    "rejected": "rejected",
    "cancelled": "no longer asked",
}
STATE = {
    "open": "under review",
    "disputed": "disputed",
    "approved": "approved",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "history": "from before reviews began",
    "kept": "not reviewed",
}


@dataclass(frozen=True)
class KindChange:
    """How much more or less one kind of line costs than before."""

    kind: str
    amount: Decimal


@dataclass(frozen=True)
class Comparison:
    """An invoice against the one before; `percent` is None when that one was zero."""

    number: str
    total: Decimal
    change: Decimal
    percent: Decimal | None
    kinds: tuple[KindChange, ...]


def about_review(facts: ReviewFacts) -> dict[str, Any]:
    """Give what the shared templates of a review's letters name."""
    case = facts.case
    return {
        "case": case,
        "reader": facts.reader,
        "links": facts.links,
        "home": facts.home,
        "numbers": ", ".join(case.numbers),
        "total": case.total,
        "payment_words": PAYMENT,
        "bridges": {invoice.invoice_id: bridge_words(invoice, facts.reader.figures) for invoice in case.invoices},
        "shares": {invoice.invoice_id: share_words(invoice.bridge) for invoice in case.invoices},
        "noted": NOTED,
        "comparisons": {invoice.invoice_id: compare(invoice) for invoice in case.invoices},
        "next_steps": next_steps(case, facts.now),
        "settled": not is_unsettled(case),
        "late": facts.now > case.decide_by,
        "severity_words": SEVERITY,
        "seat_words": SEAT,
        "state_words": STATE,
    }


def is_unsettled(case: CaseFile) -> bool:
    """Say whether somebody must still decide."""
    return case.state in UNSETTLED


def open_seats(case: CaseFile, person_id: UUID | None) -> tuple[Seat, ...]:
    """Give the open seats that wait for this person; the admin's waits for every admin who holds a link to it."""
    if not is_unsettled(case):
        return ()
    linked = {link.assignment_id for link in case.links if link.person_id == person_id}
    return tuple(
        seat
        for seat in case.seats
        if seat.state == OPEN
        and (
            (seat.person and seat.person.id == person_id) or (seat.role == Role.ADMIN and seat.assignment_id in linked)
        )
    )


def is_asked(facts: ReviewFacts) -> bool:
    """Say whether the review still waits for this reader."""
    return bool(open_seats(facts.case, facts.reader.person_id))


def next_steps(case: CaseFile, now: DateTime) -> list[tuple[DateTime, str]]:
    """Say what happens when, in order of time, if nobody settles the review."""
    if not is_unsettled(case):
        return []
    rungs = [(rung.at, NEXT.get(rung.rung, rung.rung)) for rung in case.rungs if rung.state == "planned"]
    ends = [(case.decide_by, "the last moment to decide"), (case.payment_deadline, "the payment deadline")]
    return sorted((step for step in (*rungs, *ends) if step[0] > now), key=lambda step: step[0])


def compare(invoice: InvoiceFacts) -> Comparison | None:
    """Set an invoice beside the one before; None when there is none that it compares with, or no total."""
    prior, document = invoice.comparable, invoice.document
    if prior is None or prior.total is None or document.total is None:
        return None
    change = document.total - prior.total
    percent = change / abs(prior.total) * 100 if prior.total else None
    return Comparison(prior.number, prior.total, change, percent, _biggest_changes(document, prior))


def _biggest_changes(document: InvoiceDocument, prior: InvoiceDocument) -> tuple[KindChange, ...]:
    now, before = _by_kind(document), _by_kind(prior)
    changes = [KindChange(kind, now.get(kind, Decimal(0)) - before.get(kind, Decimal(0))) for kind in {*now, *before}]
    moved = [change for change in changes if change.amount]
    return tuple(sorted(moved, key=lambda change: (-abs(change.amount), change.kind))[:BIGGEST])


def _by_kind(document: InvoiceDocument) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in document.lines:
        sums[line.kind.replace("_", "-")] += line.amount or Decimal(0)
    return sums
