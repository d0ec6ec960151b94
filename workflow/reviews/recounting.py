"""Stage 3, second half: what was examined and is not yet decided is examined again when its usage was counted on."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble
from workflow.findings.examine import RETRY_MINUTES
from workflow.findings.reexamine import reexamine
from workflow.invoices.invoice import EXAMINED, UNDER_REVIEW, Revision
from workflow.policy.policy import Policy
from workflow.reviews.review import UNSETTLED, Review, ReviewedRevision
from workflow.reviews.second_seat import seat_lacking

WHY = "usage was counted on"
DUE = (
    select(Revision)
    .where(Revision.recount_at <= bindparam("now"), Revision.state.in_([EXAMINED, UNDER_REVIEW]))
    .order_by(Revision.recount_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


def recount(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Examine one batch again; a review that is open stays so, with the answers that were given.

    Whoever must be asked besides, because of what is noticed now, is.
    """
    revisions = session.scalars(DUE, {"now": now}).all()
    if not revisions:
        return Batch()
    undecided = _undecided(session, [one.id for one in revisions if one.state == UNDER_REVIEW])
    again = [one for one in revisions if one.state == EXAMINED or one.id in undecided]
    apart = reexamine(session, again, WHY, now, policy)
    seat_lacking(session, undecided, now)
    _plan_next(session, revisions, {revision.id for revision, _ in apart}, now)
    troubles = tuple(Trouble(f"revision:{revision.id}", str(error)) for revision, error in apart)
    return Batch(len(revisions) - len(apart), troubles)


def _undecided(session: Session, revision_ids: Sequence[UUID]) -> Mapping[UUID, Review]:
    """Lock the reviews that still wait for an answer, and give each by what it is about."""
    rows = session.execute(
        select(ReviewedRevision.revision_id, Review)
        .join(Review, Review.id == ReviewedRevision.review_id)
        .where(ReviewedRevision.revision_id.in_(revision_ids), Review.state.in_(UNSETTLED))
        .order_by(Review.id)
        .with_for_update(of=Review)
    )
    return dict(rows.all())


def _plan_next(session: Session, revisions: Sequence[Revision], apart: set[UUID], now: DateTime) -> None:
    later = now.add(minutes=RETRY_MINUTES)
    rows = [{"id": one.id, "recount_at": later if one.id in apart else None} for one in revisions]
    session.execute(update(Revision), rows)
