"""Closing a line of the expected-invoice ledger: a period is reviewed when every review of its invoices is settled."""

from collections.abc import Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.invoices.invoice import Invoice
from workflow.periods.period import INVOICED, REVIEWED, BillingPeriod
from workflow.reviews.review import UNSETTLED, Review, ReviewedRevision


def finish_periods(session: Session, review_ids: Sequence[UUID], now: DateTime) -> None:
    """Call the periods of settled reviews reviewed, unless another review of theirs is unsettled."""
    touched = _periods_of(session, review_ids)
    waiting = set(
        session.scalars(
            select(Invoice.period_id)
            .join(ReviewedRevision, ReviewedRevision.invoice_id == Invoice.id)
            .join(Review, Review.id == ReviewedRevision.review_id)
            .where(Invoice.period_id.in_([period.id for period in touched]), Review.state.in_(UNSETTLED))
        )
    )
    done = [period for period in touched if period.id not in waiting and period.state == INVOICED]
    move(session, done, REVIEWED, now=now, why="every review of its invoices is settled")


def _periods_of(session: Session, review_ids: Sequence[UUID]) -> Sequence[BillingPeriod]:
    invoice_ids = select(ReviewedRevision.invoice_id).where(ReviewedRevision.review_id.in_(review_ids))
    period_ids = select(Invoice.period_id).where(Invoice.id.in_(invoice_ids))
    return session.scalars(select(BillingPeriod).where(BillingPeriod.id.in_(period_ids))).all()
