"""Who can be asked right now, for picking the next person."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.people.absence import Absence
from workflow.people.person import Person, Role
from workflow.people.pools import Picked, Staff, directory
from workflow.people.workspace import Workspace
from workflow.reviews.review import OPEN, Assignment


def staff(session: Session, now: DateTime) -> Staff:
    """Read the directory, the absences, everybody's open seats and when each was last asked, in three statements."""
    seats = select(Assignment).where(Assignment.person_id == Person.id).correlate(Person)
    open_seats = seats.with_only_columns(func.count()).where(Assignment.state == OPEN).scalar_subquery()
    newest = seats.with_only_columns(func.max(Assignment.opened_at)).scalar_subquery()
    found = Staff(directory(session), now, absences=_absences(session, now))
    for person_id, count, last_asked in session.execute(select(Person.id, open_seats, newest).where(Person.active)):
        found.open_seats[person_id] = count
        if last_asked:
            found.last_asked[person_id] = last_asked
    return found


def _absences(session: Session, now: DateTime) -> Mapping[UUID, list[Absence]]:
    """Read what is not over anywhere: west of Greenwich it may still be the day before."""
    matters = (Absence.ended_at.is_(None), Absence.last_on >= now.subtract(days=1).date())
    found: dict[UUID, list[Absence]] = defaultdict(list)
    for absence in session.scalars(select(Absence).where(*matters).order_by(Absence.first_on, Absence.id)):
        found[absence.person_id].append(absence)
    return found


def pick_admin(
    everybody: Staff, workspace: Workspace, seated: frozenset[UUID], keyed: frozenset[UUID]
) -> Picked | None:
    """Pick who settles: the seat of an admin is never left empty while there is any, so each demand may give way.

    `seated` speak on another seat of the review, `keyed` keyed in what it is about. First whoever is there and none of
    these, or their deputy; then whoever is there; then whoever there is. None without any admin.
    """
    return (
        everybody.pick(workspace, Role.ADMIN, seated | keyed)
        or everybody.pick(workspace, Role.ADMIN, keyed)
        or everybody.pick(workspace, Role.ADMIN)
        or everybody.pick_anyone(workspace, Role.ADMIN)
    )
