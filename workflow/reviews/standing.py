"""What is going on: every workspace with its ledger, every review with who is asked and what comes next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.invoices.invoice import Invoice
from workflow.ladders import RungState
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.reviews.review import UNSETTLED, Assignment, PlannedRung, Review, ReviewedRevision

Rows = Mapping[UUID, Sequence[Any]]


def standing(session: Session) -> dict[str, Any]:
    """Give the form of `countersign status --json`; dates with both ends included, moments ISO 8601 in UTC.

    A workspace that left the setup file is listed no more; its reviews are, for their ladders go on.
    """
    workspaces = session.scalars(select(Workspace).order_by(Workspace.key)).all()
    keys = {workspace.id: workspace.key for workspace in workspaces}
    reviews = session.scalars(select(Review).order_by(Review.opened_at, Review.id))
    return {
        "workspaces": _workspaces(session, [workspace for workspace in workspaces if workspace.active]),
        "reviews": _reviews(session, reviews.all(), keys),
    }


def _workspaces(session: Session, workspaces: Sequence[Workspace]) -> list[dict[str, Any]]:
    periods: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for period in session.scalars(select(BillingPeriod).order_by(BillingPeriod.starts_at)):
        periods[period.workspace_id].append(_period(period))
    return [
        {
            "key": workspace.key,
            "name": workspace.name,
            "connection": workspace.connection,
            "problem": workspace.connection_problem,
            "last_success": _moment(workspace.last_success_at),
            "periods": periods.get(workspace.id, []),
        }
        for workspace in workspaces
    ]


def _period(period: BillingPeriod) -> dict[str, Any]:
    return {
        "starts_on": period.starts_on.isoformat(),
        "ends_on": period.ends_on.isoformat(),
        "state": period.state,
        "expected_by": _moment(period.expected_by),
    }


def _reviews(session: Session, reviews: Sequence[Review], keys: Mapping[UUID, str]) -> list[dict[str, Any]]:
    numbers = _grouped(
        session,
        select(ReviewedRevision.review_id, Invoice.number)
        .join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
        .order_by(Invoice.number),
    )
    seats = _grouped(
        session,
        select(Assignment.review_id, Assignment, Person.email)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .order_by(Assignment.opened_at, Assignment.id),
    )
    planned = select(PlannedRung.review_id, PlannedRung).where(PlannedRung.state == RungState.PLANNED)
    rungs = _grouped(session, planned.order_by(PlannedRung.at, PlannedRung.id))
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
        }
        for review in reviews
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
