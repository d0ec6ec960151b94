"""Closing a line of the expected-invoice ledger: a period is reviewed when every review of its invoices is settled."""

from collections.abc import Collection, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.invoices.invoice import EXAMINED, RECEIVED, Invoice, Revision
from workflow.periods.period import INVOICED, REVIEWED, BillingPeriod
from workflow.reviews.review import UNSETTLED, Review, ReviewedRevision


def finish_periods(session: Session, review_ids: Sequence[UUID], now: DateTime) -> None:
    """Call the periods of settled reviews reviewed, unless another review of theirs is unsettled."""
    touched = session.scalars(select(BillingPeriod).where(_of_reviews(review_ids))).all()
    asked = _asked(session, [period.id for period in touched])
    done = [period for period in touched if period.id not in asked and period.state == INVOICED]
    _finish(session, done, now)


def finish_left(session: Session, workspace_ids: Collection[UUID], now: DateTime) -> None:
    """Call the periods reviewed that an invoice went out of and about which nobody is asked, now or soon."""
    invoiced = select(BillingPeriod).where(BillingPeriod.workspace_id.in_(workspace_ids))
    periods = session.scalars(invoiced.where(BillingPeriod.state == INVOICED)).all()
    ids = [period.id for period in periods]
    newest = (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision)
    soon = select(Invoice.period_id).join(Revision, newest).where(Revision.state.in_((RECEIVED, EXAMINED)))
    waiting = _asked(session, ids) | set(session.scalars(soon.where(Invoice.period_id.in_(ids))))
    _finish(session, [period for period in periods if period.id not in waiting], now)


def hold_periods_of(session: Session, review_ids: Collection[UUID]) -> None:
    """Lock the periods of the invoices of reviews; see `hold_periods`."""
    hold_periods(session, _of_reviews(review_ids))


def hold_periods(session: Session, those: ColumnElement[bool]) -> None:
    """Lock periods until the transaction ends, in order of id; whoever moves them as well as reviews does so first.

    Otherwise the last answer about a period and another invoice of it that comes in wait for each other for ever.
    """
    its = select(BillingPeriod).where(those).order_by(BillingPeriod.id).with_for_update(key_share=True)
    session.scalars(its.execution_options(populate_existing=True)).all()


def _finish(session: Session, periods: Sequence[BillingPeriod], now: DateTime) -> None:
    move(session, periods, REVIEWED, now=now, why="every review of its invoices is settled")


def _asked(session: Session, period_ids: Collection[UUID]) -> set[UUID | None]:
    """Give those of the periods with an unsettled review."""
    its = select(Invoice.period_id).join(ReviewedRevision, ReviewedRevision.invoice_id == Invoice.id)
    unsettled = its.join(Review, Review.id == ReviewedRevision.review_id).where(Review.state.in_(UNSETTLED))
    return set(session.scalars(unsettled.where(Invoice.period_id.in_(period_ids))))


def _of_reviews(review_ids: Collection[UUID]) -> ColumnElement[bool]:
    invoice_ids = select(ReviewedRevision.invoice_id).where(ReviewedRevision.review_id.in_(review_ids))
    return BillingPeriod.id.in_(select(Invoice.period_id).where(Invoice.id.in_(invoice_ids)))
