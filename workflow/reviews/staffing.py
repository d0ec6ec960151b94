"""Who can be asked right now, for picking the next person."""

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.people.pools import Staff, directory
from workflow.reviews.review import OPEN, Assignment


def staff(session: Session, now: DateTime) -> Staff:
    """Read the directory and everybody's open seats, in two statements."""
    rows = session.execute(
        select(Assignment.person_id, func.count(), func.max(Assignment.opened_at))
        .where(Assignment.state == OPEN, Assignment.person_id.is_not(None))
        .group_by(Assignment.person_id)
    )
    found = Staff(directory(session), now)
    for person_id, seats, newest in rows:
        if person_id is None:  # excluded by the query; the types do not know it
            continue
        found.open_seats[person_id] = seats
        found.last_asked[person_id] = newest
    return found
