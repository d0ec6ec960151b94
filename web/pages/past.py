"""What was decided, and the search: lists of reviews that are looked back at."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from notifications.figures import zone_name
from notifications.wording import clean
from web.desk import AtDesk, Desk
from web.pages.frame import frame
from web.pages.member import Member, a_number, member
from web.pages.mine import known_of, tasks_called, tasks_of
from web.pages.turning import Turning
from web.pages.wanted import holds
from web.templating import page as made
from web.views.happenings import trail_of
from web.views.past import PastRow, decided_row, found_row
from workflow.decisions.decision import Decision
from workflow.decisions.gathering import case_files
from workflow.invoices.invoice import Invoice, Revision
from workflow.people.workspace import Workspace
from workflow.reviews.review import UNSETTLED, Assignment, Review, ReviewedRevision

router = APIRouter(include_in_schema=False)

DECIDED, SEARCH = "/decided", "/search"
AT_ONCE = 40
LONGEST_QUERY, MOST_WORDS = 100, 6

Text = Annotated[str, Query()]


@router.get(DECIDED)
def decided(request: Request, desk: AtDesk, page: Text = "1") -> Response:
    """List what the person answered in the workspaces that they may see, the newest first."""
    with desk.readers() as session:
        me = member(session, desk, request, DECIDED)
        number = a_number(page)
        its = (Assignment.person_id == me.person.id, Assignment.workspace_id.in_([one.id for one in me.workspaces]))
        answered = select(Assignment.id).join(Decision, Decision.assignment_id == Assignment.id).where(*its)
        count, ids = _slice(session, answered.order_by(Decision.at.desc(), Decision.id.desc()), number)
        tasks = {one.link.assignment_id: one for one in tasks_called(session, me.person, ids)}
        known = known_of(session, desk, [tasks[one] for one in ids if one in tasks])
        rows = [decided_row(one.case, one.assignment_id, one.path, me.own, desk.now()) for one in known]
        turning = Turning(number, -(-count // AT_ONCE))
        return made(
            "decided.html",
            frame=frame(desk, me, "/"),
            rows=rows,
            count=count,
            turning=turning,
            zone=zone_name(me.own.timezone),
        )


@router.get(SEARCH)
def search(request: Request, desk: AtDesk, q: Text = "", page: Text = "1") -> Response:
    """Find reviews by number, vendor, workspace, amount or period, of the workspaces that the person may see."""
    words = clean(q)[:LONGEST_QUERY].split()[:MOST_WORDS]
    with desk.readers() as session:
        me = member(session, desk, request, SEARCH)
        number = a_number(page)
        count, rows = _found(session, desk, me, words, number) if words else (0, [])
        return made(
            "search.html",
            frame=frame(desk, me, "/"),
            query=" ".join(words),
            rows=rows,
            count=count,
            turning=Turning(number, -(-count // AT_ONCE)),
            zone=zone_name(me.own.timezone),
        )


def _found(session: Session, desk: Desk, me: Member, words: list[str], number: int) -> tuple[int, list[PastRow]]:
    """Find what holds every word: what is open first, by its deadline, then the newest.

    A review that waits for the person leads to its task, any other to its trail.
    """
    waits = Review.state.in_(UNSETTLED)
    query = (
        select(Review.id)
        .join(Workspace, Workspace.id == Review.workspace_id)
        .join(ReviewedRevision, ReviewedRevision.review_id == Review.id)
        .join(Revision, Revision.id == ReviewedRevision.revision_id)
        .join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
        .where(Review.workspace_id.in_([one.id for one in me.workspaces]), *(holds(word) for word in words))
        .group_by(Review.id)
        .order_by(waits.desc(), case((waits, Review.decide_by)), Review.opened_at.desc(), Review.id.desc())
    )
    count, ids = _slice(session, query, number)
    cases = case_files(session, ids)
    paths = {one.link.review_id: one for one in tasks_of(session, me.person) if one.link.review_id in cases}
    acting = {one.case.review_id: one.path for one in known_of(session, desk, list(paths.values()))}
    return count, [found_row(cases[one], acting.get(one) or trail_of(one), me.own, desk.now()) for one in ids]


def _slice(session: Session, query: Select[Any], number: int) -> tuple[int, list[Any]]:
    """Count what a query gives, and give one page of it."""
    count = session.scalars(select(func.count()).select_from(query.order_by(None).subquery())).one()
    return count, list(session.scalars(query.limit(AT_ONCE).offset(AT_ONCE * (number - 1))))
