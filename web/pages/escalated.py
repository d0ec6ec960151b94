"""For admins: what is overdue or escalated, with what it takes to settle it, and what else keeps mails from going."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pendulum import DateTime
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from notifications import links
from notifications.figures import zone_name
from web.desk import AtDesk, Desk
from web.pages.frame import frame
from web.pages.member import Member, a_number, id_in, leader
from web.pages.troubles import troubles
from web.pages.turning import Turning
from web.templating import page as made
from web.views.escalated import Around, EscalatedRow, escalated_row
from workflow.decisions.gathering import case_files
from workflow.events.event import Event
from workflow.people.person import Role
from workflow.people.pools import Staff
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import DISPUTED, OPEN, UNSETTLED, AccessLink, Assignment, Review
from workflow.reviews.staffing import staff

router = APIRouter(include_in_schema=False)

ESCALATED = "/escalated"
AT_ONCE = 20
EVENTS_SHOWN = 3

Text = Annotated[str, Query()]


@dataclass(frozen=True)
class Shown:
    """Which page of the list is shown, from 1, and which review stands `first` in it, where a letter leads to one."""

    page: int = 1
    first: UUID | None = None


TOP = Shown()


@dataclass(frozen=True)
class _Read:
    """What belongs to the reviews of a page: cases and last events by review, the reader's links to admin's seats."""

    cases: Mapping[UUID, CaseFile]
    events: Mapping[UUID, Sequence[Event]]
    paths: Mapping[UUID, str]
    everybody: Staff


@router.get(ESCALATED)
def show(request: Request, desk: AtDesk, page: Text = "1", review: Text = "") -> Response:
    """Show what waits for an admin in the workspaces that this person administers; `review` comes first if it does."""
    first = id_in(review)
    with desk.readers() as session:
        me = leader(session, desk, request, f"{ESCALATED}?review={first}" if first else ESCALATED)
        return escalated_page(session, desk, me, Shown(a_number(page), first))


def escalated_page(
    session: Session, desk: Desk, me: Member, shown: Shown = TOP, status: int = 200, problem: str = ""
) -> Response:
    """Make the page; `problem` says why nothing was taken up."""
    now, everybody, page = desk.now(), staff(session, desk.now()), shown.page
    ids = sorted(_waiting(session, me, now), key=lambda one: one != shown.first)
    read = _read(session, desk, me, ids[AT_ONCE * (page - 1) : AT_ONCE * page], everybody)
    return made(
        "escalated.html",
        status,
        frame=frame(desk, me, ESCALATED),
        rows=[_row(case, read, me, now, me.key(desk, case.review_id)) for case in read.cases.values()],
        count=len(ids),
        zone=zone_name(me.own.timezone),
        turning=Turning(page, -(-len(ids) // AT_ONCE)),
        way=f"{ESCALATED}?review={shown.first}&" if shown.first in ids else f"{ESCALATED}?",
        troubles=troubles(session, desk, me, everybody) if page == 1 else None,
        problem=problem,
    )


def is_waiting(session: Session, me: Member, review_id: UUID, now: DateTime) -> bool:
    """Tell whether a review stands in this person's list."""
    return session.scalar(select(Review.id).where(Review.id == review_id, *_wants(me, now))) is not None


def waiting_for_admins(session: Session, me: Member, now: DateTime) -> int:
    """Count the reviews that want an admin in the workspaces that this person administers."""
    return session.scalars(select(func.count(Review.id)).where(*_wants(me, now))).one()


def _wants(me: Member, now: DateTime) -> Sequence[ColumnElement[bool]]:
    its = select(Assignment.id).where(Assignment.review_id == Review.id, Assignment.state == OPEN)
    escalated = its.where(Assignment.role == Role.ADMIN).exists()
    unstaffed = its.where(Assignment.person_id.is_(None)).exists()
    urgent = or_(Review.decide_by <= now, Review.state == DISPUTED, escalated, unstaffed)
    return Review.workspace_id.in_(me.led), Review.state.in_(UNSETTLED), urgent


def _waiting(session: Session, me: Member, now: DateTime) -> Sequence[UUID]:
    """List what wants an admin: overdue first, then escalated, disputed, and what nobody is asked about."""
    admins = select(Assignment.id).where(Assignment.review_id == Review.id, Assignment.state == OPEN)
    escalated = admins.where(Assignment.role == Role.ADMIN).exists()
    late, disputed = Review.decide_by <= now, Review.state == DISPUTED
    order = (late.desc(), escalated.desc(), disputed.desc(), Review.decide_by, Review.id)
    return session.scalars(select(Review.id).where(*_wants(me, now)).order_by(*order)).all()


def _read(session: Session, desk: Desk, me: Member, ids: Sequence[UUID], everybody: Staff) -> _Read:
    cases = case_files(session, ids)
    in_order = {one: cases[one] for one in ids}
    mine = (
        select(AccessLink)
        .join(Assignment, Assignment.id == AccessLink.assignment_id)
        .where(AccessLink.review_id.in_(ids), AccessLink.person_id == me.person.id)
        .where(Assignment.role == Role.ADMIN, Assignment.state == OPEN)
    )
    paths = {one.review_id: f"/act/{links.sign(one, desk.secret_keys)}" for one in session.scalars(mine)}
    return _Read(in_order, _events(session, in_order), paths, everybody)


def _events(session: Session, cases: Mapping[UUID, CaseFile]) -> Mapping[UUID, Sequence[Event]]:
    """Read what happened last to each review and its seats."""
    whose = {f"review:{review_id}": review_id for review_id in cases}
    whose |= {f"assignment:{seat.assignment_id}": one.review_id for one in cases.values() for seat in one.seats}
    newest = (Event.at.desc(), Event.id.desc())
    place = func.row_number().over(partition_by=Event.about, order_by=newest).label("place")
    ranked = select(Event.id, place).where(Event.about.in_(whose)).subquery()
    its = select(Event).join(ranked, ranked.c.id == Event.id).where(ranked.c.place <= EVENTS_SHOWN).order_by(*newest)
    found: dict[UUID, list[Event]] = defaultdict(list)
    for event in session.scalars(its):
        found[whose[event.about]].append(event)
    return {review_id: events[:EVENTS_SHOWN] for review_id, events in found.items()}


def _row(case: CaseFile, read: _Read, me: Member, now: DateTime, csrf: str) -> EscalatedRow:
    workspace = me.sees(case.workspace.id)
    events, path = read.events.get(case.review_id, ()), read.paths.get(case.review_id, "")
    around = Around(workspace, read.everybody, events, path, csrf, now)
    return escalated_row(case, around, me.own)
