"""Reading what letters about a workspace's connection and about files set aside say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from notifications.facts import ConnectionFacts, FileFacts, Told, WorkspaceState
from notifications.rows import about, by_id, there
from workflow.invoices.invoice import SET_ASIDE, FileSetAside
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, FailedFetch


@dataclass(frozen=True)
class Trial:
    """When a source is asked again that did not answer completely, and the vendor's id of the last request."""

    next_at: DateTime | None
    request_id: str | None


@dataclass(frozen=True)
class ArrivalShelf:
    """What was read for one batch: the files by id, the trials by workspace."""

    files: Mapping[UUID, FileSetAside]
    trials: Mapping[UUID, Trial]


def read_arrivals(session: Session, notices: Sequence[Claimed]) -> ArrivalShelf:
    """Read what the letters about connections and files say."""
    file_ids = {UUID(one.data["file"]) for one in notices if one.kind == Kind.SET_ASIDE}
    return ArrivalShelf(by_id(session, FileSetAside, file_ids), _trials(session, about(notices, Kind.CONNECTOR)))


def connection_facts(told: Told, shelf: ArrivalShelf, workspace: WorkspaceState) -> ConnectionFacts:
    """Lay out what a letter about a connection may know."""
    trial = shelf.trials.get(told.notice.about, Trial(None, None))
    return ConnectionFacts(**vars(told), workspace=workspace, next_try_at=trial.next_at, request_id=trial.request_id)


def file_facts(told: Told, shelf: ArrivalShelf, workspace: WorkspaceState) -> FileFacts:
    """Lay out what a letter about a file may know; raises NothingToTellError."""
    file = there(shelf.files, UUID(told.notice.data["file"]), "file set aside")
    return FileFacts(
        **vars(told),
        workspace=workspace,
        file_id=file.id,
        name=file.name,
        origin=file.origin,
        reason=file.reason,
        is_waiting=file.state == SET_ASIDE,
        may_be_awaited=file.may_be_awaited,
    )


def _trials(session: Session, workspace_ids: set[UUID]) -> Mapping[UUID, Trial]:
    """Find the next try of each workspace whose fetches fail, and what the vendor called the last request.

    Of a broken connection that is the last broken request, whatever else was incomplete.
    """
    if not workspace_ids:
        return {}
    last = and_(FailedFetch.period_id == BillingPeriod.id, FailedFetch.asked_at == BillingPeriod.asked_at)
    rows = session.execute(
        select(BillingPeriod.workspace_id, BillingPeriod.fetch_at, FailedFetch.request_id)
        .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
        .outerjoin(FailedFetch, and_(last, FailedFetch.state == Workspace.connection))
        .where(BillingPeriod.workspace_id.in_(workspace_ids), BillingPeriod.fetch_failures > 0)
        .order_by(BillingPeriod.asked_at)
    )
    trials: dict[UUID, Trial] = {}
    for workspace_id, fetch_at, request_id in rows:
        before = trials.get(workspace_id, Trial(None, None))
        moments = [moment for moment in (before.next_at, fetch_at) if moment]
        trials[workspace_id] = Trial(min(moments, default=None), request_id or before.request_id)
    return trials
