"""One period: what is known of its invoice, and what finance or an admin can do when it does not come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from notifications import links
from notifications.bridging import NOTED
from web.desk import AtDesk, Desk
from web.pages.door import NOT_FOUND
from web.pages.drafted import draft_of
from web.pages.frame import frame
from web.pages.member import Member, an_id, member
from web.templating import page as made
from web.views.ledger import connection, days_of, row_of
from web.views.notes import note_row
from web.views.period import Told, asking, invoice_row, ladder
from workflow.decisions.decide import LONGEST_REASON
from workflow.invoices.expecting import LONGEST_CONTEXT, TAKES_CONTEXT
from workflow.notices.notice import Kind, Notice
from workflow.people.person import Person
from workflow.periods.period import AWAITING, LATE, BillingPeriod, FailedFetch
from workflow.reviews.ledgerview import lines_of
from workflow.reviews.line import LedgerLine
from workflow.reviews.review import OPEN, AccessLink, Assignment
from workflow.setup.effective import effective_policy

router = APIRouter(include_in_schema=False)

PERIODS = "/periods"
FAILURES_SHOWN = 5


@dataclass(frozen=True)
class Said:
    """What was said so far on a period's page: why something was not done, and what had been typed.

    `missing` is the field that was left empty or too long, with what is wrong in `problem`.
    """

    status: int = 200
    notice: str = ""
    reason: str = ""
    answer: str = ""
    kind: str = ""
    context: str = ""
    missing: str = ""
    problem: str = ""


@router.get("/periods/{period_id}")
def show(request: Request, period_id: str, desk: AtDesk) -> Response:
    """Show one period of a workspace that the person may see."""
    with desk.readers() as session:
        me = member(session, desk, request, f"{PERIODS}/{period_id}")
        return period_page(session, desk, me, an_id(period_id), Said())


def period_seen(session: Session, me: Member, period_id: UUID) -> BillingPeriod:
    """Read a period; the 404 that is always the same for one that the person may not see."""
    period = session.get(BillingPeriod, period_id)
    if period is None:
        raise HTTPException(NOT_FOUND)
    me.sees(period.workspace_id)
    return period


def period_page(session: Session, desk: Desk, me: Member, period_id: UUID, said: Said) -> Response:
    """Make the page of a period, with its forms for who may act."""
    period = period_seen(session, me, period_id)
    workspace = me.sees(period.workspace_id)
    acts, writes = me.may_act(workspace.id), me.writes(workspace)
    (line,) = lines_of(session, [workspace], [period])
    tasks = _tasks(session, desk, me, line)
    policy = effective_policy(session, desk.base_policy)
    return made(
        "period.html",
        said.status,
        frame=frame(desk, me, PERIODS),
        workspace=workspace,
        days=days_of(period, writes),
        row=row_of(line, writes, acts=acts),
        connection=connection(workspace, writes, acts=acts),
        invoices=[
            invoice_row(one, tasks.get(one.review.id, "") if one.review else "", writes) for one in line.invoices
        ],
        ladder=ladder(line, _told(session, period), policy, writes),
        asking=asking(period, _failed(session, period), writes, acts=acts),
        notes=[note_row(note, writes) for note in line.notes],
        files=line.files,
        draft=draft_of(session, desk, line) if acts else None,
        can_act=acts and period.state in {AWAITING, LATE},
        can_add=period.state in TAKES_CONTEXT,
        kinds=NOTED,
        csrf=me.key(desk, period.id),
        said=said,
        longest_reason=LONGEST_REASON,
        longest_context=LONGEST_CONTEXT,
    )


def _told(session: Session, period: BillingPeriod) -> Sequence[Told]:
    rows = session.execute(
        select(Notice, Person.name)
        .outerjoin(Person, Person.id == Notice.person_id)
        .where(Notice.kind == Kind.MISSING, Notice.about == period.id)
        .order_by(Notice.posted_at, Notice.id)
    )
    return [Told(notice, name) for notice, name in rows]


def _failed(session: Session, period: BillingPeriod) -> Sequence[FailedFetch]:
    newest = select(FailedFetch).where(FailedFetch.period_id == period.id).order_by(FailedFetch.asked_at.desc())
    return session.scalars(newest.limit(FAILURES_SHOWN)).all()


def _tasks(session: Session, desk: Desk, me: Member, line: LedgerLine) -> Mapping[UUID, str]:
    """Give the paths of the person's own open review tasks about these invoices, by review."""
    reviews = [invoice.review.id for invoice in line.invoices if invoice.review]
    mine = (
        select(AccessLink)
        .join(Assignment, Assignment.id == AccessLink.assignment_id)
        .where(AccessLink.review_id.in_(reviews), AccessLink.person_id == me.person.id, Assignment.state == OPEN)
    )
    return {link.review_id: f"/act/{links.sign(link, desk.secret_keys)}" for link in session.scalars(mine)}
