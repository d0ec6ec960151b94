"""A person at their seat of a review: found by their link, locked, and asked again whether it is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.decisions.decide import check_open, check_person, locked
from workflow.decisions.gathering import case_files
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.review import AccessLink, Assignment, Review


@dataclass(frozen=True)
class AtSeat:
    """One person at one open seat of a review that is locked until the transaction ends; `policy` is the review's."""

    person: Person
    seat: Assignment
    review: Review
    seats: Sequence[Assignment]
    workspace: Workspace
    policy: Policy


def at_seat(session: Session, link_id: UUID, person_id: UUID) -> AtSeat:
    """Lock the review of a link for the person on its open seat; raises Conflict and NotAllowed as an answer does."""
    link = session.get_one(AccessLink, link_id)
    review, seats = locked(session, link.review_id)
    seat = next(one for one in seats if one.id == link.assignment_id)
    person = session.get_one(Person, person_id)
    check_open(review, seat)
    case = case_files(session, [review.id])[review.id]
    check_person(session, link, seat, person, case)
    workspace = session.scalars(select(Workspace).where(Workspace.id == review.workspace_id)).one()
    return AtSeat(person, seat, review, seats, workspace, case.policy)
