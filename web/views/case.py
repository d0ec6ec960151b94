"""A review as the page shows it to one reader: the invoices, who else is asked, the deadline, what was decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime

from notifications.figures import Figures
from web.views.asked import QuestionRow, question_row
from web.views.deadline import DeadlineView, deadline_view
from web.views.dispute import DisputeView, dispute_view
from web.views.invoice import InvoiceView, invoice_view
from web.views.steps import Step, steps
from web.views.timeline import Timeline, timeline
from workflow.calendars import Calendar
from workflow.invoices.quoting import called
from workflow.people.person import Role
from workflow.reviews.casefile import Answered, CaseFile, Seat
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
ANSWERED = {"approve": "approved", "pay_part": "approved", "flag": "flagged", "reject": "rejected"}
ROLES = {Role.FINANCE: "Finance", Role.OPERATIONS: "Operations", Role.ADMIN: "Workspace admin"}


@dataclass(frozen=True)
class SeatRow:
    """One seat: who sits on it as what, in whose place, and what came of it; `snoozed` is until when it is put off."""

    role: str
    person: str
    state: str
    reason: str
    tone: str
    mine: bool
    stands_in: str
    snoozed: str


@dataclass(frozen=True)
class GivenAnswer:
    """One answer in a sentence, and the reason that was given, if any."""

    said: str
    reason: str


@dataclass(frozen=True)
class CaseView:
    """Everything on the page but the forms. `verdict` says where the matter stands once nothing is asked of this seat,
    with what was answered so far; `settled` says when it was settled. Each is empty until then.

    `standing` are sentences about what is otherwise than usual: who is waited for, what was agreed.
    """

    title: str
    workspace: str
    cost_center: str
    total: str
    deadline: DeadlineView
    invoices: tuple[InvoiceView, ...]
    seats: tuple[SeatRow, ...]
    steps: tuple[Step, ...]
    picture: Timeline
    standing: tuple[str, ...]
    dispute: DisputeView | None
    questions: tuple[QuestionRow, ...]
    verdict: str
    settled: str
    answers: tuple[GivenAnswer, ...]
    tone: str
    released: bool


def seat_of(case: CaseFile, assignment_id: object) -> Seat:
    """Find the seat that a link names; raises StopIteration when the review has no such seat, which no link allows."""
    return next(seat for seat in case.seats if seat.assignment_id == assignment_id)


def is_open(case: CaseFile, seat: Seat) -> bool:
    """Tell whether this seat can still be answered."""
    return case.state in UNSETTLED and seat.state == OPEN and seat.answered is None


def is_with(seat: Seat, person_id: UUID) -> bool:
    """Tell whether a seat is this person's to answer; the admin's is that of whoever was given a link to it."""
    return seat.role == Role.ADMIN or (seat.person is not None and seat.person.id == person_id)


@dataclass(frozen=True)
class Reader:
    """Who reads the page, and when: `now` is business time, `calendar` that of the workspace."""

    id: UUID
    writes: Figures
    now: DateTime
    calendar: Calendar


def case_view(case: CaseFile, seat: Seat, reader: Reader) -> CaseView:
    """Work out the page for somebody who was given a link to this seat."""
    writes, now, calendar = reader.writes, reader.now, reader.calendar
    planned = steps(case, writes)
    verdict, tone = _verdict(case, seat, reader.id)
    return CaseView(
        title=_title(case),
        workspace=case.workspace.name,
        cost_center=case.workspace.cost_center or "",
        total=writes.money(*case.total) if case.total else "",
        deadline=deadline_view(case, writes, now),
        invoices=tuple(
            invoice_view(facts, n, calendar.local_date(now), writes, disputed=case.state == DISPUTED)
            for n, facts in enumerate(case.invoices)
        ),
        seats=tuple(_seat(one, writes, now, mine=one is seat) for one in case.seats),
        steps=planned,
        picture=timeline(planned, now, calendar, writes),
        standing=tuple(_standing(case, writes)),
        dispute=dispute_view(case, writes),
        questions=tuple(question_row(one, writes) for one in case.questions),
        verdict=verdict,
        settled=_settled(case, writes),
        answers=tuple(_answers(case, writes)),
        tone=tone,
        released=case.state == APPROVED,
    )


def _settled(case: CaseFile, writes: Figures) -> str:
    """Say when it was settled; empty until then."""
    if case.settled_at is None or case.state not in SETTLED:
        return ""
    return f"{'Withdrawn' if case.state == WITHDRAWN else 'Settled'} on {writes.moment(case.settled_at)}."


def _answers(case: CaseFile, writes: Figures) -> Iterator[GivenAnswer]:
    """List what was answered so far, in the order of the seats."""
    for seat in case.seats:
        if seat.answered:
            yield GivenAnswer(_said(case, seat.answered, writes), seat.answered.reason or "")


def _said(case: CaseFile, answered: Answered, writes: Figures) -> str:
    """Say in a sentence who answered what and when."""
    currency = case.total[1] if case.total else case.workspace.currency
    part = f"{writes.money(answered.amount, currency)} of " if answered.amount is not None else ""
    did = ANSWERED.get(answered.answer, answered.answer)
    return f"{answered.by.name} {did} {part}this on {writes.moment(answered.at)}."


def _title(case: CaseFile) -> str:
    if len(case.invoices) == 1:
        document = case.invoices[0].document
        return f"{document.seller.name or case.workspace.name} {called(document.number)}"
    return f"{len(case.invoices)} invoices of {case.workspace.name}"


def _verdict(case: CaseFile, seat: Seat, reader: UUID) -> tuple[str, str]:
    """Say where the matter stands, and in which tone; nothing while the seat is open."""
    if case.state in SETTLED:
        return SETTLED[case.state], {APPROVED: "good", REJECTED: "bad"}.get(case.state, "plain")
    if seat.answered:
        rest = "An admin decides now." if case.state == DISPUTED else "The others have not all answered yet."
        return f"This review task is answered. {rest}", "plain"
    if not is_open(case, seat):
        return "This review task is closed. Nothing is asked of you here.", "plain"
    name = seat.person.name if seat.person else "somebody else"
    return ("" if is_with(seat, reader) else f"{name} is asked now. Nothing is asked of you here."), "plain"


def _standing(case: CaseFile, writes: Figures) -> Iterator[str]:
    """Say what is otherwise than usual while the review is open."""
    if case.state not in UNSETTLED:
        return
    if case.waits_since:
        since = writes.moment(case.waits_since)
        yield f"We have been waiting for the vendor since {since}. The payment deadline does not wait."
    if case.agreed_due_on:
        yield f"An admin agreed on {writes.day(case.agreed_due_on)} as the due date."
    if case.off_cycle:
        yield "It is paid outside of the payment runs."


def _seat(seat: Seat, writes: Figures, now: DateTime, *, mine: bool) -> SeatRow:
    answered = seat.answered
    put_off = seat.snoozed_until if seat.state == OPEN and seat.snoozed_until and seat.snoozed_until > now else None
    person = answered.by if answered else seat.person
    return SeatRow(
        role=ROLES.get(Role(seat.role), seat.role),
        person=person.name if person else "nobody could be found",
        state=SEAT_STATES.get(seat.state, seat.state),
        reason=(answered.reason or "") if answered else "",
        tone={APPROVED: "good", FLAGGED: "bad", REJECTED: "bad"}.get(seat.state, "plain"),
        mine=mine,
        stands_in=seat.deputy_of.name if seat.deputy_of else "",
        snoozed=writes.moment(put_off) if put_off else "",
    )
