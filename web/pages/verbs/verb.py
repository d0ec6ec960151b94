"""What a verb of the act page is made of: when it is offered, what its form asks for, and what is done with that."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from web.desk import Desk
from web.pages.door import Visit
from web.pages.drafted import Draft
from workflow.calendars import Calendar
from workflow.decisions.decide import LONGEST_REASON
from workflow.handling.at_seat import AtSeat
from workflow.people.person import Person, Role
from workflow.people.workspace import Workspace
from workflow.reviews.casefile import CaseFile, Seat
from workflow.reviews.review import Assignment, Review

Fields = Mapping[str, str]
"""What was typed into a form, by the names of its fields."""


class Place(StrEnum):
    """Where the form of a verb stands: below the answer, or beside what is disputed."""

    SEAT = "seat"
    DISPUTE = "dispute"


@dataclass(frozen=True)
class Choice:
    """One thing that can be picked."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One field of a form; `kind` is `text`, `line`, `email`, `day` or `choice`."""

    name: str
    label: str
    kind: str = "text"
    note: str = ""
    choices: tuple[Choice, ...] = ()
    required: bool = True
    earliest: str = ""
    longest: int = LONGEST_REASON


@dataclass(frozen=True)
class Offer:
    """One form: its title, what follows from it, its fields, what it carries along, the letter that it sends.

    Without a button there is only something to read.
    """

    title: str
    button: str
    explains: str
    fields: tuple[Field, ...] = ()
    carries: tuple[tuple[str, str], ...] = ()
    draft: Draft | None = None


@dataclass(frozen=True)
class Scene:
    """Who sits on which open seat of which review, as far as the offers depend on it."""

    session: Session
    desk: Desk
    who: Visit
    case: CaseFile
    seat: Seat

    @property
    def is_admin(self) -> bool:
        """Tell whether this is the admin's seat."""
        return self.seat.role == Role.ADMIN

    @cached_property
    def at(self) -> AtSeat:
        """Give what the engine's questions take, without the lock that its verbs need."""
        review = self.session.get_one(Review, self.case.review_id)
        seats = self.session.scalars(select(Assignment).where(Assignment.review_id == review.id)).all()
        seat = next(one for one in seats if one.id == self.seat.assignment_id)
        workspace = self.session.get_one(Workspace, review.workspace_id)
        person = self.session.get_one(Person, self.who.person_id)
        return AtSeat(person, seat, review, seats, workspace, self.case.policy)

    @property
    def calendar(self) -> Calendar:
        """Give the days on which this person works."""
        return self.at.workspace.calendar_of(self.at.person)


@dataclass(frozen=True)
class Verb:
    """One verb: the last part of its path, its offers for a seat (none: it is not there), and what it does.

    `act` raises the refusals of `workflow.decisions.decide`. `moves_money`: it asks for a fresh code as an answer does.
    """

    name: str
    offers: Callable[[Scene], Iterable[Offer]]
    act: Callable[[Session, AtSeat, Fields, DateTime], None]
    place: Place = Place.SEAT
    moves_money: bool = False


WHY = Field("why", "Why")
