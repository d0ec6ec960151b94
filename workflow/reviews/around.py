"""Gathering reviews with all that decides who may sit on their seats."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import policies_of
from workflow.reviews.reseating import Around
from workflow.reviews.review import Assignment, Review
from workflow.reviews.segregation import keyed_by


def around(session: Session, reviews: Sequence[Review]) -> dict[UUID, Around]:
    """Read what is around reviews that the caller holds locked, by review; in four statements."""
    if not reviews:
        return {}
    ids = [one.id for one in reviews]
    its = select(Workspace).where(Workspace.id.in_({one.workspace_id for one in reviews}))
    workspaces = {one.id: one for one in session.scalars(its)}
    policies = policies_of(session, {one.policy_hash for one in reviews})
    keyed = keyed_by(session, ids)
    seats, sitting = _seats(session, ids)
    return {
        one.id: Around(
            one,
            workspaces[one.workspace_id],
            tuple(seats[one.id]),
            sitting,
            policies[one.policy_hash].allow_same_person,
            keyed[one.id],
        )
        for one in reviews
    }


def _seats(session: Session, review_ids: Sequence[UUID]) -> tuple[dict[UUID, list[Assignment]], dict[UUID, Person]]:
    rows = session.execute(
        select(Assignment, Person)
        .outerjoin(Person, Person.id == Assignment.person_id)
        .where(Assignment.review_id.in_(review_ids))
        .order_by(Assignment.review_id, Assignment.role, Assignment.seat)
        .execution_options(populate_existing=True)
    )
    seats: dict[UUID, list[Assignment]] = defaultdict(list)
    sitting: dict[UUID, Person] = {}
    for seat, person in rows:
        seats[seat.review_id].append(seat)
        if person:
            sitting[seat.id] = person
    return seats, sitting
