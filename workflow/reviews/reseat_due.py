"""Stage 5, before the ladder: where somebody left, lost a role, went away or came back, their open seats follow."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import change_all
from workflow.people.absences import NOWHERE, next_change
from workflow.people.person import Person
from workflow.people.pools import Directory, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.around import around
from workflow.reviews.reseating import reseats_of, write_reseats
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, Review
from workflow.reviews.staffing import staff

RETRY_MINUTES = 15
DUE = (
    select(Person)
    .where(Person.reseat_at <= bindparam("now"))
    .order_by(Person.reseat_at, Person.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, key_share=True)
)


def reseat(session: Session, now: DateTime) -> Batch:
    """Look at the open seats of one batch of people, and at the seats on which nobody sits that they could take.

    However many reviews that are, they are read by the batch and written in this one transaction, for a person has no
    more than one due moment.
    """
    people = session.scalars(DUE, {"now": now}).all()
    if not people:
        return Batch()
    everybody = staff(session, now)
    troubles: list[Trouble] = []
    for reviews in _reviews(session, _theirs(people, everybody.directory)):
        decided, apart = decide_each(around(session, reviews).values(), lambda one: reseats_of(one, everybody))
        write_reseats(session, [reseat for found in decided for reseat in found], now)
        troubles += [Trouble(f"review:{one.review.id}", str(error)) for one, error in apart]
    soonest = now.add(minutes=RETRY_MINUTES) if troubles else None
    zones = _zones(session)
    change_all(session, [(one, {"reseat_at": soonest or _next(one, everybody, zones)}) for one in people])
    return Batch(len(people), tuple(troubles))


def _theirs(people: Sequence[Person], known: Directory) -> ColumnElement[bool]:
    """Say which seats are looked at: those of these people, and the empty ones of the roles that they hold."""
    ids = [person.id for person in people]
    roles = [role for role in known.by_role if not known.holding(role).keys().isdisjoint(ids)]
    empty = and_(Assignment.person_id.is_(None), Assignment.role.in_(roles))
    return and_(Assignment.state == OPEN, or_(Assignment.person_id.in_(ids), empty))


def _reviews(session: Session, theirs: ColumnElement[bool]) -> Iterator[Sequence[Review]]:
    """Lock the reviews of these seats, a batch at a time in order of id."""
    after: UUID | None = None
    while True:
        seats = select(Assignment.review_id).where(theirs).distinct().order_by(Assignment.review_id).limit(BATCH)
        ids = session.scalars(seats.where(Assignment.review_id > after) if after else seats).all()
        if ids:
            its = select(Review).where(Review.id.in_(ids), Review.state.in_(UNSETTLED)).order_by(Review.id)
            yield session.scalars(its.with_for_update().execution_options(populate_existing=True)).all()
        if len(ids) < BATCH:
            return
        after = ids[-1]


def _zones(session: Session) -> list[str]:
    """List the zones in which somebody without a zone of their own may be away."""
    return list(session.scalars(select(Workspace.timezone).where(Workspace.active).distinct()))


def _next(person: Person, everybody: Staff, zones: Sequence[str]) -> DateTime | None:
    """Give when the next of a person's absences begins or is over."""
    its = [person.timezone] if person.timezone else zones or [NOWHERE]
    return next_change(everybody.absences.get(person.id, ()), its, everybody.now)
