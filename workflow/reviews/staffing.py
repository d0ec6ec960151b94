"""Who can be asked right now, for picking the next person."""

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.people.person import Person
from workflow.people.pools import Staff, directory
from workflow.reviews.review import OPEN, Assignment


def staff(session: Session, now: DateTime) -> Staff:
    """Read the directory, everybody's open seats and when each was last asked, in two statements."""
    seats = select(Assignment).where(Assignment.person_id == Person.id).correlate(Person)
    open_seats = seats.with_only_columns(func.count()).where(Assignment.state == OPEN).scalar_subquery()
    newest = seats.with_only_columns(func.max(Assignment.opened_at)).scalar_subquery()
    found = Staff(directory(session), now)
    for person_id, count, last_asked in session.execute(select(Person.id, open_seats, newest).where(Person.active)):
        found.open_seats[person_id] = count
        if last_asked:
            found.last_asked[person_id] = last_asked
    return found
