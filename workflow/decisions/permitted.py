"""Who may answer a seat at the click: the role is still theirs, and they speak nowhere else on the review."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.people.person import Person, Role, RoleHolder
from workflow.people.pools import directory
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import CaseFile, Seat
from workflow.reviews.review import Assignment
from workflow.reviews.segregation import keyed_by

ONLY_ADMIN = (
    "You have a say in this review already, and you are the only admin here: you can reject the invoice, but not "
    "approve it. To have it approved, let somebody else be an admin of this workspace."
)


def why_not(session: Session, seat: Assignment, person: Person, case: CaseFile, *, rejects: bool = False) -> str | None:
    """Say why somebody may not answer a seat that they have a link to; None when they may.

    The only admin may reject whatever they said before, or nobody could end the review.
    A deputy answers although the workspace does not name them, and speaks for the one whose place they take as well.
    """
    stands_for = seat.deputy_of if seat.person_id == person.id else None
    workspace = session.get_one(Workspace, seat.workspace_id)
    if not _holds(session, workspace, seat, person, is_deputy=stands_for is not None):
        return f"You no longer hold the role {seat.role} here. Ask an admin."
    speaks_for = {person.id, *([stands_for] if stands_for else [])}
    spoken = set().union(*(_spoke(other) for other in _rivals(seat, case)))
    if speaks_for & spoken and seat.role == Role.ADMIN and _is_only_admin(session, workspace, person):
        return None if rejects else ONLY_ADMIN
    if person.id in spoken:
        return "You answered another review task of this review; a second person must answer this one."
    if speaks_for & spoken:
        return "The person whose place you take has a say in this review already; a second person must answer this one."
    keyed = keyed_by(session, [case.review_id])[case.review_id]
    if speaks_for & keyed and _others_can(session, workspace, seat, keyed):
        return "The figures were keyed in by you, or by the person whose place you take; somebody else must answer."
    return None


def _holds(session: Session, workspace: Workspace, seat: Assignment, person: Person, *, is_deputy: bool) -> bool:
    holds = select(RoleHolder.role).where(RoleHolder.person_id == person.id, RoleHolder.role == seat.role)
    named = workspace.people.get(seat.role)
    return session.scalar(holds) is not None and (is_deputy or named is None or person.email in named)


def _rivals(seat: Assignment, case: CaseFile) -> list[Seat]:
    """List the answered seats whose people must be others: two seats of a role are for two people, always."""
    answered = [other for other in case.seats if other.answered and other.assignment_id != seat.id]
    return [other for other in answered if other.role == seat.role or not case.policy.allow_same_person]


def _spoke(seat: Seat) -> set[UUID]:
    return {one.id for one in (seat.person, seat.deputy_of) if one}


def _is_only_admin(session: Session, workspace: Workspace, person: Person) -> bool:
    return all(one.id == person.id for one in directory(session).holders(workspace, Role.ADMIN))


def _others_can(session: Session, workspace: Workspace, seat: Assignment, keyed: frozenset[UUID]) -> bool:
    """Tell whether somebody else can answer it: a reviewer can be replaced, but there may be one admin only."""
    if seat.role != Role.ADMIN:
        return True
    return any(one.id not in keyed for one in directory(session).holders(workspace, Role.ADMIN))
