"""A review as the page shows it to one reader: the invoices, who else is asked, the deadline, what was decided."""

from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures
from web.views.invoice import InvoiceView, invoice_view
from workflow.people.person import Role
from workflow.reviews.casefile import Answered, CaseFile, RungFacts, Seat
from workflow.reviews.review import APPROVED, CANCELLED, DISPUTED, FLAGGED, OPEN, REJECTED, UNSETTLED, WITHDRAWN

SEAT_STATES = {
    OPEN: "Not answered yet",
    APPROVED: "Approved",
    FLAGGED: "Flagged",
    REJECTED: "Rejected",
    CANCELLED: "No longer asked",
}
SETTLED = {
    APPROVED: "This review is settled: approved.",
    REJECTED: "This review is settled: rejected.",
    WITHDRAWN: "This review was withdrawn, because the invoice was replaced or voided. Nothing is asked of you here.",
}
DECIDE, PAY = "decide", "pay"
STEPS = {
    DECIDE: "Decide by",
    PAY: "Payment deadline",
    "reminder": "Reminder to the reviewer",
    "warning": "Warning to the reviewer",
    "escalation": "Goes to an admin",
    "final_call": "Final call to all admins",
    "overdue": "Overdue: all admins are told",
}
RUNG_STATES = {"planned": "planned", "done": "done", "dropped": "no time for it", "cancelled": "no longer needed"}
ROLES = {Role.FINANCE: "Finance", Role.OPERATIONS: "Operations", Role.ADMIN: "Workspace admin"}


@dataclass(frozen=True)
class SeatRow:
    """One seat: who sits on it as what, and what came of it."""

    role: str
    person: str
    state: str
    reason: str
    tone: str
    mine: bool


@dataclass(frozen=True)
class Step:
    """One moment of the deadline; `kind` is `rung`, `decide` or `pay`."""

    name: str
    at: str
    iso: str
    because: str
    state: str
    kind: str


@dataclass(frozen=True)
class CaseView:
    """Everything on the page but the form. `verdict` says what was decided, as far as it was, for this seat."""

    title: str
    workspace: str
    cost_center: str
    total: str
    decide_by: str
    pay_by: str
    invoices: tuple[InvoiceView, ...]
    seats: tuple[SeatRow, ...]
    steps: tuple[Step, ...]
    verdict: str
    tone: str
    released: bool
    outdated: bool


def seat_of(case: CaseFile, assignment_id: object) -> Seat:
    """Find the seat that a link names; raises StopIteration when the review has no such seat, which no link allows."""
    return next(seat for seat in case.seats if seat.assignment_id == assignment_id)


def is_open(case: CaseFile, seat: Seat) -> bool:
    """Tell whether this seat can still be answered."""
    return case.state in UNSETTLED and seat.state == OPEN and seat.answered is None


def case_view(case: CaseFile, seat: Seat, now: DateTime, writes: Figures) -> CaseView:
    """Work out the page for the person who sits on this seat; `now` is business time."""
    today = now.in_timezone(case.workspace.timezone).date()
    verdict, tone = _verdict(case, seat, writes)
    return CaseView(
        title=_title(case),
        workspace=case.workspace.name,
        cost_center=case.workspace.cost_center or "",
        total=writes.money(*case.total) if case.total else "",
        decide_by=writes.moment(case.decide_by),
        pay_by=writes.moment(case.payment_deadline),
        invoices=tuple(invoice_view(facts, n, today, writes) for n, facts in enumerate(case.invoices)),
        seats=tuple(_seat(one, mine=one is seat) for one in case.seats),
        steps=_steps(case, writes),
        verdict=verdict,
        tone=tone,
        released=case.state == APPROVED,
        outdated=not all(one.is_newest for one in case.invoices),
    )


def answer_words(answered: Answered, writes: Figures) -> str:
    """Say in a sentence who answered what and when."""
    verbs = {"approve": "approved", "flag": "flagged", "reject": "rejected"}
    return f"{answered.by.name} {verbs.get(answered.answer, answered.answer)} this on {writes.moment(answered.at)}."


def _title(case: CaseFile) -> str:
    if len(case.invoices) == 1:
        document = case.invoices[0].document
        return f"{document.seller.name or case.workspace.name} {document.number}"
    return f"{len(case.invoices)} invoices of {case.workspace.name}"


def _verdict(case: CaseFile, seat: Seat, writes: Figures) -> tuple[str, str]:
    """Say what was decided by whom and when, and in which tone; nothing while the seat is open."""
    said = [answer_words(one.answered, writes) for one in case.seats if one.answered]
    if case.state in SETTLED:
        at = f" ({writes.moment(case.settled_at)})" if case.settled_at else ""
        tone = {APPROVED: "good", REJECTED: "bad"}.get(case.state, "plain")
        return " ".join([SETTLED[case.state] + at, *said]), tone
    if seat.answered:
        rest = "An admin decides now." if case.state == DISPUTED else "The others have not all answered yet."
        return f"{answer_words(seat.answered, writes)} {rest}", "plain"
    return ("" if is_open(case, seat) else "This review task is closed. Nothing is asked of you here."), "plain"


def _seat(seat: Seat, *, mine: bool) -> SeatRow:
    answered = seat.answered
    person = answered.by if answered else seat.person
    return SeatRow(
        role=ROLES.get(Role(seat.role), seat.role),
        person=person.name if person else "nobody could be found",
        state=SEAT_STATES.get(seat.state, seat.state),
        reason=(answered.reason or "") if answered else "",
        tone={APPROVED: "good", FLAGGED: "bad", REJECTED: "bad"}.get(seat.state, "plain"),
        mine=mine,
    )


def _steps(case: CaseFile, writes: Figures) -> tuple[Step, ...]:
    """List the deadline's moments in their order, the two that count among the rungs."""
    moments = [
        *case.rungs,
        RungFacts(DECIDE, case.decide_by, case.decide_because, ""),
        RungFacts(PAY, case.payment_deadline, case.payment_because, ""),
    ]
    return tuple(_step(one, writes) for one in sorted(moments, key=lambda one: one.at))


def _step(rung: RungFacts, writes: Figures) -> Step:
    return Step(
        name=STEPS.get(rung.rung, rung.rung),
        at=writes.moment(rung.at),
        iso=rung.at.isoformat(),
        because=rung.because,
        state=RUNG_STATES.get(rung.state, rung.state),
        kind=rung.rung if rung.rung in (DECIDE, PAY) else "rung",
    )
