"""Loads a setup file: compares it with what is stored and writes the difference; what vanished is switched off.

Gather, decide, write: a fixed number of statements, whatever the number of people and workspaces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

from pendulum import DateTime
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from workflow.base import Base, new_id
from workflow.bulk import insert_all
from workflow.events.event import record
from workflow.people.identity import Device
from workflow.people.person import Person, RoleHolder
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy, keep, merged
from workflow.setup.applied import NOT_LOOKED_THROUGH, AppliedSetup, SourceSetting
from workflow.setup.changes import Change, Columns, compare, difference_of, told
from workflow.setup.columns import people_columns, source_columns, workspace_columns
from workflow.setup.consequences import to_replan, to_reseat
from workflow.setup.effective import APPLIED_ID
from workflow.setup.history import happened
from workflow.setup.reading import SetupError
from workflow.setup.schema import Setup, WorkspaceEntry
from workflow.setup.stored import Stored, gather

_FIXED = ("first_period_starts", "timezone")
"""What stored billing periods were computed from; another cycle goes on where they end."""


class ApplyError(SetupError):
    """Raised for a valid setup file that does not go with what is stored; nothing was written."""


@dataclass(frozen=True)
class Plan:
    """Everything that applying will change."""

    people: list[Change]
    sources: list[Change]
    workspaces: list[Change]
    policy: list[str]

    @property
    def organisation(self) -> list[str]:
        """Give the lines that concern every workspace."""
        return [*(change.line for change in (*self.people, *self.sources)), *self.policy]

    @property
    def lines(self) -> list[str]:
        """Give one line for each change."""
        return [*self.organisation, *(change.line for change in self.workspaces)]


def apply(
    session: Session, setup: Setup, folder: str | PathLike[str], now: DateTime, default_policy: Mapping[str, Any]
) -> list[str]:
    """Make the database as the setup file says and tell what changed, one line each; empty when nothing did.

    `folder` is where relative paths of sources begin; `default_policy` is what `[policy]` is laid over.
    Raises ApplyError before anything is written. The caller commits.
    """
    stored = gather(session)
    policy = Policy.model_validate(merged(default_policy, setup.policy))
    plan = decide(setup, stored, policy, Path(folder), now)
    keep(session, policy)
    if plan.lines or stored.applied is None:
        _write(session, setup, stored, plan, now)
    return plan.lines


def decide(setup: Setup, stored: Stored, policy: Policy, folder: Path, now: DateTime) -> Plan:
    """Work out what changes; raises ApplyError for a change that stored billing periods forbid.

    `policy` is what will be in force, of which the workspaces take when they are closed.
    """
    wanted = {
        entry.key: workspace_columns(entry, _review_from(entry, stored, now), policy.closures_in(entry.key))
        for entry in setup.workspaces
    }
    workspaces = compare("workspace", wanted, stored.workspace_columns())
    _refuse_other_beginnings(setup, stored, workspaces)
    return Plan(
        people=compare("person", people_columns(setup), stored.people_columns()),
        sources=compare("source", source_columns(setup, folder), stored.source_columns()),
        workspaces=workspaces,
        policy=_policy_lines(stored.applied.policy if stored.applied else {}, setup.policy),
    )


def _review_from(entry: WorkspaceEntry, stored: Stored, now: DateTime) -> date:
    """Where the file is silent, the day of the first apply holds, also at later ones."""
    row = stored.workspaces.get(entry.key)
    return row.review_from if row else now.in_timezone(entry.timezone).date()


def _refuse_other_beginnings(setup: Setup, stored: Stored, changes: Sequence[Change]) -> None:
    positions = {entry.key: position for position, entry in enumerate(setup.workspaces, start=1)}
    for change in changes:
        moved = [column for column in _FIXED if column in change.difference]
        if moved and stored.workspaces[change.key].periods_until is not None:
            raise ApplyError(
                f'workspaces[{positions[change.key]}] (key "{change.key}") {moved[0]}: cannot change once billing '
                "periods are written; give the workspace a new key, or move its billing day with re_anchored"
            )


def _policy_lines(old: Columns, new: Columns) -> list[str]:
    difference = difference_of(old, {**dict.fromkeys(old), **new})
    return [f"policy: {told(difference, nothing='default')}"] if difference else []


def _write(session: Session, setup: Setup, stored: Stored, plan: Plan, now: DateTime) -> None:
    active = {key for key, row in stored.workspaces.items() if row.active}
    _write_people(session, stored, plan.people)
    _write_rows(session, SourceSetting, "name", stored.sources, plan.sources)
    new_workspaces = _write_rows(session, Workspace, "key", stored.workspaces, plan.workspaces)
    _write_policy(session, setup, stored, now)
    session.flush()
    _mark(session, setup, plan, now)
    ids = {key: row.id for key, row in stored.workspaces.items()} | {row["key"]: row["id"] for row in new_workspaces}
    record(session, happened(ids, active, plan.workspaces, plan.organisation, now))


def _mark(session: Session, setup: Setup, plan: Plan, now: DateTime) -> None:
    """Mark what the stages have to look at anew: whose open seats, where deadlines of open reviews, which mailboxes."""
    people = Person.email.in_(to_reseat(plan.people, plan.workspaces, setup))
    workspaces = Workspace.key.in_(to_replan(plan.workspaces))
    aside = {"synchronize_session": False}
    session.execute(update(Person).where(people).values(reseat_at=now), execution_options=aside)
    session.execute(update(Workspace).where(workspaces).values(replan_at=now), execution_options=aside)
    new_mailboxes = (SourceSetting.kind == "mailbox", SourceSetting.returns_at.is_(None))
    session.execute(update(SourceSetting).where(*new_mailboxes).values(returns_at=now), execution_options=aside)
    others = (SourceSetting.kind != "mailbox", SourceSetting.returns_at.is_not(None))
    session.execute(update(SourceSetting).where(*others).values(NOT_LOOKED_THROUGH), execution_options=aside)


def _write_people(session: Session, stored: Stored, changes: Sequence[Change]) -> None:
    new = [{"id": new_id(), "email": change.key, **change.added} for change in changes if change.added is not None]
    insert_all(session, Person, [{column: row[column] for column in row if column != "roles"} for row in new])
    reseated = {}
    gone = [stored.people[change.key].id for change in changes if change.new_values.get("active") is False]
    if gone:  # whoever comes back enters a code first
        session.execute(delete(Device).where(Device.person_id.in_(gone)))
    for change in changes:
        values = change.new_values
        if "roles" in values:
            reseated[stored.people[change.key].id] = values.pop("roles")
        _set(stored.people.get(change.key), values)
    if reseated:
        session.execute(delete(RoleHolder).where(RoleHolder.person_id.in_(reseated)))
    held = [*((row["id"], row["roles"]) for row in new), *reseated.items()]
    insert_all(session, RoleHolder, [{"person_id": id_, "role": role} for id_, roles in held for role in roles])


def _write_rows(
    session: Session, model: type[Base], key: str, stored: Mapping[str, Base], changes: Sequence[Change]
) -> list[Columns]:
    """Insert the new rows and set the values of the others; give the new rows."""
    identified = "id" in model.__table__.columns
    new = [
        {**({"id": new_id()} if identified else {}), key: change.key, **change.added}
        for change in changes
        if change.added is not None
    ]
    insert_all(session, model, new)
    for change in changes:
        _set(stored.get(change.key), change.new_values)
    return new


def _set(row: Base | None, values: Columns) -> None:
    for column, value in values.items():
        setattr(row, column, value)


def _write_policy(session: Session, setup: Setup, stored: Stored, now: DateTime) -> None:
    if stored.applied is None:
        session.add(AppliedSetup(id=APPLIED_ID, policy=setup.policy, applied_at=now))
    else:
        stored.applied.policy, stored.applied.applied_at = setup.policy, now
