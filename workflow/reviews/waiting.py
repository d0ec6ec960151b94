"""Waiting for the vendor: it pauses the reviewers' rungs, and never the payment deadline."""

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.bulk import change_all
from workflow.events.event import SYSTEM, Happened, record
from workflow.reviews.replanning import replan_now
from workflow.reviews.review import Review


def begin_waiting(session: Session, review: Review, why: str, now: DateTime, actor: str = SYSTEM) -> None:
    """Leave the reviewers alone from now on; a review that waits already goes on waiting.

    `review` is locked by the caller, as for `end_waiting`.
    """
    if review.waits_since is None:
        _set(session, review, now, Happened(review.workspace_id, now, "review.waits", _about(review), why, actor))


def end_waiting(session: Session, review: Review, why: str, now: DateTime, actor: str = SYSTEM) -> None:
    """Remind the reviewers again of what is still to come before the escalation; the caller tells who blocks."""
    if review.waits_since is not None:
        _set(session, review, None, Happened(review.workspace_id, now, "review.waited", _about(review), why, actor))


def _set(session: Session, review: Review, since: DateTime | None, happened: Happened) -> None:
    change_all(session, [(review, {"waits_since": since})])
    record(session, [happened])
    replan_now(session, review, happened.why, happened.at, happened.actor)


def _about(review: Review) -> str:
    return f"review:{review.id}"
