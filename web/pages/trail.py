"""The audit trail of a review, as a page that prints well, for whoever holds a role in its workspace."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from notifications.figures import Figures, zone_name
from web.desk import AtDesk, Desk
from web.pages.door import NOT_FOUND
from web.pages.frame import frame
from web.pages.leaves import leaves
from web.pages.member import Member, a_number, an_id, member
from web.pages.turning import Turning
from web.templating import page as made
from web.views.happenings import SHORT_HASH
from web.views.moments import full
from web.views.past import STATES
from web.views.policy import chapters, own_chapter
from web.views.steps import steps
from web.views.trail import Gathered, Trail, noticed, trail
from workflow.decisions.decision import Decision
from workflow.decisions.gathering import case_files
from workflow.disputes.dispute import Dispute
from workflow.events.event import Event
from workflow.invoices.invoice import Invoice, Revision
from workflow.notices.notice import Notice
from workflow.people.person import Person
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import Review

router = APIRouter(include_in_schema=False)

Number = Annotated[str, Query()]


@router.get("/reviews/{review_id}/audit")
def show(request: Request, review_id: str, desk: AtDesk, page: Number = "1") -> Response:
    """Show everything that happened to a review of a workspace that the person may see, on as many leaves as it takes.

    A review that stays overdue for months gathers more than one light page holds.
    """
    with desk.readers() as session:
        me = member(session, desk, request, f"/reviews/{review_id}/audit")
        return _page(session, desk, me, an_id(review_id), a_number(page))


def _page(session: Session, desk: Desk, me: Member, review_id: UUID, number: int) -> Response:
    review = session.get(Review, review_id)
    if review is None:
        raise HTTPException(NOT_FOUND)
    workspace = me.sees(review.workspace_id)
    case, writes = case_files(session, [review.id])[review.id], me.writes(workspace)
    told = trail(_gathered(session, case), writes)
    sections = _sections(case, told, writes)
    cut = leaves(sections)
    state, tone = STATES[case.state]
    return made(
        "audit.html",
        frame=frame(desk, me, "/audit"),
        workspace=workspace,
        review=review,
        state=state,
        tone=tone,
        printed=full(writes, desk.now()),
        zone=zone_name(writes.timezone),
        trail=told,
        counts={name: len(rows) for name, rows in sections.items()},
        leaf={name: cut[number - 1].get(name, ()) if number <= len(cut) else () for name in sections},
        earlier={name for leaf in cut[: number - 1] for name in leaf},
        turning=Turning(number, len(cut)),
        policy_hash=review.policy_hash[:SHORT_HASH],
    )


def _sections(case: CaseFile, told: Trail, writes: Figures) -> Mapping[str, Sequence[Any]]:
    """Give all that the trail tells, in the order of the page."""
    name, key = case.workspace.name, case.workspace.key
    return {
        "answers": told.answers,
        "documents": told.documents,
        "findings": noticed(case, writes),
        "steps": steps(case, writes),
        "mails": told.mails,
        "events": told.events,
        "chapters": (*chapters(case.policy, writes), *own_chapter(case.policy, key, name, writes)),
    }


def _gathered(session: Session, case: CaseFile) -> Gathered:
    """Read the trail in a fixed number of statements."""
    given = select(Decision).where(Decision.review_id == case.review_id).order_by(Decision.at, Decision.id)
    decisions = session.scalars(given).all()
    revisions = _revisions(session, case)
    dispute_id = session.scalar(select(Dispute.id).where(Dispute.review_id == case.review_id))
    seats = [seat.assignment_id for seat in case.seats]
    notices = _notices(session, [case.review_id, *seats, *([dispute_id] if dispute_id else [])])
    abouts = [
        f"review:{case.review_id}",
        *(f"assignment:{one}" for one in seats),
        *(f"revision:{one.id}" for _, one in revisions),
        *(f"dispute:{one}" for one in [dispute_id] if one),
        *(f"notice:{one.key}" for one, _ in notices),
    ]
    events = session.scalars(select(Event).where(Event.about.in_(abouts)).order_by(Event.at, Event.seq, Event.id)).all()
    return Gathered(case, decisions, revisions, notices, events)


def _revisions(session: Session, case: CaseFile) -> Sequence[tuple[str, Revision]]:
    """Read every version of the invoices in question."""
    rows = session.execute(
        select(Invoice.number.label("of"), Revision)
        .join(Revision, Revision.invoice_id == Invoice.id)
        .where(Invoice.id.in_([one.invoice_id for one in case.invoices]))
        .order_by(Invoice.number, Revision.number)
    )
    return [(number, revision) for number, revision in rows]


def _notices(session: Session, abouts: Sequence[UUID]) -> Sequence[tuple[Notice, str]]:
    rows = session.execute(
        select(Notice, Person.name)
        .outerjoin(Person, Person.id == Notice.person_id)
        .where(Notice.about.in_(abouts))
        .order_by(Notice.posted_at, Notice.id)
    )
    return [(notice, name or "") for notice, name in rows]
