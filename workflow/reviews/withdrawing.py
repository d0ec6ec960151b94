"""Withdrawing a review whose invoice has changed: what was asked is no longer the question."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from workflow.events.transitions import move
from workflow.notices.digests import DigestItem, DigestKind
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.reviews.review import CANCELLED, OPEN, WITHDRAWN, AccessLink, Assignment, Review
from workflow.reviews.rungs import cancel_rungs


def withdraw(
    session: Session,
    reviews: Sequence[Review],
    why: Mapping[UUID, str],
    now: DateTime,
    spared: Mapping[UUID, Collection[UUID]] = MappingProxyType({}),
) -> None:
    """Withdraw unsettled reviews, close their seats and ladders, and tell everybody who had heard of them.

    `spared` hear of it otherwise, by review: they are asked anew, and told what takes the place of what.
    """
    withdrawn = move(session, reviews, WITHDRAWN, now=now, why=why, also={"settled_at": now})
    if not withdrawn:
        return
    ids = [review.id for review in withdrawn]
    open_seats = select(Assignment).where(Assignment.review_id.in_(ids), Assignment.state == OPEN)
    move(session, session.scalars(open_seats).all(), CANCELLED, now=now, why="the review was withdrawn")
    cancel_rungs(session, ids)
    workspaces = {review.id: review.workspace_id for review in withdrawn}
    post(
        session,
        [
            ToTell(workspaces[review_id], Kind.WITHDRAWN, review_id, "1", now, person_id, data={"why": why[review_id]})
            for review_id, person_id in _who_heard(session, ids)
            if person_id not in spared.get(review_id, ())
        ],
    )


def _who_heard(session: Session, review_ids: Sequence[UUID]) -> Sequence[tuple[UUID, UUID]]:
    """Give who has a link to a review and knows of it: whose digest has not come yet does not."""
    in_digest = exists().where(
        DigestItem.about == AccessLink.review_id,
        DigestItem.person_id == AccessLink.person_id,
        DigestItem.kind == DigestKind.ASKED,
        DigestItem.told_on.is_(None),
    )
    told = exists().where(Notice.about == AccessLink.review_id, Notice.person_id == AccessLink.person_id)
    links = select(AccessLink.review_id, AccessLink.person_id).where(AccessLink.review_id.in_(review_ids))
    heard = session.execute(links.where(or_(~in_digest, told)).order_by(AccessLink.id))
    return [(review_id, person_id) for review_id, person_id in heard]
