"""How a review's plan came to be what it is: who changed it when and why, from what to what."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.event import Event
from workflow.reviews.review import Assignment, Review

REPLANNED = ("review.replanned", "review.extended")
"""Events that hold an old and a new deadline."""
TOUCHED = {
    "review.waits": "the vendor is waited for",
    "review.waited": "the vendor is waited for no longer",
    "review.off_cycle": "to be paid outside of the payment runs",
    "assignment.snoozed": "put off",
    "assignment.woken": "put off until now",
    "assignment.handed": "handed over",
}
"""Events that explain why a rung was told to somebody else, or to nobody; and how they are called."""


def plan_history(session: Session, review: Review, seats: Iterable[Assignment]) -> dict[str, list[dict[str, Any]]]:
    """Give each re-planning, and whatever else touched who is told when, in order; moments are ISO 8601 in UTC."""
    abouts = [f"review:{review.id}", *(f"assignment:{seat.id}" for seat in seats)]
    kinds = (*REPLANNED, *TOUCHED)
    its = select(Event).where(Event.about.in_(abouts), Event.kind.in_(kinds)).order_by(Event.at, Event.id)
    events: Sequence[Event] = session.scalars(its).all()
    return {
        "replanned": [_replanned(one) for one in events if one.kind in REPLANNED],
        "happened": [_touched(one) for one in events if one.kind in TOUCHED],
    }


def _replanned(one: Event) -> dict[str, Any]:
    return {"at": one.at.to_iso8601_string(), "what": one.kind, "by": one.actor, "why": one.why, **one.data}


def _touched(one: Event) -> dict[str, Any]:
    return {
        "at": one.at.to_iso8601_string(),
        "what": TOUCHED[one.kind],
        "role": one.data.get("role"),
        "by": one.actor,
        "why": one.why,
        "to": one.data.get("new"),
    }
