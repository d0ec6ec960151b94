"""Seats that were put off are reminded when the decision is due at the latest, also where that comes earlier now."""

from collections.abc import Sequence
from typing import Any

from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.events.event import Happened, record
from workflow.reviews.review import OPEN, Assignment, Review

WHY = "the decision is due before the moment that was wished for"


def cap_snoozes(session: Session, reviews: Sequence[Review], now: DateTime) -> None:
    """Bring forward what is put off past the moment when the decision is due, with a line of history each."""
    decide_by = select(Review.decide_by).where(Review.id == Assignment.review_id).scalar_subquery()
    too_late = (Assignment.review_id.in_([one.id for one in reviews]), Assignment.snoozed_until > decide_by)
    capped = session.scalars(
        update(Assignment)
        .where(Assignment.state == OPEN, *too_late)
        .values(snoozed_until=decide_by)
        .returning(Assignment),
        execution_options={"populate_existing": True},
    )
    record(session, [_happened(one, now) for one in capped])


def _happened(seat: Assignment, now: DateTime) -> Happened:
    until = seat.snoozed_until
    data: dict[str, Any] = {
        "review": str(seat.review_id),
        "role": seat.role,
        "until": until.to_iso8601_string() if until else None,
    }
    return Happened(seat.workspace_id, now, "assignment.snoozed", f"assignment:{seat.id}", WHY, data=data)
