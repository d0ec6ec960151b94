"""When a re-issue is voided or a draft again, the invoice whose place it had taken stands and is asked about again.

Even if it had been approved: whoever approved it, and whoever is to pay it, has been told that it no longer counts.
"""

from collections.abc import Sequence

from pendulum import DateTime
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import EXAMINED, KEPT, UNDER_REVIEW, Invoice, Revision
from workflow.periods.period import HISTORY, BillingPeriod
from workflow.reviews.review import REJECTED, UNSETTLED, Review, ReviewedRevision


def restore(session: Session, withdrawn: Sequence[Invoice], now: DateTime) -> None:
    """Let the invoices that these had replaced wait for a review again; one that was rejected stays so."""
    named = [one for one in withdrawn if one.corrects]
    if not named:
        return
    its_reviews = select(Review.id).join(ReviewedRevision, ReviewedRevision.review_id == Review.id)
    standing = its_reviews.where(ReviewedRevision.invoice_id == Invoice.id, Review.state.in_((*UNSETTLED, REJECTED)))
    waiting = (
        select(Revision)
        .join(Invoice, and_(Invoice.id == Revision.invoice_id, Invoice.revision == Revision.number))
        .where(or_(*(_is_replaced_by(one) for one in named)))
        .outerjoin(BillingPeriod, BillingPeriod.id == Invoice.period_id)
        .where(Revision.status == DocumentStatus.FINAL, Revision.state.in_((UNDER_REVIEW, KEPT)), ~exists(standing))
        .where(or_(BillingPeriod.id.is_(None), BillingPeriod.state != HISTORY))
    )
    why = "the invoice that had taken its place is void or a draft"
    move(session, session.scalars(waiting).all(), EXAMINED, now=now, why=why, also={"retry_at": now})


def _is_replaced_by(one: Invoice) -> ColumnElement[bool]:
    return and_(Invoice.workspace_id == one.workspace_id, Invoice.seller == one.seller, Invoice.number == one.corrects)
