"""Reading what payment runs release and hold: for any number of workspaces in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pendulum
from pendulum import DateTime
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from workflow.decisions.decision import Decision
from workflow.invoices.invoice import Invoice, Revision
from workflow.payment_runs.sheet import Asked, Invoiced, Reviewed, RunSheet, counts_in, sheet_of
from workflow.people.person import Person
from workflow.reviews.review import APPROVED, OPEN, UNSETTLED, Assignment, Review, ReviewedRevision

Found = Select[UUID]


@dataclass(frozen=True)
class Span:
    """What a sheet of a workspace is about: its run, and what was approved after `since` up to `until`."""

    workspace_id: UUID
    name: str
    run: DateTime
    since: DateTime
    until: DateTime

    def as_data(self) -> dict[str, str]:
        """Write it for a notice."""
        moments = {name: getattr(self, name).to_iso8601_string() for name in ("run", "since", "until")}
        return {"workspace": str(self.workspace_id), "name": self.name, **moments}

    @classmethod
    def of_data(cls, data: Mapping[str, str]) -> "Span":
        """Read it from a notice."""
        run, since, until = (
            pendulum.instance(datetime.fromisoformat(data[name])) for name in ("run", "since", "until")
        )
        return cls(UUID(data["workspace"]), data["name"], run, since, until)


def reviews_in(session: Session, spans: Sequence[Span]) -> Mapping[UUID, Sequence[Reviewed]]:
    """Read the reviews that any of these sheets may be about, by workspace."""
    if not spans:
        return {}
    wanted = _wanted(spans)
    ids = select(Review.id).where(wanted)
    invoices, seats, parts = _invoices(session, ids), _seats(session, ids), _parts(session, ids)
    found: dict[UUID, list[Reviewed]] = defaultdict(list)
    for review in session.scalars(select(Review).where(wanted).order_by(Review.decide_by, Review.id)):
        its = tuple(invoices.get(review.id, ()))
        found[review.workspace_id].append(_reviewed(review, its, seats.get(review.id, ()), parts.get(review.id)))
    return found


def sheets_of(spans: Iterable[Span], reviews: Mapping[UUID, Sequence[Reviewed]], now: DateTime) -> tuple[RunSheet, ...]:
    """Lay out the sheets that have something to say."""
    sheets = (
        sheet_of(
            one.name, one.run, now, [r for r in reviews.get(one.workspace_id, ()) if counts_in(r, one.since, one.until)]
        )
        for one in spans
    )
    return tuple(sheet for sheet in sheets if not sheet.is_empty)


def _wanted(spans: Sequence[Span]) -> Any:
    since, until = min(one.since for one in spans), max(one.until for one in spans)
    approved = and_(Review.state == APPROVED, Review.settled_at > since, Review.settled_at <= until)
    here = Review.workspace_id.in_(sorted({one.workspace_id for one in spans}))
    return and_(here, or_(Review.state.in_(UNSETTLED), approved))


def _reviewed(review: Review, invoices: tuple[Invoiced, ...], seats: Iterable[Asked], part: Decimal | None) -> Reviewed:
    return Reviewed(
        review_id=review.id,
        state=review.state,
        decide_by=review.decide_by,
        settled_at=review.settled_at,
        off_cycle=review.off_cycle,
        invoices=invoices,
        part=part,
        waits_on=tuple(seats),
        vendor_since=review.waits_since,
    )


def _invoices(session: Session, review_ids: Found) -> Mapping[UUID, list[Invoiced]]:
    columns = (Invoice.number, Revision.kind, Revision.payment_status, Revision.currency, Revision.total)
    rows = session.execute(
        select(ReviewedRevision.review_id, *columns, Revision.document["amount_due"].as_string().label("due"))
        .join(Revision, Revision.id == ReviewedRevision.revision_id)
        .join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
        .where(ReviewedRevision.review_id.in_(review_ids))
        .order_by(Invoice.number, Invoice.id)
    )
    found: dict[UUID, list[Invoiced]] = defaultdict(list)
    for review_id, number, kind, payment, currency, total, due in rows:
        amount = None if due is None else Decimal(due)
        found[review_id].append(Invoiced(number, kind, payment, currency, total, amount))
    return found


def _seats(session: Session, review_ids: Found) -> Mapping[UUID, list[Asked]]:
    rows = session.execute(
        select(Assignment.review_id, Assignment.role, Assignment.seat, Person.name, Assignment.snoozed_until)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .where(Assignment.review_id.in_(review_ids), Assignment.state == OPEN)
        .order_by(Assignment.opened_at, Assignment.role, Assignment.seat)
    )
    found: dict[UUID, list[Asked]] = defaultdict(list)
    for review_id, role, seat, name, snoozed_until in rows:
        found[review_id].append(Asked(role, seat, name, snoozed_until))
    return found


def _parts(session: Session, review_ids: Found) -> Mapping[UUID, Decimal]:
    rows = session.execute(
        select(Decision.review_id, Decision.amount)
        .where(Decision.review_id.in_(review_ids), Decision.amount.is_not(None))
        .order_by(Decision.at, Decision.id)
    )
    return {review_id: amount for review_id, amount in rows if amount is not None}
