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
from workflow.reviews.review import AccessLink, Assignment
from workflow.reviews.routing import Seating
from workflow.reviews.seats import link_row, seat_row


@dataclass(frozen=True)
class AdminSeat:
    """The admin's seat of a review as it will be: its id, who sits on it, and whether it is opened now."""

    review_id: UUID
    workspace_id: UUID
    assignment_id: UUID
    picked: Picked
    is_new: bool
    why: str

    @property
    def person(self) -> Person:
        """Give who sits there."""
        return self.picked.person


def seat_admin(
    review_id: UUID, workspace: Workspace, seats: Sequence[Assignment], staff: Staff, why: str
) -> AdminSeat | None:
    """Find the admin's seat of a review, or pick who takes it: least open seats, then not asked for longest.

    An admin who sits on another seat of the review is picked only when there is nobody else. None without any admin.
    """
    there = next((seat for seat in seats if seat.role == Role.ADMIN), None)
    if there:
        sitting = next(
            (admin for admin in staff.directory.holders(workspace, Role.ADMIN) if admin.id == there.person_id), None
        )
        found = Picked(sitting) if sitting else staff.pick(workspace, Role.ADMIN)
        return AdminSeat(review_id, workspace.id, there.id, found, is_new=False, why=why) if found else None
    taken = [seat.person_id for seat in seats if seat.person_id]
    found = staff.pick(workspace, Role.ADMIN, taken) or staff.pick(workspace, Role.ADMIN)
    return AdminSeat(review_id, workspace.id, new_id(), found, is_new=True, why=why) if found else None


def write_admin_seats(session: Session, seats: Sequence[AdminSeat], now: DateTime) -> None:
    """Open the seats that are new, with the picked admin's link and a line of history."""
    new = [seat for seat in seats if seat.is_new]
    rows = [
        seat_row(one.workspace_id, one.review_id, one.assignment_id, Seating(Role.ADMIN, one.picked), now)
        for one in new
    ]
    insert_new(session, Assignment, rows)
    give_links(session, [(seat, seat.person) for seat in seats])
    record(
        session,
        [
            Happened(
                seat.workspace_id,
                now,
                "assignment.open",
                f"assignment:{seat.assignment_id}",
                seat.why,
                data={"review": str(seat.review_id), "role": Role.ADMIN, "person": seat.person.email},
            )
            for seat in new
        ],
    )


def give_links(session: Session, told: Sequence[tuple[AdminSeat, Person]]) -> None:
    """Give each told admin a link to the seat, once."""
    rows = [link_row(seat.workspace_id, seat.review_id, seat.assignment_id, person) for seat, person in told]
    insert_new(session, AccessLink, rows)
