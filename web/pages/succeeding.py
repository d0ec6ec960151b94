"""What took the place of a review's invoices while somebody had its page open, and their own page of the new review."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.links import sign
from notifications.newer import Version, newer, newest_of
from web.desk import Desk
from web.pages.door import ACT, Visit
from web.views.case import is_open, is_with, seat_of
from web.views.succession import Succession, Successor, WayOn, succession_view
from workflow.decisions.gathering import case_files
from workflow.reviews.casefile import CaseFile
from workflow.reviews.review import WITHDRAWN, AccessLink


def succession(session: Session, desk: Desk, who: Visit, case: CaseFile, *, refused: bool) -> Succession | None:
    """Say what took the place of what this review is about; None while it is about what counts."""
    if case.state != WITHDRAWN and all(one.is_newest for one in case.invoices):
        return None
    newest = newest_of(session, case)
    ids = {one.review_id for one in newest.values() if one.review_id and one.review_id != case.review_id}
    reviews = case_files(session, sorted(ids))
    taken = [
        Successor(one, newer(newest[one.invoice_id], reviews))
        for one in case.invoices
        if one.invoice_id in newest and _took_its_place(newest[one.invoice_id], case)
    ]
    if not taken:
        return None
    return succession_view(case, taken, _way_on(session, desk, who, reviews), who.writes, refused=refused)


def _took_its_place(version: Version, case: CaseFile) -> bool:
    """Tell whether another version counts now, or another review asks about this one."""
    is_asked_here = any(one.revision_id == version.id for one in case.invoices)
    return not is_asked_here or version.review_id not in (None, case.review_id)


def _way_on(session: Session, desk: Desk, who: Visit, reviews: dict[UUID, CaseFile]) -> WayOn | None:
    """Find this person's own page of the new review: where they are asked if anywhere, else where they were."""
    links = select(AccessLink).where(AccessLink.review_id.in_(reviews), AccessLink.person_id == who.person_id)
    found = session.scalars(links.order_by(AccessLink.id)).all() if reviews else ()
    ways = [WayOn(f"/{ACT}/{sign(one, desk.secret_keys)}", _asks(one, reviews, who)) for one in found]
    return next((one for one in ways if one.asks), next(iter(ways), None))


def _asks(link: AccessLink, reviews: dict[UUID, CaseFile], who: Visit) -> bool:
    case = reviews[link.review_id]
    seat = seat_of(case, link.assignment_id)
    return is_open(case, seat) and is_with(seat, who.person_id)
