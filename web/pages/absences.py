"""Absences: who is away and was, and the forms by which people note their own, and admins those of their colleagues."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from web.desk import AtDesk, Desk
from web.pages.colleagues import Colleagues, colleagues
from web.pages.door import NOT_FOUND, OLD_FORM
from web.pages.fields import AsTyped, read_day
from web.pages.frame import frame
from web.pages.member import SEE_OTHER, Member, an_id, member
from web.templating import page
from web.views.absences import AbsenceRow, Named, absence_row
from workflow.people.absence import Absence
from workflow.people.absences import LONGEST_WHY, AbsenceRefused, AbsenceToNote, end_absence, note_absence
from workflow.people.person import Person

router = APIRouter(include_in_schema=False)

ABSENCES = "/absences"
FORBIDDEN, CONFLICT, INCOMPLETE = 403, 409, 422
MOST_CHOICES = 40
"""With more people than this an address is typed, for no list is read to its end."""
MOST_PAST = 20
NO_DAYS = "Give the first and the last day, as in 2026-12-24."
NO_DEPUTY = "No colleague of yours has this address. Choose another deputy, or nobody in particular."

Act = Callable[[Session, Member, Colleagues], None]


@dataclass(frozen=True)
class Said:
    """What was said so far: why something was not done, and what had been typed."""

    status: int = 200
    problem: str = ""
    person: str = ""
    first_on: str = ""
    last_on: str = ""
    deputy: str = ""
    why: str = ""


@dataclass(frozen=True)
class Sent:
    """A form that was sent: the key it carries, what was typed, what it is to do; `absence_id` is what it would end."""

    csrf: str
    said: Said
    act: Act
    absence_id: UUID | None = None


@router.get(ABSENCES)
def show(request: Request, desk: AtDesk) -> Response:
    """List the absences that the person may see, with the form to note one."""
    with desk.readers() as session:
        return _page(session, desk, member(session, desk, request, ABSENCES), Said())


@router.post(ABSENCES)
def note(request: Request, desk: AtDesk, typed: AsTyped) -> Response:
    """Note that somebody is away."""
    person, first_on, last_on, deputy, why = (
        typed.get(name, "").strip() for name in ("person", "from", "until", "deputy", "why")
    )
    said = Said(person=person, first_on=first_on, last_on=last_on, deputy=deputy, why=why)

    def act(session: Session, me: Member, around: Colleagues) -> None:
        note_absence(session, _wanted(me, around, said), desk.now())

    return _acted(request, desk, Sent(typed.get("csrf", ""), said, act))


@router.post("/absences/{absence_id}/end")
def take_back(request: Request, absence_id: str, desk: AtDesk, typed: AsTyped) -> Response:
    """Take an absence back."""
    found_id = an_id(absence_id)

    def act(session: Session, me: Member, around: Colleagues) -> None:
        absence = session.get(Absence, found_id)
        if absence is None or absence.person_id not in around.mine:
            raise HTTPException(NOT_FOUND)
        end_absence(session, absence, me.person, desk.now())

    return _acted(request, desk, Sent(typed.get("csrf", ""), Said(), act, found_id))


def _wanted(me: Member, around: Colleagues, said: Said) -> AbsenceToNote:
    """Read the form; the 404 that is always the same for somebody for whom they may not speak."""
    person = around.called(said.person) if said.person else me.person
    if person is None or person.id not in around.mine:
        raise HTTPException(NOT_FOUND)
    first_on, last_on = read_day(said.first_on), read_day(said.last_on)
    if first_on is None or last_on is None:
        raise AbsenceRefused(NO_DAYS)
    deputy = around.called(said.deputy) if said.deputy else None
    if said.deputy and deputy is None:
        raise AbsenceRefused(NO_DEPUTY)
    return AbsenceToNote(person, first_on, last_on, deputy, said.why, me.person)


def _acted(request: Request, desk: Desk, sent: Sent) -> Response:
    """Do it in one transaction: 303; or show the page again with why not, and nothing changed."""
    with desk.readers() as session:
        me = member(session, desk, request, ABSENCES)  # a stranger does not get as far as a lock
        if not me.sent(desk, sent.absence_id or _form_id(me), sent.csrf):
            return _page(session, desk, me, replace(sent.said, status=FORBIDDEN, problem=OLD_FORM))
    with desk.writers() as session:
        me = member(session, desk, request, ABSENCES)
        try:
            sent.act(session, me, colleagues(session, me))
            session.commit()
            return RedirectResponse(ABSENCES, SEE_OTHER)
        except AbsenceRefused as error:
            status = CONFLICT if sent.absence_id else INCOMPLETE
            refusal = replace(sent.said, status=status, problem=str(error))
    with desk.readers() as session:
        return _page(session, desk, member(session, desk, request, ABSENCES), refusal)


def _form_id(me: Member) -> UUID:
    """Name the form to note an absence, which is about nothing that exists yet."""
    return uuid5(me.person.id, ABSENCES)


def _page(session: Session, desk: Desk, me: Member, said: Said) -> Response:
    around = colleagues(session, me)
    coming, past = _rows(session, desk, me, around)
    writes = me.writes(me.workspaces[0])
    return page(
        "absences.html",
        said.status,
        frame=frame(desk, me, ABSENCES),
        coming=coming,
        past=past[:MOST_PAST],
        today=f"{desk.now().in_timezone(writes.timezone).date()}",
        me=me.person.email,
        people=list(around.mine.values()),
        deputies=_deputies(me, around),
        most_choices=MOST_CHOICES,
        csrf=me.key(desk, _form_id(me)),
        said=said,
        longest_why=LONGEST_WHY,
    )


def _deputies(me: Member, around: Colleagues) -> Sequence[Person]:
    """List who could take the place of anybody for whom the member may speak: holders of one of their roles."""
    roles = {role for person_id in around.mine for role in around.roles.get(person_id, ())}
    alone = len(around.mine) == 1
    return [
        one
        for one in around.all.values()
        if not around.roles[one.id].isdisjoint(roles) and not (alone and one.id == me.person.id)
    ]


def _rows(session: Session, desk: Desk, me: Member, around: Colleagues) -> tuple[list[AbsenceRow], list[AbsenceRow]]:
    """Read the absences of those for whom the member may speak: what runs or comes apart from what is over."""
    person, deputy, noted_by = aliased(Person), aliased(Person), aliased(Person)
    found = session.execute(
        select(Absence, person, deputy.name, noted_by.name)
        .join(person, person.id == Absence.person_id)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .outerjoin(noted_by, noted_by.id == Absence.noted_by)
        .where(Absence.person_id.in_(around.mine))
        .order_by(Absence.last_on.desc(), Absence.first_on.desc(), Absence.id.desc())
        .limit(10 * MOST_PAST)
    )
    writes = me.writes(me.workspaces[0])
    coming: list[AbsenceRow] = []
    past: list[AbsenceRow] = []
    for one, whose, deputy_name, by in found:
        over = one.ended_at is not None or one.last_on < _today(desk, whose.timezone or writes.timezone)
        row = absence_row(one, Named(whose.name, deputy_name, by), writes, "" if over else me.key(desk, one.id))
        (past if over else coming).append(row)
    return coming[::-1], past


def _today(desk: Desk, zone: str) -> datetime.date:
    return desk.now().in_timezone(zone).date()
