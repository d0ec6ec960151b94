"""How disputes end: by the answer that settles the review, or by themselves with a review that was withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from workflow.batch import BATCH, Batch
from workflow.disputes.dispute import CLOSED, Dispute, Outcome
from workflow.events.event import SYSTEM
from workflow.events.transitions import move
from workflow.invoices.document import DocumentStatus
from workflow.invoices.invoice import Invoice, Revision
from workflow.reviews.review import WITHDRAWN, Review, ReviewedRevision

DUE = (
    select(Dispute)
    .join(Review, Review.id == Dispute.review_id)
    .where(Dispute.state != CLOSED, Review.state == WITHDRAWN)
    .order_by(Dispute.review_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=Dispute)
)
WHY = {
    Outcome.CORRECTED: "the vendor sent another version, which is a review of its own",
    Outcome.WITHDRAWN: "the review was withdrawn, and no other version has come",
}


@dataclass(frozen=True)
class Ending:
    """How a dispute ends: the reason, who said so, and what is paid all the same."""

    outcome: Outcome
    why: str
    actor: str = SYSTEM
    undisputed: Decimal | None = None


def close(session: Session, disputes: Sequence[Dispute], ending: Ending, now: DateTime) -> None:
    """Close disputes in one way; what is closed already stays as it is."""
    also: dict[str, Any] = {
        "outcome": ending.outcome,
        "outcome_why": ending.why,
        "undisputed": ending.undisputed,
        "closed_at": now,
    }
    data = {"outcome": ending.outcome}
    move(session, disputes, CLOSED, now=now, why=ending.why, actor=ending.actor, also=also, data=data)


def close_withdrawn(session: Session, now: DateTime) -> Batch:
    """Close one batch of disputes whose review was withdrawn: another version came, or none did."""
    disputes = session.scalars(DUE, {"most": BATCH}).all()
    if not disputes:
        return Batch()
    corrected = _corrected(session, [one.review_id for one in disputes])
    for outcome, why in WHY.items():
        its = [one for one in disputes if (one.review_id in corrected) == (outcome == Outcome.CORRECTED)]
        close(session, its, Ending(outcome, why), now)
    return Batch(len(disputes))


def _corrected(session: Session, review_ids: Sequence[UUID]) -> set[UUID]:
    """Find the reviews of an invoice that has a newer final revision, or in whose place a final invoice stands."""
    newest, other, its_newest = aliased(Revision), aliased(Invoice), aliased(Revision)
    reissued = exists(
        select(other.id)
        .join(its_newest, (its_newest.invoice_id == other.id) & (its_newest.number == other.revision))
        .where(other.workspace_id == Invoice.workspace_id, other.seller == Invoice.seller)
        .where(other.corrects == Invoice.number, its_newest.status == DocumentStatus.FINAL)
    )
    changed = (newest.id != ReviewedRevision.revision_id) & (newest.status == DocumentStatus.FINAL)
    statement = (
        select(ReviewedRevision.review_id)
        .join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
        .join(newest, (newest.invoice_id == Invoice.id) & (newest.number == Invoice.revision))
        .where(ReviewedRevision.review_id.in_(review_ids), changed | reissued)
    )
    return set(session.scalars(statement))
