"""Stage 5, first of all: where the calendar of a workspace changed, its open reviews are marked to be planned anew."""

from pendulum import DateTime
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch
from workflow.people.workspace import Workspace
from workflow.reviews.review import UNSETTLED, Review

DUE = (
    select(Workspace.id)
    .where(Workspace.replan_at <= bindparam("now"))
    .order_by(Workspace.replan_at, Workspace.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, key_share=True)
)


def mark_replans(session: Session, now: DateTime) -> Batch:
    """Mark the open reviews of one batch of workspaces."""
    workspace_ids = session.scalars(DUE, {"now": now}).all()
    if not workspace_ids:
        return Batch()
    theirs = select(Review.id).where(Review.workspace_id.in_(workspace_ids), Review.state.in_(UNSETTLED))
    in_order = theirs.order_by(Review.id).with_for_update()  # as all do who lock several, or two would wait for ever
    aside = {"synchronize_session": False}
    session.execute(update(Review).where(Review.id.in_(in_order)).values(replan_at=now), execution_options=aside)
    its = update(Workspace).where(Workspace.id.in_(workspace_ids)).values(replan_at=None)
    session.execute(its, execution_options=aside)
    return Batch(len(workspace_ids))
