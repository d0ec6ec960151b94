"""Giving a review task to somebody else: the assignee hands it over, the admin gives any open one to another person."""

from collections.abc import Iterable
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from web.pages.verbs.verb import WHY, Choice, Field, Fields, Offer, Scene, Verb
from web.views.case import ROLES
from workflow.base import new_id
from workflow.decisions.decide import Conflict, Incomplete
from workflow.handling.at_seat import AtSeat
from workflow.handling.handing import candidates, hand_over, reassign
from workflow.people.person import Person, Role
from workflow.reviews.casefile import Seat
from workflow.reviews.review import OPEN

MOST_CHOICES = 40
"""With more colleagues than this their address is typed, for no list is read to its end."""
NOBODY = "Choose a colleague from the list."
NO_SEAT = "This review task is no longer open."


def _hand_over_offers(scene: Scene) -> Iterable[Offer]:
    """Offer it to who was asked, where a colleague could take it."""
    if scene.is_admin:
        return
    field = _to(scene, scene.seat)
    if field:
        explains = "They are asked instead of you, by mail and at once. The deadline stays as it is."
        yield Offer("Hand it to a colleague", "Hand it over", explains, (field, WHY))


def _reassign_offers(scene: Scene) -> Iterable[Offer]:
    """Offer the admin each seat that nobody has answered."""
    if not scene.is_admin:
        return
    for seat in scene.case.seats:
        field = _to(scene, seat) if seat.role != Role.ADMIN and seat.state == OPEN else None
        if field:
            yield Offer(
                f"Give {ROLES[Role(seat.role)]} to somebody else",
                "Give it to them",
                f"{seat.person.name if seat.person else 'Nobody'} is asked now. The new person is asked at once; "
                "the deadline stays as it is.",
                (field, WHY),
                (("seat", str(seat.assignment_id)),),
            )


def _to(scene: Scene, seat: Seat) -> Field | None:
    """Ask for one of the people who may take a seat; None without any."""
    row = next(one for one in scene.at.seats if one.id == seat.assignment_id)
    fit = candidates(scene.session, scene.at, row, scene.desk.now())
    if not fit:
        return None
    if len(fit) > MOST_CHOICES:
        return Field("to", "E-mail address of your colleague", "email")
    return Field("to", "To whom", "choice", choices=tuple(Choice(one.email, called(one, fit)) for one in fit))


def called(person: Person, among: Iterable[Person]) -> str:
    """Name a person, with the address where two bear the name."""
    alike = sum(one.name == person.name for one in among)
    return person.name if alike == 1 else f"{person.name} ({person.email})"


def _hand_over(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    hand_over(session, at, person_named(session, typed), typed.get("why", "").strip(), now)


def _reassign(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    seat = next((one.id for one in at.seats if str(one.id) == typed.get("seat")), None)
    if seat is None:
        raise Conflict(NO_SEAT)
    reassign(session, at, seat, person_named(session, typed), typed.get("why", "").strip(), now)


def person_named(session: Session, typed: Fields) -> UUID:
    """Find the person whose address was picked or typed, by the field `to`; the engine asks whether they may.

    A stranger's address stands for nobody, about whom the engine says what it says of any colleague who may not, so
    that nobody learns who is known here. Raises Incomplete without an address.
    """
    address = typed.get("to", "").strip().lower()
    if not address:
        raise Incomplete(NOBODY)
    return session.scalar(select(Person.id).where(Person.email == address, Person.active)) or new_id()


HAND_OVER = Verb("hand-over", _hand_over_offers, _hand_over)
REASSIGN = Verb("reassign", _reassign_offers, _reassign)
