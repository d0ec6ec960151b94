"""People at their seats of an open review, for tests of what they do there."""

from collections.abc import Sequence

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW
from workflow.events.event import Event
from workflow.handling.at_seat import AtSeat, at_seat
from workflow.notices.digests import DigestItem
from workflow.people.person import Person
from workflow.reviews.ladder import climb
from workflow.reviews.review import AccessLink, Assignment, PlannedRung, Review

ESCALATION = NOW.set(day=11, hour=13)


def sit(session: Session, review: Review, person: Person) -> AtSeat:
    """Give a person at the seat to which they have a link."""
    its = select(AccessLink).where(AccessLink.review_id == review.id, AccessLink.person_id == person.id)
    return at_seat(session, session.scalars(its).one().id, person.id)


def as_admin(session: Session, review: Review, admin: Person, now: DateTime = ESCALATION) -> AtSeat:
    """Give the admin at the seat that the escalation opened."""
    climb(session, now)
    session.commit()
    session.expire_all()
    return sit(session, review, admin)


def event(session: Session, kind: str) -> Event:
    """Give the one event of a kind."""
    return session.scalars(select(Event).where(Event.kind == kind)).one()


def news(session: Session) -> dict[str, str]:
    """Give the sentences that wait for digests, by reader."""
    rows = session.execute(select(Person.email, DigestItem).join(Person, Person.id == DigestItem.person_id))
    return {email: item.data["sentence"] for email, item in rows if item.kind == "news"}


def ladder(session: Session, review: Review, number: int) -> Sequence[tuple[str, str, str]]:
    """Give the rungs of a round, in order: name, local date and time, state."""
    its = select(PlannedRung).where(PlannedRung.review_id == review.id, PlannedRung.round == number)
    rungs = session.scalars(its.order_by(PlannedRung.at, PlannedRung.id).execution_options(populate_existing=True))
    return [(one.rung, f"{one.at:%m-%d %H:%M}", one.state) for one in rungs]


def seat(at: AtSeat, role: str) -> Assignment:
    """Find a seat of the review."""
    return next(one for one in at.seats if one.role == role)
