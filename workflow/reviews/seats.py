"""Seats of a review, and people's links to them, as rows and by name."""

from typing import Any
from uuid import UUID

from pendulum import DateTime

from workflow.people.person import Person
from workflow.reviews.review import OPEN
from workflow.reviews.routing import Seating


def seat_row(workspace_id: UUID, review_id: UUID, seat_id: UUID, seating: Seating, now: DateTime) -> dict[str, Any]:
    """Give the row of an open seat; nobody sits on it where nobody could be found."""
    return {
        "id": seat_id,
        "workspace_id": workspace_id,
        "review_id": review_id,
        "role": seating.role,
        "seat": seating.seat,
        "person_id": seating.person.id if seating.person else None,
        "deputy_of": seating.picked.deputy_of.id if seating.picked and seating.picked.deputy_of else None,
        "state": OPEN,
        "opened_at": now,
    }


def link_row(workspace_id: UUID, review_id: UUID, seat_id: UUID, person: Person) -> dict[str, Any]:
    """Give the row of a person's link to a seat."""
    return {
        "workspace_id": workspace_id,
        "review_id": review_id,
        "assignment_id": seat_id,
        "person_id": person.id,
    }


def spoken(seating: Seating) -> str:
    """Name a seat: `finance`, and the second one `finance-2`."""
    return seating.role if seating.seat == 1 else f"{seating.role}-{seating.seat}"


def unstaffed(seating: Seating) -> dict[str, Any]:
    """Say for the letter to the admins for which seat nobody could be found."""
    return {"role": seating.role, "seat": seating.seat}
