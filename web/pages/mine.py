"""What is asked of the person whom this browser belongs to."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from pendulum import DateTime
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from notifications import links
from web.desk import Desk
from web.pages.door import COOKIE
from workflow.decisions.gathering import case_files
from workflow.people.person import Person, Role
from workflow.people.signin import device_of
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import OPEN, UNSETTLED, AccessLink, Assignment, Review


@dataclass(frozen=True)
class Asked:
    """One open review task of a person, with the path of its page."""

    assignment_id: UUID
    role: str
    path: str
    case: CaseFile

    @property
    def decide_by(self) -> DateTime:
        """Tell by when it must be answered."""
        return self.case.decide_by


def person_of(session: Session, desk: Desk, request: Request) -> Person | None:
    """Tell whose browser this is; None when it has not been shown, or that person is no longer active."""
    device = device_of(session, request.cookies.get(COOKIE), desk.wall())
    return session.scalar(select(Person).where(Person.id == device.person_id, Person.active)) if device else None


def asked_of(session: Session, desk: Desk, person: Person) -> list[Asked]:
    """List the open review tasks of a person, the most urgent first."""
    its_person = or_(
        Assignment.person_id == person.id, Assignment.role == Role.ADMIN
    )  # what was handed on is another's
    query = (
        select(AccessLink, Assignment.role)
        .join(Assignment, Assignment.id == AccessLink.assignment_id)
        .join(Review, Review.id == AccessLink.review_id)
        .join(Workspace, Workspace.id == AccessLink.workspace_id)
        .where(
            AccessLink.person_id == person.id,
            its_person,
            Assignment.state == OPEN,
            Review.state.in_(UNSETTLED),
            Workspace.active,
        )
    )
    rows = session.execute(query).all()
    cases = case_files(session, [link.review_id for link, _ in rows])
    asked = [
        Asked(link.assignment_id, role, f"/act/{links.sign(link, desk.secret_keys)}", cases[link.review_id])
        for link, role in rows
    ]
    return sorted(asked, key=lambda one: (one.decide_by, one.assignment_id))
