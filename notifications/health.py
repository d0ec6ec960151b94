"""Reading what the monthly letter about how invoice review went says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.facts import HealthFacts, Told
from notifications.heads import Heads, heads_of_admins
from workflow.health.facts import Handled
from workflow.health.gathering import handled_in
from workflow.health.months import ended, months_between
from workflow.health.report import report_of
from workflow.health.telling import workspaces_of_admins
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.people.pools import directory
from workflow.people.workspace import Workspace


@dataclass(frozen=True)
class HealthShelf:
    """What was read for one batch: the workspaces of each admin with their heads, the reviews of each workspace."""

    workspaces: Mapping[UUID, Sequence[Workspace]] = field(default_factory=dict)
    reviews: Mapping[UUID, Sequence[Handled]] = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)


def read_health(session: Session, notices: Sequence[Claimed]) -> HealthShelf:
    """Read the reviews of the months that the letters are about, which usually is one."""
    told = {notice.part for notice in notices if notice.kind == Kind.HEALTH}
    if not told:
        return HealthShelf()
    months = months_between(min(told), max(told))
    active = session.scalars(select(Workspace).where(Workspace.active).order_by(Workspace.key)).all()
    reviews = handled_in(session, active, months, ended(months[-1]))
    return HealthShelf(workspaces_of_admins(directory(session), active), reviews, heads_of_admins(session))


def health_facts(told: Told, shelf: HealthShelf) -> HealthFacts:
    """Lay out what the letter may know: the workspaces of this admin in which something was there to be decided."""
    month, admin_id = told.notice.part, told.notice.about
    theirs = {
        workspace: [one for one in shelf.reviews.get(workspace.id, ()) if one.month == month]
        for workspace in shelf.workspaces.get(admin_id, ())
    }
    reviews = {workspace.id: its for workspace, its in theirs.items() if its}
    report = report_of([workspace for workspace in theirs if workspace.id in reviews], reviews, [month])
    return HealthFacts(**vars(told), month=month, report=report, heads=tuple(shelf.heads.get(admin_id, ())))
