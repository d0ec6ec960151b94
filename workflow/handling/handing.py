"""Giving a review task to another holder of its role: its person hands it over, or an admin reassigns it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.decisions.decide import Conflict, Incomplete, NotAllowed
from workflow.handling.at_seat import AtSeat
from workflow.handling.reasons import reasoned
from workflow.people.person import Person, Role
from workflow.people.pools import Picked, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.around import around
from workflow.reviews.reseating import Reseat, reseats_of, write_reseats
from workflow.reviews.review import OPEN, Assignment
from workflow.reviews.segregation import keyed_by, spoken_for
from workflow.reviews.staffing import staff

NO_REASON = "Say why somebody else is to answer it; they will read it."
UNFIT = (
    "Nobody with this address can take the review task: it goes to somebody who holds its role here, is there, and has "
    "no other say in the review. Choose somebody else."
)
"""The same for a stranger as for a colleague who may not, so that it tells nobody who is who."""


@dataclass(frozen=True)
class Matter:
    """What of a review says who may answer it: whose it is, by when, who keyed it in, whether one may answer twice."""

    workspace: Workspace
    decide_by: DateTime
    keyed: frozenset[UUID]
    allow_same_person: bool


def hand_over(session: Session, at: AtSeat, to: UUID, why: str, now: DateTime) -> None:
    """Give the seat that the person sits on to another holder of its role.

    Raises NotAllowed on an admin's seat, Incomplete without a reason or where `to` cannot answer it.
    """
    if at.seat.role == Role.ADMIN:
        raise NotAllowed("An admin's review task is not handed over; every admin who is told can answer it.")
    _hand(session, at, at.seat, to, reasoned(why, NO_REASON), now)


def reassign(session: Session, at: AtSeat, seat_id: UUID, to: UUID, why: str, now: DateTime) -> None:
    """Let an admin give any open reviewers' seat to another holder of its role, also one on which nobody sits.

    Raises NotAllowed for who is no admin, Conflict where the seat is not open, Incomplete as in `hand_over`.
    """
    if at.seat.role != Role.ADMIN:
        raise NotAllowed("Only an admin can reassign a review task. Hand your own over instead.")
    seat = next((one for one in at.seats if one.id == seat_id and one.role != Role.ADMIN), None)
    if seat is None or seat.state != OPEN:
        raise Conflict("This review task is no longer open, so there is nothing left to reassign.")
    _hand(session, at, seat, to, reasoned(why, NO_REASON), now)


def candidates(session: Session, at: AtSeat, seat: Assignment, now: DateTime) -> list[Person]:
    """List who can take a seat, in order of e-mail address: they hold its role here, are there, and speak nowhere else.

    Whoever keyed in what the review is about does not come into question.
    """
    keyed = keyed_by(session, [at.review.id])[at.review.id]
    matter = Matter(at.workspace, at.review.decide_by, keyed, at.policy.allow_same_person)
    return [one for one in fit(seat, at.seats, matter, staff(session, now)) if one.id != at.person.id]


def fit(seat: Assignment, seats: Iterable[Assignment], matter: Matter, everybody: Staff) -> list[Person]:
    """List who else could answer a seat, of all `seats` of its review."""
    others = [one for one in seats if one.id != seat.id and one.role != Role.ADMIN]
    taken = spoken_for(seat.role, others, allow_same_person=matter.allow_same_person)
    barred = {*taken, *matter.keyed, seat.person_id}
    its, until = matter.workspace, matter.decide_by
    holders = everybody.directory.holders(its, seat.role)
    return [one for one in holders if one.id not in barred and everybody.away(one, its, until) is None]


def _hand(session: Session, at: AtSeat, seat: Assignment, to: UUID, why: str, now: DateTime) -> None:
    person = next((one for one in candidates(session, at, seat, now) if one.id == to), None)
    if person is None:
        raise Incomplete(UNFIT)
    before = session.get(Person, seat.person_id) if seat.person_id else None
    write_reseats(session, [Reseat(seat, at.workspace, before, Picked(person), why, by=at.person)], now)
    _fill_empty(session, at, now)


def _fill_empty(session: Session, at: AtSeat, now: DateTime) -> None:
    """Let whoever is freed take a seat of the review that was empty only because they sat on another."""
    if all(one.person_id for one in at.seats if one.state == OPEN):
        return
    its = around(session, [at.review])[at.review.id]
    write_reseats(session, [one for one in reseats_of(its, staff(session, now)) if one.old is None], now)
