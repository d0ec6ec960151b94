"""A mail about payment runs that nobody got gives them back: others hear of them, or the next run's mail says it.

It was moot, because its reader had left or the cut-off had passed before it went out, or its reader's address refused
it. What was approved in its time would otherwise stand in no mail.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.batch import BATCH
from workflow.bulk import change_all
from workflow.notices.notice import Notice
from workflow.payment_runs.gathering import Span
from workflow.people.workspace import Workspace

DUE = (  # the newest first: of two in a row, the older one's time is before that of the newer
    select(Notice)
    .where(Notice.retell_at <= bindparam("now"))
    .order_by(Notice.posted_at.desc(), Notice.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


def give_back(session: Session, now: DateTime) -> int:
    """Let the runs of one batch of unread notices be told again; gives how many notices were settled.

    A notice of whose workspaces another process holds one waits until all are free.
    """
    spans = {one: [Span.of_data(its) for its in one.data["spans"]] for one in session.scalars(DUE, {"now": now})}
    if not spans:
        return 0
    free = _claimed(session, {span.workspace_id for its in spans.values() for span in its})
    settled = {one: its for one, its in spans.items() if all(span.workspace_id in free for span in its)}
    since = _since(free, [span for its in settled.values() for span in its])
    change_all(session, [(free[its], _untold(free[its], moment, now)) for its, moment in since.items()])
    change_all(session, [(one, {"retell_at": None}) for one in settled])
    return len(settled)


def _claimed(session: Session, ids: set[UUID]) -> Mapping[UUID, Workspace]:
    its = select(Workspace).where(Workspace.id.in_(ids)).order_by(Workspace.key)
    claimed = its.with_for_update(skip_locked=True, key_share=True)
    return {one.id: one for one in session.scalars(claimed, execution_options={"populate_existing": True})}


def _since(workspaces: Mapping[UUID, Workspace], spans: Sequence[Span]) -> Mapping[UUID, DateTime]:
    """Say of each workspace until when it stood in mails before these; one that stood in a later mail is left out."""
    since: dict[UUID, DateTime] = {}
    for span in spans:
        if span.until == since.get(span.workspace_id, workspaces[span.workspace_id].run_told_at):
            since[span.workspace_id] = span.since
    return since


def _untold(workspace: Workspace, since: DateTime, now: DateTime) -> Mapping[str, DateTime | None]:
    """Make a workspace one whose run was not told; it is looked at anew at once where policy names runs at all."""
    return {"run_told_on": None, "run_told_at": since, "run_at": now if workspace.run_at else None}
