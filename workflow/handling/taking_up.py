"""Taking a review up: an admin who was not told of it comes to the admin's seat by themselves."""

from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.decisions.decide import check_open, check_person, locked
from workflow.decisions.gathering import case_files
from workflow.events.event import Happened, record
from workflow.people.person import Person, Role
from workflow.people.pools import Picked
from workflow.reviews.admins import AdminSeat, give_links, write_admin_seats
from workflow.reviews.review import AccessLink, Assignment, Review

WHY = "taken up by an admin, from the list of what waits for one"


def take_up(session: Session, review_id: UUID, person_id: UUID, now: DateTime) -> AccessLink:
    """Give a person their own link to the admin's seat of a review, and open the seat where none is open yet.

    Whoever sits there stays; the first admin who answers settles it. Raises Conflict where nothing is left to answer,
    NotAllowed for who administers no more, or spoke on the review already. The caller commits.
    """
    review, seats = locked(session, review_id)
    person = session.get_one(Person, person_id)
    seat = next((one for one in seats if one.role == Role.ADMIN), None)
    known = _link(session, seat, person) if seat else None
    its = _seat(review, person, seat)
    if its.is_new:
        write_admin_seats(session, [its], now)
    else:
        give_links(session, [(its, person)])
    seat = session.get_one(Assignment, its.assignment_id)
    link = _link(session, seat, person)
    assert link  # noqa: S101  # it was given just now
    check_open(review, seat)
    check_person(session, link, seat, person, case_files(session, [review.id])[review.id], rejects=True)
    if known is None:
        record(session, [_happened(its, person, now)])
    return link


def _seat(review: Review, person: Person, seat: Assignment | None) -> AdminSeat:
    seat_id, is_new = (seat.id, False) if seat else (new_id(), True)
    return AdminSeat(review.id, review.workspace_id, seat_id, Picked(person), is_new=is_new, why=WHY)


def _link(session: Session, seat: Assignment, person: Person) -> AccessLink | None:
    return session.scalar(
        select(AccessLink).where(AccessLink.assignment_id == seat.id, AccessLink.person_id == person.id)
    )


def _happened(its: AdminSeat, person: Person, now: DateTime) -> Happened:
    about, data = f"assignment:{its.assignment_id}", {"review": str(its.review_id), "role": Role.ADMIN}
    return Happened(its.workspace_id, now, "assignment.taken_up", about, WHY, person.email, data)
