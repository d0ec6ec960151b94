"""The second finance seat of a review that is open already: what may be fraud can show when it is examined again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.events.event import Happened, record
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import Directory, Staff
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.candidates import suspect
from workflow.reviews.review import AccessLink, Assignment, Review
from workflow.reviews.routing import Seating
from workflow.reviews.seats import link_row, seat_row, spoken, unstaffed
from workflow.reviews.staffing import staff

SECOND = 2
WHY = "what was noticed since needs two of finance"


@dataclass(frozen=True)
class _Second:
    """A second seat as it will be: in which review of which workspace, and who was found for it."""

    id: UUID
    review_id: UUID
    workspace: Workspace
    seating: Seating


def seat_second(session: Session, reviews: Mapping[UUID, Review], now: DateTime, policy: Policy) -> None:
    """Ask a second person of finance where two are needed now and one was asked; answers that were given stay.

    `reviews` are those that the caller holds locked, by the revision that they are about.
    """
    needing = {reviews[one].id: reviews[one] for one in suspect(session, list(reviews))}
    seats = _seats(session, list(needing))
    lacking = [one for one in needing.values() if not _has_second(seats[one.id])]
    if not lacking:
        return
    everybody = staff(session, now)
    its = select(Workspace).where(Workspace.id.in_({one.workspace_id for one in lacking}))
    workspaces = {one.id: one for one in session.scalars(its)}
    seconds = [_picked(one, workspaces[one.workspace_id], seats[one.id], everybody, policy) for one in lacking]
    ids = [((one.workspace.id, one.review_id, one.id), one.seating) for one in seconds]
    insert_all(session, Assignment, [seat_row(*its, seating, now) for its, seating in ids])
    insert_all(session, AccessLink, [link_row(*its, seating.person) for its, seating in ids if seating.person])
    record(session, [_happened(one, now) for one in seconds])
    post(session, [notice for one in seconds for notice in _notices(one, everybody.directory, now)])


def _seats(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[Assignment]]:
    seats: dict[UUID, list[Assignment]] = defaultdict(list)
    for one in session.scalars(select(Assignment).where(Assignment.review_id.in_(review_ids))):
        seats[one.review_id].append(one)
    return seats


def _has_second(seats: Sequence[Assignment]) -> bool:
    return any(one.role == Role.FINANCE and one.seat == SECOND for one in seats)


def _picked(
    review: Review, workspace: Workspace, seats: Sequence[Assignment], everybody: Staff, policy: Policy
) -> _Second:
    rivals = [one for one in seats if one.role == Role.FINANCE or not policy.allow_same_person]
    picked = everybody.pick(workspace, Role.FINANCE, [one.person_id for one in rivals if one.person_id])
    return _Second(new_id(), review.id, workspace, Seating(Role.FINANCE, picked, SECOND))


def _happened(one: _Second, now: DateTime) -> Happened:
    person = one.seating.person
    data = {"review": str(one.review_id), "role": spoken(one.seating), "person": person.email if person else None}
    return Happened(one.workspace.id, now, "assignment.open", f"assignment:{one.id}", WHY, data=data)


def _notices(one: _Second, people: Directory, now: DateTime) -> list[ToTell]:
    """Tell whoever is asked, or every admin that nobody could be found."""
    workspace, seating, part = one.workspace, one.seating, spoken(one.seating)
    if seating.person:
        return [ToTell(workspace.id, Kind.OPENED, one.review_id, part, now, seating.person.id)]
    return [
        ToTell(workspace.id, Kind.UNSTAFFED, one.review_id, part, now, admin.id, data=unstaffed(seating))
        for admin in people.holders(workspace, Role.ADMIN)
    ]
