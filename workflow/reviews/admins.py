"""The admin's seat: opened once, by a flag, the escalation or a final call; told admins get a link of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_new
from workflow.events.event import Happened, record
from workflow.people.person import Person, Role
from workflow.people.pools import Picked, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.reseating import Reseat, pass_on
from workflow.reviews.review import AccessLink, Assignment
from workflow.reviews.routing import Seating
from workflow.reviews.seats import link_row, seat_row
from workflow.reviews.segregation import NOBODY, spoken_for
from workflow.reviews.staffing import pick_admin


@dataclass(frozen=True)
class AdminSeat:
    """The admin's seat of a review as it will be: its id, who sits on it, and whether it is opened now.

    `passed_on` says that it was open already and gets another person.
    """

    review_id: UUID
    workspace_id: UUID
    assignment_id: UUID
    picked: Picked
    is_new: bool
    why: str
    passed_on: Reseat | None = None

    @property
    def person(self) -> Person:
        """Give who sits there."""
        return self.picked.person


def seat_admin(
    review_id: UUID,
    workspace: Workspace,
    seats: Sequence[Assignment],
    staff: Staff,
    why: str,
    keyed_by: frozenset[UUID] = NOBODY,
) -> AdminSeat | None:
    """Find the admin's seat of a review, or pick who takes it: least open seats, then not asked for longest.

    Whoever left or is away gives the seat to an admin who is there. One who sits on another seat of the review or
    keyed in its figures (`keyed_by`) is picked only when there is nobody else. None without any admin.
    """
    there = next((seat for seat in seats if seat.role == Role.ADMIN), None)
    sitting = _sitting(there, workspace, staff) if there else None
    stays = (
        AdminSeat(review_id, workspace.id, there.id, Picked(sitting), is_new=False, why=why)
        if there and sitting
        else None
    )
    if stays and staff.away(stays.person, workspace) is None:
        return stays
    seated = spoken_for(Role.ADMIN, (seat for seat in seats if seat is not there), allow_same_person=False)
    found = pick_admin(staff, workspace, seated, keyed_by)
    if found is None or (stays and staff.away(found.person, workspace)):
        return stays
    if there is None:
        return AdminSeat(review_id, workspace.id, new_id(), found, is_new=True, why=why)
    passed_on = Reseat(there, workspace, sitting, found, f"{why}; who sat there has left or is away")
    return AdminSeat(review_id, workspace.id, there.id, found, is_new=False, why=why, passed_on=passed_on)


def _sitting(seat: Assignment, workspace: Workspace, staff: Staff) -> Person | None:
    """Find who sits there, if they still answer for it; a deputy does although the workspace does not name them."""
    sitting = staff.directory.holding(Role.ADMIN).get(seat.person_id) if seat.person_id else None
    is_named = sitting in staff.directory.holders(workspace, Role.ADMIN)
    return sitting if is_named or seat.deputy_of else None


def write_admin_seats(session: Session, seats: Sequence[AdminSeat], now: DateTime) -> None:
    """Open the seats that are new, pass on those that get another person, with links and a line of history each."""
    new = [seat for seat in seats if seat.is_new]
    rows = [
        seat_row(one.workspace_id, one.review_id, one.assignment_id, Seating(Role.ADMIN, one.picked), now)
        for one in new
    ]
    insert_new(session, Assignment, rows)
    pass_on(session, [seat.passed_on for seat in seats if seat.passed_on], now)
    give_links(session, [(seat, seat.person) for seat in seats])
    record(session, [_happened(seat, now) for seat in new])


def _happened(seat: AdminSeat, now: DateTime) -> Happened:
    data = {
        "review": str(seat.review_id),
        "role": Role.ADMIN,
        "person": seat.person.email,
        "hops": list(seat.picked.hops),
    }
    return Happened(seat.workspace_id, now, "assignment.open", f"assignment:{seat.assignment_id}", seat.why, data=data)


def give_links(session: Session, told: Sequence[tuple[AdminSeat, Person]]) -> None:
    """Give each told admin a link to the seat, once."""
    rows = [link_row(seat.workspace_id, seat.review_id, seat.assignment_id, person) for seat, person in told]
    insert_new(session, AccessLink, rows)
