"""Stage 8: number and hash the new events, one workspace at a time, so that history cannot be edited unseen."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch
from workflow.bulk import insert_new
from workflow.events.chain import FIRST, digest_of, line_of
from workflow.events.event import ChainHead, Event
from workflow.people.workspace import Workspace

_UNSEALED = select(Event.workspace_id).where(Event.seq.is_(None)).order_by(Event.id).limit(1)
LONGEST_WAITING = select(Workspace).where(Workspace.id == _UNSEALED.scalar_subquery())


def seal(session: Session) -> Batch:
    """Seal one batch of the workspace that has waited longest."""
    workspace = session.scalar(LONGEST_WAITING)
    if workspace is None:
        return Batch()
    insert_new(session, ChainHead, [{"workspace_id": workspace.id, "seq": 0, "hash": FIRST}])
    head = session.get_one(ChainHead, workspace.id, with_for_update=True, populate_existing=True)
    unsealed = (
        select(Event).where(Event.workspace_id == workspace.id, Event.seq.is_(None)).order_by(Event.id).limit(BATCH)
    )
    rows = [_sealed(event, workspace.key, head) for event in session.scalars(unsealed)]
    if rows:
        session.execute(update(Event), rows)
    return Batch(done=len(rows))


def _sealed(event: Event, workspace: str, head: ChainHead) -> dict[str, Any]:
    """Give an event its place in the chain and move the head onto it."""
    prev, head.seq = head.hash, head.seq + 1
    head.hash = digest_of(line_of(event, workspace, head.seq, prev))
    return {"id": event.id, "seq": head.seq, "prev": prev, "hash": head.hash}
