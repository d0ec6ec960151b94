"""Withdrawing a review whose invoice has changed: what was asked is no longer the question."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.reviews.review import CANCELLED, OPEN, WITHDRAWN, Assignment, Review
from workflow.reviews.rungs import cancel_rungs


def withdraw(session: Session, reviews: Sequence[Review], why: Mapping[UUID, str], now: DateTime) -> None:
    """Withdraw unsettled reviews, close their seats and ladders, and tell everybody who had been asked."""
    withdrawn = move(session, reviews, WITHDRAWN, now=now, why=why, also={"settled_at": now})
    if not withdrawn:
        return
    ids = [review.id for review in withdrawn]
    seats = session.scalars(select(Assignment).where(Assignment.review_id.in_(ids))).all()
    open_seats = [seat for seat in seats if seat.state == OPEN]
    move(session, open_seats, CANCELLED, now=now, why="the review was withdrawn")
    cancel_rungs(session, ids)
    post(
        session,
        [
            ToTell(
                seat.workspace_id,
                Kind.WITHDRAWN,
                seat.review_id,
                "1",
                now,
                seat.person_id,
                data={"why": why[seat.review_id]},
            )
            for seat in seats
            if seat.person_id
        ],
    )
