"""What of a setup file is stored: gathered whole in a fixed number of statements, and shown as columns by identity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from workflow.base import Base
from workflow.people.person import Person, Role, RoleHolder
from workflow.people.workspace import Workspace
from workflow.setup.applied import AppliedSetup, SourceSetting
from workflow.setup.changes import Columns
from workflow.setup.effective import APPLIED_ID


@dataclass(frozen=True)
class Stored:
    """Every row that the setup file owns, by its identity in the file."""

    people: Mapping[str, Person]
    roles: Mapping[UUID, list[str]]
    sources: Mapping[str, SourceSetting]
    workspaces: Mapping[str, Workspace]
    applied: AppliedSetup | None

    def people_columns(self) -> dict[str, Columns]:
        """Give each person's columns with their roles, by e-mail address."""
        return {email: {**_columns(row), "roles": self.roles.get(row.id, [])} for email, row in self.people.items()}

    def source_columns(self) -> dict[str, Columns]:
        """Give each source's columns by name."""
        return {name: _columns(row) for name, row in self.sources.items()}

    def workspace_columns(self) -> dict[str, Columns]:
        """Give each workspace's columns by key."""
        return {key: _columns(row) for key, row in self.workspaces.items()}


def gather(session: Session) -> Stored:
    """Read everything, and keep a second `apply` waiting until this one is done."""
    applied = session.scalar(select(AppliedSetup).where(AppliedSetup.id == APPLIED_ID).with_for_update())
    return Stored(
        people={row.email: row for row in session.scalars(select(Person).order_by(Person.email))},
        roles=_roles(session),
        sources={row.name: row for row in session.scalars(select(SourceSetting).order_by(SourceSetting.name))},
        workspaces={row.key: row for row in session.scalars(select(Workspace).order_by(Workspace.key))},
        applied=applied,
    )


def _roles(session: Session) -> dict[UUID, list[str]]:
    held: dict[UUID, set[str]] = {}
    for person_id, role in session.execute(select(RoleHolder.person_id, RoleHolder.role)):
        held.setdefault(person_id, set()).add(role)
    return {person_id: [role.value for role in Role if role.value in roles] for person_id, roles in held.items()}


def _columns(row: Base) -> dict[str, Any]:
    return {attribute.key: attribute.value for attribute in inspect(row).attrs}
