"""What is going on: every workspace with its ledger, every review with who is asked, and what was set aside."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.invoices.invoice import SET_ASIDE, FileSetAside, Invoice
from workflow.ladders.rungs import RungState
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.ledgerview import ledger
from workflow.reviews.line import LedgerLine
from workflow.reviews.outlook import outlook
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, PlannedRung, Review, ReviewedRevision

Rows = Mapping[UUID, Sequence[Any]]
Lines = Mapping[UUID, Sequence[LedgerLine]]


def standing(session: Session) -> dict[str, Any]:
    """Give the form of `countersign status --json`; dates with both ends included, moments ISO 8601 in UTC.

    A workspace that left the setup file is listed no more; its open reviews are, for their ladders go on. Of each
    workspace there are the newest periods, with their reviews; what is unsettled is there whatever its age.
    """
    workspaces = session.scalars(select(Workspace).order_by(Workspace.key)).all()
    keys = {workspace.id: workspace.key for workspace in workspaces}
    active = [workspace for workspace in workspaces if workspace.active]
    lines = ledger(session, active)
    return {
        "workspaces": [_workspace(workspace, lines[workspace.id]) for workspace in active],
        "reviews": _reviews(session, _shown_reviews(session, lines), keys),
        "set_aside": _set_aside(session, keys),
    }


def _workspace(workspace: Workspace, lines: Sequence[LedgerLine]) -> dict[str, Any]:
    return {
        "key": workspace.key,
        "name": workspace.name,
        "source": workspace.source,
        "connection": workspace.connection,
        "problem": workspace.connection_problem,
        "last_success": _moment(workspace.last_success_at),
        "periods": [_period(line) for line in reversed(lines)],
    }


def _period(line: LedgerLine) -> dict[str, Any]:
    period, seen = line.period, outlook(line)
    return {
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "state": period.state,
        "expected_by": _moment(period.expected_by),
        "reason": seen.reason,
        "next": seen.next,
        "next_at": _moment(seen.next_at),
        "needs_somebody": seen.needs,
    }


def _shown_reviews(session: Session, lines: Lines) -> Sequence[Review]:
    """Give the unsettled reviews, those of the periods that are shown, and those of no period that are as new."""
    periods = [line.period for its_lines in lines.values() for line in its_lines]
    about = select(ReviewedRevision.review_id).join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
    of_periods = about.where(Invoice.period_id.in_([period.id for period in periods]))
    of_none = Review.id.in_(about.where(Invoice.period_id.is_(None)))
    since = min((period.starts_at for period in periods), default=None)
    as_new = of_none if since is None else of_none & (Review.opened_at >= since)
    shown = select(Review).where(or_(Review.state.in_(UNSETTLED), Review.id.in_(of_periods), as_new))
    return session.scalars(shown.order_by(Review.opened_at, Review.id)).all()


def _reviews(session: Session, reviews: Sequence[Review], keys: Mapping[UUID, str]) -> list[dict[str, Any]]:
    ids = [review.id for review in reviews]
    numbers = _grouped(
        session,
        select(ReviewedRevision.review_id, Invoice.number)
        .join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
        .where(ReviewedRevision.review_id.in_(ids))
        .order_by(Invoice.number),
    )
    seats = _grouped(
        session,
        select(Assignment.review_id, Assignment, Person.email)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .where(Assignment.review_id.in_(ids))
        .order_by(Assignment.opened_at, Assignment.id),
    )
    planned = (PlannedRung.review_id.in_(ids), PlannedRung.state == RungState.PLANNED)
    its_rungs = select(PlannedRung.review_id, PlannedRung).where(*planned)
    rungs = _grouped(session, its_rungs.order_by(PlannedRung.at, PlannedRung.id))
    return [
        {
            "id": str(review.id),
            "workspace": keys[review.workspace_id],
            "numbers": [number for (number,) in numbers.get(review.id, ())],
            "state": review.state,
            "decide_by": _moment(review.decide_by),
            "assignments": [
                {"role": seat.role, "person": email, "state": seat.state} for seat, email in seats.get(review.id, ())
            ],
            "next": _next(review, rungs),
            "waits_since": _moment(review.waits_since),
            "snoozed": [
                {"role": seat.role, "person": email, "until": _moment(seat.snoozed_until)}
                for seat, email in seats.get(review.id, ())
                if seat.state == OPEN and seat.snoozed_until
            ],
        }
        for review in reviews
    ]


def _set_aside(session: Session, keys: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """List the files and mails that nobody has settled yet, the one that waits longest first."""
    columns = ("workspace_id", "name", "origin", "reason", "received_at")
    waiting = select(*(getattr(FileSetAside, name) for name in columns)).where(FileSetAside.state == SET_ASIDE)
    rows = session.execute(waiting.order_by(FileSetAside.received_at, FileSetAside.id))
    return [
        {
            "workspace": keys[row.workspace_id],
            "name": row.name,
            "origin": row.origin,
            "reason": row.reason,
            "received_at": _moment(row.received_at),
        }
        for row in rows
    ]


def _grouped(session: Session, statement: Any) -> Rows:
    rows: dict[UUID, list[Any]] = defaultdict(list)
    for review_id, *rest in session.execute(statement):
        rows[review_id].append(rest)
    return rows


def _next(review: Review, rungs: Rows) -> dict[str, Any] | None:
    planned = rungs.get(review.id, ())
    if review.state not in UNSETTLED or not planned:
        return None
    (rung,) = planned[0]
    return {"rung": rung.rung, "at": _moment(rung.at)}


def _moment(moment: DateTime | None) -> str | None:
    return moment.to_iso8601_string() if moment else None
