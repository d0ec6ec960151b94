"""Reviews that are overtaken before they were settled, and what of them still stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from workflow.invoices.invoice import Revision
from workflow.invoices.reissues import reissues
from workflow.people.person import REVIEWERS
from workflow.policy.policy import Policy
from workflow.reviews.entries import ENTRIES, Entry, entry_of
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, Review, ReviewedRevision
from workflow.reviews.routing import Place


@dataclass(frozen=True)
class Overtaken:
    """What is left of a review that will be withdrawn: the invoices that still stand, and who sits where."""

    review: Review
    standing: tuple[Entry, ...]
    seats: Mapping[Place, UUID]


def unsettled_of(session: Session, invoice_ids: Collection[UUID], period_ids: Collection[UUID]) -> "Unsettled":
    """Lock the unsettled reviews of these invoices and periods."""
    its = select(ReviewedRevision.review_id).where(ReviewedRevision.invoice_id.in_(invoice_ids))
    of_periods = select(Review.id).where(Review.period_id.in_(period_ids))
    rows = session.execute(
        select(ReviewedRevision.invoice_id, Review)
        .join(Review, Review.id == ReviewedRevision.review_id)
        .where(Review.id.in_(union(its, of_periods) if period_ids else its), Review.state.in_(UNSETTLED))
        .order_by(Review.id, ReviewedRevision.invoice_id)
        .with_for_update(of=Review)
    )
    return Unsettled(rows.all())


class Unsettled:
    """Unsettled reviews by what they are about."""

    def __init__(self, rows: Iterable[Any]) -> None:
        """Take rows of an invoice's id and a review."""
        self._by_invoice: dict[UUID, list[Review]] = defaultdict(list)
        self._by_period: dict[UUID | None, dict[UUID, Review]] = defaultdict(dict)
        for invoice_id, review in rows:
            self._by_invoice[invoice_id].append(review)
            self._by_period[review.period_id][review.id] = review

    def of_invoices(self, *invoice_ids: UUID) -> tuple[Review, ...]:
        """Give those that are about any of these invoices."""
        found = {review.id: review for id_ in invoice_ids for review in self._by_invoice.get(id_, ())}
        return tuple(found.values())

    def of_period(self, period_id: UUID | None) -> tuple[Review, ...]:
        """Give those that another invoice joins: what is disputed stays with its admin, and is not asked anew."""
        reviews = self._by_period.get(period_id, {}) if period_id else {}
        return tuple(review for review in reviews.values() if review.state == OPEN)


def overtaken_of(session: Session, reviews: Sequence[Review], policy: Policy) -> Iterable[Overtaken]:
    """Read what is left of reviews of several invoices; of a review of one invoice nothing is."""
    ids = [one.id for one in reviews if one.period_id]
    if not ids:
        return [Overtaken(one, (), {}) for one in reviews]
    standing = _standing(session, ids, policy)
    seats = _seats(session, ids)
    return [Overtaken(one, tuple(standing.get(one.id, ())), seats.get(one.id, {})) for one in reviews]


def _standing(session: Session, review_ids: Sequence[UUID], policy: Policy) -> Mapping[UUID, list[Entry]]:
    reviewed = ENTRIES.join(ReviewedRevision, ReviewedRevision.revision_id == Revision.id)
    its = reviewed.add_columns(ReviewedRevision.review_id).where(ReviewedRevision.review_id.in_(review_ids))
    found = [(review_id, entry_of(row, policy)) for *row, review_id in session.execute(its.order_by(Revision.id))]
    replaced = {one.old_id for one in reissues(session, [entry.invoice.id for _, entry in found])}
    standing: dict[UUID, list[Entry]] = defaultdict(list)
    for review_id, entry in found:
        if entry.is_final and entry.invoice.id not in replaced:
            standing[review_id].append(entry)
    return standing


def _seats(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, dict[Place, UUID]]:
    sitting = select(Assignment).where(Assignment.review_id.in_(review_ids), Assignment.role.in_(REVIEWERS))
    seats: dict[UUID, dict[Place, UUID]] = defaultdict(dict)
    for one in session.scalars(sitting):
        if one.person_id:
            seats[one.review_id][one.role, one.seat] = one.person_id
    return seats
