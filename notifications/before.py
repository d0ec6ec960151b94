"""Which readers were written to about a review before: their next mail about it is a `Re:`."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.notices.notice import Delivery, Notice
from workflow.notices.outbox import Claimed

UNSENT = (Delivery.MOOT, Delivery.FAILED)


def told_before(session: Session, notices: Sequence[Claimed]) -> frozenset[UUID]:
    """Give those of the notices whose reader had an earlier one about the same, that went out or will; one statement.

    It is told by when they were posted, so that a letter reads the same however often it is tried.
    """
    if not notices:
        return frozenset()
    earlier = aliased(Notice)
    came_first = or_(
        earlier.posted_at < Notice.posted_at, and_(earlier.posted_at == Notice.posted_at, earlier.id < Notice.id)
    )
    nobody_here = and_(Notice.person_id.is_(None), earlier.address == Notice.address)
    had_one = exists().where(
        earlier.about == Notice.about,
        or_(earlier.person_id == Notice.person_id, nobody_here),
        earlier.state.not_in(UNSENT),
        came_first,
    )
    ids = [notice.id for notice in notices]
    return frozenset(session.scalars(select(Notice.id).where(Notice.id.in_(ids), had_one)))
