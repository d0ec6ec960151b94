"""Looking ahead in any number of workspaces, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.coverage.holes import Hole, holes_of, sure_roles
from workflow.coverage.openings import coming, days_of
from workflow.people.person import Role
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace
from workflow.periods.period import AWAITING, LATE, OPEN, BillingPeriod
from workflow.policy.policy import Policy
from workflow.reviews.staffing import staff

TO_COME = (OPEN, AWAITING, LATE)


def coverage(session: Session, now: DateTime, policy: Policy) -> list[dict[str, object]]:
    """Give the `coverage` part of `countersign status --json`: each hole, both dates included."""
    workspaces = session.scalars(select(Workspace).where(Workspace.active).order_by(Workspace.key)).all()
    found = holes_in(session, workspaces, staff(session, now), policy)
    return [hole.as_data() for workspace in workspaces for hole in found[workspace.id]]


def holes_in(
    session: Session, workspaces: Sequence[Workspace], everybody: Staff, policy: Policy
) -> Mapping[UUID, list[Hole]]:
    """Give what nobody would be found for in each workspace, by its id, as of the moment of `everybody`."""
    now, periods = everybody.now, _periods(session, workspaces)
    known: dict[Hashable, list[Hole]] = {}
    found = {}
    for one in workspaces:
        days = days_of(coming(one, periods.get(one.id, ()), now, policy), one, one.calendar.local_date(now))
        # many workspaces ask the same people on the same days, and a large pool takes its time
        alike = (one.calendar, tuple(days.items()), _pools(one, everybody, policy))
        if alike not in known:
            known[alike] = holes_of(one, days, everybody, policy)
        found[one.id] = [replace(hole, workspace=one.key, name=one.name) for hole in known[alike]]
    return found


def _pools(workspace: Workspace, everybody: Staff, policy: Policy) -> Hashable:
    """Say who may be asked in a workspace, so that two of them can be told to be alike."""
    roles = (*sure_roles(workspace, policy), Role.ADMIN)
    return tuple((role, *(one.id for one in everybody.directory.holders(workspace, role))) for role in roles)


def _periods(session: Session, workspaces: Sequence[Workspace]) -> Mapping[UUID, list[BillingPeriod]]:
    its = (BillingPeriod.workspace_id.in_([one.id for one in workspaces]), BillingPeriod.state.in_(TO_COME))
    found: dict[UUID, list[BillingPeriod]] = defaultdict(list)
    for period in session.scalars(
        select(BillingPeriod).where(*its).order_by(BillingPeriod.starts_at, BillingPeriod.id)
    ):
        found[period.workspace_id].append(period)
    return found
