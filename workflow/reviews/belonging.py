"""Whose business a review still is: who holds a role in its workspace, and a deputy on the seat they were given."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.people.person import Role
from workflow.people.pools import Directory
from workflow.people.workspace import Workspace
from workflow.reviews.review import Assignment


def belongs(people: Directory, workspace: Workspace, seat: Assignment, person_id: UUID) -> bool:
    """Tell whether somebody who has a link to a seat may still read the review; as of now, whatever they did before.

    A deputy may while they sit there and hold the role, though the workspace does not name them.
    """
    if seat.deputy_of is not None and seat.person_id == person_id and person_id in people.holding(seat.role):
        return True
    return any(one.id == person_id for role in Role for one in people.holders(workspace, role))


def sits_in(session: Session, person_id: UUID) -> Collection[UUID]:
    """List the active workspaces in which somebody sits on a seat, open or answered."""
    seats = select(Assignment.id).where(Assignment.workspace_id == Workspace.id, Assignment.person_id == person_id)
    return session.scalars(select(Workspace.id).where(Workspace.active, seats.exists())).all()
