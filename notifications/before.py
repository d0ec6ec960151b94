"""Which mails about a review are a `Re:`: what speaks of something earlier, and all but a reader's first."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.notices.notice import Delivery, Kind, Notice
from workflow.notices.outbox import Claimed

FOLLOWING = (Kind.ANSWERED, Kind.ANSWER, Kind.DECIDED, Kind.CHANGED, Kind.WITHDRAWN)
"""What is told of a review that its reader knows of, if not by a mail of its own, by a digest or a page."""
CALLS = ("reminder", "snoozed", "warning")
"""The rungs that call an answer back to mind, before the admins hear of it."""
UNSENT = (Delivery.MOOT, Delivery.FAILED)


def again(session: Session, notices: Sequence[Claimed]) -> frozenset[UUID]:
    """Give those of the notices, all about reviews, whose letter is a `Re:`; at most one statement."""
    follow = frozenset(notice.id for notice in notices if _follows(notice))
    rest = [notice.id for notice in notices if notice.id not in follow]
    return follow | _told_before(session, rest)


def _follows(notice: Claimed) -> bool:
    return notice.kind in FOLLOWING or (notice.kind == Kind.RUNG and notice.part.partition("@")[0] in CALLS)


def _told_before(session: Session, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Find those whose reader had an earlier one about the same, by when they were posted, that went out or may yet.

    It is as things stand: when an earlier one proves moot or is given up meanwhile, the next try begins the thread.
    """
    if not ids:
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
    return frozenset(session.scalars(select(Notice.id).where(Notice.id.in_(ids), had_one)))
