"""Which rules are muted where, and the doors by which a mute begins and ends."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.findings.mute import Mute
from workflow.people.person import Person
from workflow.people.workspace import Workspace

Muted = Mapping[tuple[UUID, str], str]
"""Why a rule is muted, by workspace and rule."""


def mutes_in_force(session: Session, workspace_ids: Iterable[UUID], now: DateTime) -> Muted:
    """Give the mutes that hold at a moment, in one statement; the last day of one is wholly in it."""
    rows = session.execute(
        select(Mute, Person, Workspace)
        .join(Person, Person.id == Mute.person_id)
        .join(Workspace, Workspace.id == Mute.workspace_id)
        .where(Mute.workspace_id.in_(list(workspace_ids)), Mute.ended_at.is_(None))
        .order_by(Mute.id)
    )
    return {
        (mute.workspace_id, mute.rule): f"Muted until {mute.until} by {person.name}: {mute.reason}"
        for mute, person, workspace in rows
        if workspace.calendar.local_date(now) <= mute.until
    }
