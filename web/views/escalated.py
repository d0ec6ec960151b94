"""A review that wants an admin, as their page shows it: how it stands, on whom it waits and why, what happened last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pendulum import DateTime

from notifications.figures import Figures
from web.views.case import ROLES
from web.views.findings import told
from web.views.happenings import Happening, happening, trail_of
from web.views.moments import At, brief, left, near
from web.views.tasks import Gist, gist
from workflow.events.event import Event
from workflow.people.person import Role
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import CaseFile, Seat
from workflow.reviews.explained import FindingFacts
from workflow.reviews.review import APPROVED, CANCELLED, DISPUTED, FLAGGED, OPEN, REJECTED

OVERDUE, ESCALATED, OPPOSED, UNSTAFFED = "Overdue", "Escalated", "Disputed", "Nobody to ask"
TONES = {OVERDUE: "bad", UNSTAFFED: "bad", ESCALATED: "check", OPPOSED: "check"}
STATES = {APPROVED: "approved", FLAGGED: "flagged", REJECTED: "rejected", CANCELLED: "is no longer asked"}
MOST_FINDINGS = 3


@dataclass(frozen=True)
class Waits:
    """One seat: the role, who sits there, and what came of it or why nothing did; `open` while it waits."""

    role: str
    who: str
    why: str
    open: bool


@dataclass(frozen=True)
class EscalatedRow:
    """One review; `marks` are its words with their tones, `path` the reader's own admin's seat, else empty.

    `settles` says whose the admin's seat is where it is not the reader's, `take_up` with `csrf` is the form that gets
    the reader there; `trail` is the page of its history.
    """

    gist: Gist
    marks: tuple[tuple[str, str], ...]
    decide_by: At
    left: str
    pay_by: At
    late: bool
    waits: tuple[Waits, ...]
    standing: tuple[str, ...]
    findings: tuple[FindingFacts, ...]
    more: int
    happened: tuple[Happening, ...]
    path: str
    settles: str
    take_up: str
    csrf: str
    trail: str


@dataclass(frozen=True)
class Around:
    """What stands around a case: workspace, absences, last events; the reader's link, key of the form, and clock."""

    workspace: Workspace
    everybody: Staff
    events: Sequence[Event]
    path: str
    csrf: str
    now: DateTime


def marks_of(case: CaseFile, now: DateTime) -> Iterator[str]:
    """Say why a review wants an admin, the most urgent first."""
    waiting = [seat for seat in case.seats if seat.state == OPEN]
    if now >= case.decide_by:
        yield OVERDUE
    if any(seat.role == Role.ADMIN for seat in waiting):
        yield ESCALATED
    if case.state == DISPUTED:
        yield OPPOSED
    if any(seat.person is None for seat in waiting):
        yield UNSTAFFED


def escalated_row(case: CaseFile, around: Around, writes: Figures) -> EscalatedRow:
    """Lay out one review."""
    speaking = [found for invoice in case.invoices for found in invoice.speaking]
    return EscalatedRow(
        gist=gist(case, writes),
        marks=tuple((mark, TONES[mark]) for mark in marks_of(case, around.now)),
        decide_by=near(writes, case.decide_by, around.now),
        left=left(writes, case.decide_by, around.now),
        pay_by=near(writes, case.payment_deadline, around.now),
        late=around.now >= case.decide_by,
        waits=tuple(_waits(seat, case, around, writes) for seat in case.seats),
        standing=tuple(_standing(case, writes)),
        findings=told(speaking[:MOST_FINDINGS], writes),
        more=max(0, len(speaking) - MOST_FINDINGS),
        happened=tuple(happening(one, writes) for one in around.events),
        path=around.path,
        settles="" if around.path else _settles(case, writes),
        take_up=f"/escalated/{case.review_id}/take-up",
        csrf=around.csrf,
        trail=trail_of(case.review_id),
    )


def _waits(seat: Seat, case: CaseFile, around: Around, writes: Figures) -> Waits:
    who = seat.person.name if seat.person else "Nobody could be found"
    if seat.answered:
        said = f"{STATES.get(seat.state, seat.state)} on {brief(writes, seat.answered.at).words}"
        return Waits(ROLES[Role(seat.role)], seat.answered.by.name, said + _quoted(seat.answered.reason), open=False)
    why = (
        " · ".join(_reasons(seat, case, around, writes)) or "has not answered"
        if seat.state == OPEN
        else STATES.get(seat.state, seat.state)
    )
    return Waits(ROLES[Role(seat.role)], who, why, open=seat.state == OPEN)


def _quoted(reason: str | None) -> str:
    return f": “{reason}”" if reason else ""


def _reasons(seat: Seat, case: CaseFile, around: Around, writes: Figures) -> Iterator[str]:
    """Say what keeps an open seat from being answered, as far as it is known."""
    person = around.everybody.directory.holding(seat.role).get(seat.person.id) if seat.person else None
    if seat.person and person is None:
        yield f"no longer holds the role {seat.role}"
    if person and (away := around.everybody.away(person, around.workspace, case.decide_by)):
        yield writes.dated(away.why.removeprefix(person.name).strip())
    if seat.snoozed_until and seat.snoozed_until > around.now:
        yield f"reminders put off until {brief(writes, seat.snoozed_until).words}"
    if case.waits_since and seat.role != Role.ADMIN:
        yield "not reminded while the vendor is waited for"
    if seat.person is None:
        yield "nobody with this role is there"


def _standing(case: CaseFile, writes: Figures) -> Iterator[str]:
    if case.waits_since:
        since = brief(writes, case.waits_since).words
        yield f"We have been waiting for the vendor since {since}. The payment deadline does not wait."
    if case.agreed_due_on:
        yield f"An admin agreed on {writes.day(case.agreed_due_on)} as the due date."


def _settles(case: CaseFile, writes: Figures) -> str:
    """Say who settles it, or when it goes to an admin."""
    seat = case.admin_seat
    if seat and seat.state == OPEN:
        return f"{seat.person.name} settles it." if seat.person else "No admin could be found to settle it."
    coming = next((one for one in case.rungs if one.rung == "escalation" and one.state == "planned"), None)
    return f"It goes to an admin on {brief(writes, coming.at).words}." if coming else "It is with the people above."
