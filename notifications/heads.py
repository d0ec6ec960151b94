"""Reading where sealed histories end, so that admins hold in hands what a cut tail can be shown against."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.event import ChainHead
from workflow.health.telling import workspaces_of_admins
from workflow.people.pools import directory
from workflow.people.workspace import Workspace

Heads = Mapping[UUID, Sequence[str]]
"""By admin, a head for each of their workspaces, as `audit verify --head` takes it: `WORKSPACE:SEQ:HASH`."""


def heads_of_admins(session: Session) -> Heads:
    """Read the heads of all active workspaces in which something is sealed."""
    rows = session.execute(
        select(Workspace, ChainHead)
        .join(ChainHead, ChainHead.workspace_id == Workspace.id)
        .where(Workspace.active, ChainHead.seq > 0)
        .order_by(Workspace.key)
    ).all()
    written = {workspace.id: f"{workspace.key}:{head.seq}:{head.hash}" for workspace, head in rows}
    theirs = workspaces_of_admins(directory(session), [workspace for workspace, _ in rows])
    return {person_id: [written[one.id] for one in workspaces] for person_id, workspaces in theirs.items()}
