"""What is asked of the person whom this browser belongs to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from pendulum import DateTime
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from notifications import links
from web.desk import Desk
from web.pages.door import cookie_of
from workflow.decisions.gathering import case_files
from workflow.people.person import Person, Role
from workflow.people.pools import directory
from workflow.people.signin import device_of
from workflow.people.workspace import Workspace
from workflow.reviews.belonging import belongs
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import OPEN, UNSETTLED, AccessLink, Assignment, Review


@dataclass(frozen=True)
class Task:
    """A review task that a person was given a link to, as far as it takes to put it in order."""

    link: AccessLink
    role: str
    decide_by: DateTime


@dataclass(frozen=True)
class Asked:
    """One review task of a person with all that is known of it, and the path of its page."""

    link_id: UUID
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
    device = device_of(session, cookie_of(desk, request), desk.wall())
    return session.scalar(select(Person).where(Person.id == device.person_id, Person.active)) if device else None


def asked_of(session: Session, desk: Desk, person: Person) -> list[Asked]:
    """List the open review tasks of a person, the most urgent first, with all that is known of each."""
    return known_of(session, desk, tasks_of(session, person))


def tasks_of(session: Session, person: Person) -> list[Task]:
    """List the open review tasks of a person, the most urgent first."""
    its_person = or_(
        Assignment.person_id == person.id, Assignment.role == Role.ADMIN
    )  # what was handed on is another's
    return _tasks(session, _of(person).where(its_person, Assignment.state == OPEN, Review.state.in_(UNSETTLED)))


def tasks_called(session: Session, person: Person, assignment_ids: Collection[UUID]) -> list[Task]:
    """Find these among the review tasks that were ever given to a person; what is another's is left out."""
    return _tasks(session, _of(person).where(AccessLink.assignment_id.in_(assignment_ids)))


def known_of(session: Session, desk: Desk, tasks: Sequence[Task]) -> list[Asked]:
    """Read all that is known of these review tasks, in their order."""
    cases = case_files(session, [one.link.review_id for one in tasks])
    return [
        Asked(
            one.link.id,
            one.link.assignment_id,
            one.role,
            f"/act/{links.sign(one.link, desk.secret_keys)}",
            cases[one.link.review_id],
        )
        for one in tasks
    ]


def _of(person: Person) -> Select[AccessLink, Assignment, Workspace, DateTime]:
    return (
        select(AccessLink, Assignment, Workspace, Review.decide_by)
        .join(Assignment, Assignment.id == AccessLink.assignment_id)
        .join(Review, Review.id == AccessLink.review_id)
        .join(Workspace, Workspace.id == AccessLink.workspace_id)
        .where(AccessLink.person_id == person.id, Workspace.active)
        .order_by(Review.decide_by, AccessLink.assignment_id)
    )


def _tasks(session: Session, query: Select[AccessLink, Assignment, Workspace, DateTime]) -> list[Task]:
    """Read tasks, without those of workspaces in which the person has no say any more."""
    people = directory(session)
    return [
        Task(link, seat.role, decide_by)
        for link, seat, workspace, decide_by in session.execute(query)
        if belongs(people, workspace, seat, link.person_id)
    ]
