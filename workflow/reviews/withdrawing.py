"""Withdrawing a review whose invoice has changed: what was asked is no longer the question."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.reviews.review import CANCELLED, OPEN, WITHDRAWN, AccessLink, Assignment, Review
from workflow.reviews.rungs import cancel_rungs


def withdraw(session: Session, reviews: Sequence[Review], why: Mapping[UUID, str], now: DateTime) -> None:
    """Withdraw unsettled reviews, close their seats and ladders, and tell everybody who had been asked."""
    withdrawn = move(session, reviews, WITHDRAWN, now=now, why=why, also={"settled_at": now})
    if not withdrawn:
        return
    ids = [review.id for review in withdrawn]
    open_seats = select(Assignment).where(Assignment.review_id.in_(ids), Assignment.state == OPEN)
    move(session, session.scalars(open_seats).all(), CANCELLED, now=now, why="the review was withdrawn")
    cancel_rungs(session, ids)
    asked = select(AccessLink.review_id, AccessLink.person_id).where(AccessLink.review_id.in_(ids))
    workspaces = {review.id: review.workspace_id for review in withdrawn}
    post(
        session,
        [
            ToTell(workspaces[review_id], Kind.WITHDRAWN, review_id, "1", now, person_id, data={"why": why[review_id]})
            for review_id, person_id in session.execute(asked.order_by(AccessLink.id))
        ],
    )
