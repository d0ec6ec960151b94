"""What all letters about a review say of it: amounts, changes, findings, who is asked, what happens next."""

from typing import Any
from uuid import UUID

from pendulum import DateTime

from notifications.bridging import NOTED, bridge_words, share_words
from notifications.facts import ReviewFacts
from notifications.letters.aligned import aligner
from notifications.letters.comparing import compare
from notifications.letters.seating import blocking, seat_notes
from notifications.places import PAYMENT
from workflow.invoices.document import PaymentStatus
from workflow.invoices.quoting import called
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat
from workflow.reviews.questioned import QuestionFacts
from workflow.reviews.review import OPEN, UNSETTLED

MOST_NAMED = 3
ESCALATION = "escalation"

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


def about_review(facts: ReviewFacts) -> dict[str, Any]:
    """Give what the shared templates of a review's letters name."""
    case, writes = facts.case, facts.reader.figures
    steps = next_steps(case, facts.now)
    return {
        "case": case,
        "reader": facts.reader,
        "links": facts.links,
        "home": facts.home,
        "numbers": ", ".join(map(called, case.numbers)),
        "what": named(case),
        "heading": capital(named(case)),
        "is_many": len(case.invoices) > 1,
        "are": "are" if len(case.invoices) > 1 else "is",
        "were": "were" if len(case.invoices) > 1 else "was",
        "total": case.total,
        "again": facts.again,
        "thread": {"what": named(case), "total": case.total},
        "urgency": "",
        "payment_words": PAYMENT,
        "bridges": {invoice.invoice_id: bridge_words(invoice, writes) for invoice in case.invoices},
        "shares": {invoice.invoice_id: share_words(invoice.bridge) for invoice in case.invoices},
        "noted": NOTED,
        "comparisons": {invoice.invoice_id: compare(invoice) for invoice in case.invoices},
        "money_columns": aligner(writes, state_words),
        "next_steps": steps,
        "steps_width": max((len(writes.brief(at)) for at, _, _ in steps), default=0),
        "zone": writes.zone,
        "questions": _other_questions(facts),
        "seat_notes": seat_notes(case, writes, facts.now),
        "settled": not is_unsettled(case),
        "late": facts.now >= case.decide_by,
        "off_cycle_until": off_cycle_until(facts),
        "blocking": blocking(facts),
        "may_approve": case.policy.admin.may_approve,
        "severity_words": SEVERITY,
        "seat_words": SEAT,
        "state_words": STATE,
    }


def _other_questions(facts: ReviewFacts) -> list[QuestionFacts]:
    """Give what was asked besides the question that the letter is about."""
    its_own = facts.question.asked.id if facts.question else None
    return [one for one in facts.case.questions if one.id != its_own]


def named(case: CaseFile) -> str:
    """Name the invoices in question: `invoice A`, `invoices A and B`, `invoices A, B, C and 4 more`."""
    numbers = [called(number) for number in case.numbers]
    if len(numbers) == 1:
        return f"invoice {numbers[0]}"
    more = len(numbers) - MOST_NAMED
    shown = [*numbers[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
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


def state_words(state: str) -> str:
    """Say what became of a review or a revision."""
    return STATE.get(state, state)


def next_steps(case: CaseFile, now: DateTime) -> list[tuple[DateTime, str, bool]]:
    """Say what happens when, in order of time, if nobody settles the review, and of each whether time is up then."""
    if not is_unsettled(case):
        return []
    planned = [one for one in case.rungs if one.state == "planned" and not (case.admin_seat and one.rung == ESCALATION)]
    rungs = [(rung.at, NEXT.get(rung.rung, rung.rung), False) for rung in planned]
    ends = [(case.decide_by, "the last moment to decide", True), (case.payment_deadline, "the payment deadline", True)]
    return sorted((step for step in (*rungs, *ends) if step[0] > now), key=lambda step: step[0])


def escalates_at(case: CaseFile, now: DateTime) -> DateTime | None:
    """Say when an admin is asked to settle it; None when that has been done."""
    coming = (rung.at for rung in case.rungs if rung.rung == ESCALATION and rung.state == "planned")
    return None if case.admin_seat else next((at for at in coming if at > now), None)


def off_cycle_until(facts: ReviewFacts) -> DateTime | None:
    """Say until when an off-cycle payment would still land; None when it is too late, agreed, or nothing is to pay."""
    case = facts.case
    to_pay = any(one.document.payment_status != PaymentStatus.PAID for one in case.invoices)
    is_open = to_pay and not case.off_cycle and case.decide_by <= facts.now < case.payment_deadline
    return case.payment_deadline if is_open else None
