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
from notifications.wording import Ours
from workflow.invoices.document import InvoiceDocument, PaymentStatus
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, InvoiceFacts, Seat
from workflow.reviews.review import OPEN, UNSETTLED

BIGGEST = 3
MOST_NAMED = 3

NEXT = {
    "reminder": "a reminder goes to whoever has not answered",
    "warning": "a warning goes to whoever has not answered",
    "escalation": "an admin is asked to settle it",
    "final_call": "every admin gets a final call",
    "overdue": "every admin is told each business day that it is overdue",
    "vendor_notice": "every admin is told that notice to the vendor is due",
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
        "what": named(case),
        "heading": capital(named(case)),
        "is_many": len(case.invoices) > 1,
        "are": "are" if len(case.invoices) > 1 else "is",
        "were": "were" if len(case.invoices) > 1 else "was",
        "total": case.total,
        "payment_words": PAYMENT,
        "bridges": {invoice.invoice_id: bridge_words(invoice, facts.reader.figures) for invoice in case.invoices},
        "shares": {invoice.invoice_id: share_words(invoice.bridge) for invoice in case.invoices},
        "noted": NOTED,
        "comparisons": {invoice.invoice_id: compare(invoice) for invoice in case.invoices},
        "next_steps": next_steps(case, facts.now),
        "settled": not is_unsettled(case),
        "late": facts.now >= case.decide_by,
        "off_cycle_until": off_cycle_until(facts),
        "blocking": blocking(facts),
        "may_approve": case.policy.admin.may_approve,
        "severity_words": SEVERITY,
        "seat_words": SEAT,
        "state_words": STATE,
    }


def named(case: CaseFile) -> str:
    """Name the invoices in question: `invoice A`, `invoices A and B`, `invoices A, B, C and 4 more`."""
    if len(case.numbers) == 1:
        return f"invoice {case.numbers[0]}"
    more = len(case.numbers) - MOST_NAMED
    shown = [*case.numbers[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return f"invoices {', '.join(shown[:-1])} and {shown[-1]}"


def capital(words: str) -> str:
    """Begin a sentence or a heading with these words."""
    return words[:1].upper() + words[1:]


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


def escalates_at(case: CaseFile, now: DateTime) -> DateTime | None:
    """Say when an admin is asked to settle it; None when that has been done."""
    coming = (rung.at for rung in case.rungs if rung.rung == "escalation" and rung.state == "planned")
    return next((at for at in coming if at > now), None)


def blocking(facts: ReviewFacts) -> list[Ours]:
    """Say of each reviewer's seat that is still open who has not answered, and what is known of why."""
    seats = [seat for seat in facts.case.seats if seat.state == OPEN and seat.role != Role.ADMIN]
    return [_blocks(seat, facts) for seat in seats] if is_unsettled(facts.case) else []


def _blocks(seat: Seat, facts: ReviewFacts) -> Ours:
    if seat.person is None:
        return Ours(f"Nobody could be found to answer as {seat.role}")
    stands_in = f", who stands in for {seat.deputy_of.name}," if seat.deputy_of else ""
    snoozed = seat.snoozed_until if seat.snoozed_until and seat.snoozed_until > facts.now else None
    later = f" and wants to be reminded on {facts.reader.figures.moment(snoozed)}" if snoozed else ""
    return Ours(f"{seat.person.name} ({seat.role}){stands_in} has not answered{later}")


def off_cycle_until(facts: ReviewFacts) -> DateTime | None:
    """Say until when an off-cycle payment would still land; None when it is too late, agreed, or nothing is to pay."""
    case = facts.case
    to_pay = any(one.document.payment_status != PaymentStatus.PAID for one in case.invoices)
    is_open = to_pay and not case.off_cycle and case.decide_by <= facts.now < case.payment_deadline
    return case.payment_deadline if is_open else None


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
