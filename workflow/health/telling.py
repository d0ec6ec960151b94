"""Once a month the admins are told how invoice review went: one letter each, over all workspaces that are theirs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch
from workflow.health.facts import DECIDED
from workflow.health.months import begins, ended, month_of, newest_told, shifted, told_at
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

DUE = (
    select(Workspace)
    .where(Workspace.active, or_(Workspace.health_at.is_(None), Workspace.health_at <= bindparam("now")))
    .order_by(Workspace.key)
    .limit(BATCH)
    .with_for_update(skip_locked=True, key_share=True)
)

Decided = Mapping[UUID, set[str]]
"""The months in which a workspace had a decided review."""


def tell_health(session: Session, now: DateTime) -> Batch:
    """Post the letters of the workspaces that are due, and plan the next of each; of missed months only the newest.

    A workspace that was never planned is, and tells nothing yet.
    """
    due = session.scalars(DUE, {"now": now}).all()
    if not due:
        return Batch()
    planned = [workspace for workspace in due if workspace.health_at]
    if planned:
        _tell(session, {workspace.id: newest_told(now, workspace.calendar) for workspace in planned}, planned, now)
    session.execute(update(Workspace), [{"id": one.id, "health_at": _next(one, now)} for one in due])
    return Batch(len(due))


def workspaces_of_admins(people: Directory, workspaces: Iterable[Workspace]) -> Mapping[UUID, list[Workspace]]:
    """Give the workspaces of each admin, by the person's id."""
    found: dict[UUID, list[Workspace]] = defaultdict(list)
    for workspace in workspaces:
        for admin in people.holders(workspace, Role.ADMIN):
            found[admin.id].append(workspace)
    return found


def _next(workspace: Workspace, now: DateTime) -> DateTime:
    return told_at(shifted(newest_told(now, workspace.calendar), 1), workspace.calendar)


def _tell(session: Session, months: Mapping[UUID, str], due: Sequence[Workspace], now: DateTime) -> None:
    people = directory(session)
    active = session.scalars(select(Workspace).where(Workspace.active).order_by(Workspace.key)).all()
    theirs = workspaces_of_admins(people, active)
    decided = _decided(session, active, sorted(set(months.values())))
    readers = [(one, admin, months[one.id]) for one in due for admin in people.holders(one, Role.ADMIN)]
    told = {(admin.id, month): _notice(one, admin, month, now) for one, admin, month in reversed(readers)}
    post(session, [notice for (admin_id, month), notice in told.items() if _is_any(theirs[admin_id], month, decided)])


def _is_any(workspaces: Iterable[Workspace], month: str, decided: Decided) -> bool:
    return any(month in decided.get(workspace.id, ()) for workspace in workspaces)


def _decided(session: Session, workspaces: Iterable[Workspace], months: Sequence[str]) -> Decided:
    calendars = {workspace.id: workspace.calendar for workspace in workspaces}
    rows = session.execute(
        select(Review.workspace_id, Review.settled_at).where(
            Review.state.in_(DECIDED), Review.settled_at.between(begins(months[0]), ended(months[-1]))
        )
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for workspace_id, settled_at in rows:
        if settled_at and workspace_id in calendars:
            found[workspace_id].add(month_of(settled_at, calendars[workspace_id]))
    return found


def _notice(workspace: Workspace, admin: Person, month: str, now: DateTime) -> ToTell:
    return ToTell(workspace.id, Kind.HEALTH, admin.id, month, now, admin.id)
