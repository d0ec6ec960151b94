"""Segregation of duties: nobody speaks twice on one review, nor through a deputy, nor about what they keyed in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.invoices.invoice import Revision
from workflow.reviews.review import Assignment, ReviewedRevision

NOBODY: frozenset[UUID] = frozenset()


def speakers(seat: Assignment) -> frozenset[UUID]:
    """Give for whom somebody speaks on a seat: the person who sits there, and the one whose place they take."""
    return frozenset(one for one in (seat.person_id, seat.deputy_of) if one)


def spoken_for(role: str, seats: Iterable[Assignment], *, allow_same_person: bool) -> frozenset[UUID]:
    """Give those for whom nobody may speak on another seat of this role, because they speak on one of these.

    Two seats of one role are for two people always; those of different roles unless policy allows one person both.
    """
    rivals = (seat for seat in seats if seat.role == role or not allow_same_person)
    return NOBODY.union(*(speakers(seat) for seat in rivals))


def keyed_by(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Find who keyed in the figures that reviews are about, by review; in one statement."""
    found: dict[UUID, frozenset[UUID]] = defaultdict(frozenset)
    if not review_ids:
        return found
    rows = session.execute(
        select(ReviewedRevision.review_id, Revision.keyed_by)
        .join(Revision, Revision.id == ReviewedRevision.revision_id)
        .where(ReviewedRevision.review_id.in_(review_ids), Revision.keyed_by.is_not(None))
    )
    for review_id, person_id in rows:
        found[review_id] |= frozenset([person_id] if person_id else [])
    return found
