"""The first page: what is asked of me, by deadline."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from pendulum import DateTime
from starlette.responses import Response

from notifications.figures import Figures
from web.desk import AtDesk
from web.pages.door import COOKIE
from web.pages.frame import frame
from web.pages.member import member_of
from web.pages.mine import Asked, asked_of, person_of
from web.pages.signing import sign_in_page
from web.templating import page
from web.views.case import ROLES, seat_of
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, Seat

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class InboxRow:
    """One review task as a line of the inbox."""

    path: str
    title: str
    workspace: str
    role: str
    total: str
    decide_by: str
    late: bool
    worries: int
    tone: str
    notes: tuple[str, ...]


@router.get("/")
def inbox(request: Request, desk: AtDesk) -> Response:
    """List the open review tasks of the person whom this browser belongs to; a stranger is asked to sign in."""
    with desk.readers() as session:
        person = person_of(session, desk, request)
        if person is None:
            return sign_in_page()
        cookie = request.cookies.get(COOKIE, "")
        ledger = bool(member_of(session, person).workspaces)
        asked = asked_of(session, desk, person)
        rows = [_row(one, person.timezone, person.locale, desk.now()) for one in asked]
        return page("inbox.html", frame=frame(desk, person, cookie, "/", ledger=ledger), rows=rows)


def _row(asked: Asked, timezone: str | None, locale: str, now: DateTime) -> InboxRow:
    case, seat = asked.case, seat_of(asked.case, asked.assignment_id)
    writes = Figures(timezone or case.workspace.timezone, locale)
    return InboxRow(
        path=asked.path,
        title=", ".join(case.numbers),
        workspace=case.workspace.name,
        role=ROLES[Role(asked.role)],
        total=writes.money(*case.total) if case.total else "",
        decide_by=writes.moment(case.decide_by),
        late=now >= case.decide_by,
        worries=sum(finding.severity != "info" for invoice in case.invoices for finding in invoice.speaking),
        tone=case.loudest or "plain",
        notes=tuple(_notes(case, seat, writes, now)),
    )


def _notes(case: CaseFile, seat: Seat, writes: Figures, now: DateTime) -> Iterator[str]:
    """Say what is otherwise than usual about a task."""
    if seat.deputy_of:
        yield f"You stand in for {seat.deputy_of.name}"
    if seat.snoozed_until and seat.snoozed_until > now:
        yield f"Put off until {writes.moment(seat.snoozed_until)}"
    if case.waits_since:
        yield "The vendor is waited for"
