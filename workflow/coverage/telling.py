"""Once a month, before it ends, the admins are told who will be missing: one letter each, over all their workspaces."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch
from workflow.coverage.gathering import holes_in
from workflow.coverage.holes import Hole
from workflow.coverage.schedule import following, month_of, newest_told, told_at
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import Directory
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.staffing import staff

DUE = (
    select(Workspace)
    .where(Workspace.active, or_(Workspace.coverage_at.is_(None), Workspace.coverage_at <= bindparam("now")))
    .order_by(Workspace.key)
    .limit(BATCH)
    .with_for_update(skip_locked=True, key_share=True)
)


def tell_coverage(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Post the letters of the workspaces that are due, and plan the next of each; of missed months only the newest.

    A workspace that was never planned is told of the month that is still going on, if its moment has come.
    """
    due = session.scalars(DUE, {"now": now}).all()
    if not due:
        return Batch()
    newest = {one.id: newest_told(now, one.calendar) for one in due}
    told = {one.id: newest[one.id] for one in due if one.coverage_at or newest[one.id] == month_of(now, one.calendar)}
    if told:
        _tell(session, told, now, policy)
    rows = [{"id": one.id, "coverage_at": told_at(following(newest[one.id]), one.calendar)} for one in due]
    session.execute(update(Workspace), rows)
    return Batch(len(due))


def _tell(session: Session, months: Mapping[UUID, str], now: DateTime, policy: Policy) -> None:
    everybody = staff(session, now)
    workspaces = session.scalars(select(Workspace).where(Workspace.active).order_by(Workspace.key)).all()
    holes = holes_in(session, workspaces, everybody, policy)
    theirs = _by_admin(workspaces, everybody.directory)
    letters: dict[str, ToTell] = {}
    for admin_id, its in theirs.items():
        found = [hole for one in its for hole in holes[one.id]]
        for one in its:
            if found and one.id in months:
                letter = _notice(one, admin_id, months[one.id], found, now)
                letters.setdefault(letter.key, letter)
    post(session, letters.values())


def _by_admin(workspaces: Iterable[Workspace], people: Directory) -> Mapping[UUID, list[Workspace]]:
    found: dict[UUID, list[Workspace]] = defaultdict(list)
    for workspace in workspaces:
        for admin in people.holders(workspace, Role.ADMIN):
            found[admin.id].append(workspace)
    return found


def _notice(workspace: Workspace, admin_id: UUID, month: str, holes: Sequence[Hole], now: DateTime) -> ToTell:
    """Say it as it is now: whoever reads the letter later looks at `status`, which looks anew."""
    data = {"holes": [{**hole.as_data(), "name": hole.name} for hole in holes]}
    return ToTell(workspace.id, Kind.COVERAGE, admin_id, month, now, admin_id, data=data)
