"""Reading what digests say: their items, and for admins where the sealed history of each workspace ends."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from notifications.facts import Asked, DigestFacts, Told
from notifications.heads import Heads, heads_of_admins
from notifications.pages import Place, seat_links
from workflow.notices.digests import DigestItem, DigestKind
from workflow.notices.notice import Kind
from workflow.notices.outbox import Claimed
from workflow.reviews.casefile import CaseFile

ToldOn = tuple[UUID, str]
"""A reader and the date of their digest, as `YYYY-MM-DD`."""


@dataclass(frozen=True)
class DigestShelf:
    """What was read for one batch: the items of each digest, and the heads of each admin."""

    items: Mapping[ToldOn, Sequence[DigestItem]] = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)

    @property
    def reviews(self) -> set[UUID]:
        """Name the reviews that the digests ask about."""
        return {one.about for its in self.items.values() for one in its if one.kind == DigestKind.ASKED}


def read_digests(session: Session, notices: Sequence[Claimed]) -> DigestShelf:
    """Read the items of the digests among these notices."""
    told = {(one.about, one.part) for one in notices if one.kind == Kind.DIGEST}
    if not told:
        return DigestShelf()
    return DigestShelf(_items(session, told), heads_of_admins(session))


def digest_facts(told: Told, shelf: DigestShelf, cases: Mapping[UUID, CaseFile], place: Place) -> DigestFacts:
    """Lay out what one digest may know: of what was asked that which still waits for its reader, by deadline."""
    items = shelf.items.get((told.notice.about, told.notice.part), ())
    of_reviews = {one.about: one for one in items if one.kind == DigestKind.ASKED and one.about in cases}
    asked = [
        Asked(cases[review_id], seat_links(cases[review_id], told.reader, place), one.data.get("instead", ""))
        for review_id, one in of_reviews.items()
    ]
    return DigestFacts(
        **vars(told),
        asked=tuple(sorted((one for one in asked if one.links), key=lambda one: one.case.decide_by)),
        news=tuple(one.data["sentence"] for one in items if one.kind == DigestKind.NEWS),
        heads=tuple(shelf.heads.get(told.notice.about, ())),
    )


def _items(session: Session, told: Iterable[ToldOn]) -> Mapping[ToldOn, list[DigestItem]]:
    readers = {person_id for person_id, _ in told}
    days = {datetime.date.fromisoformat(part) for _, part in told}
    its = select(DigestItem).where(DigestItem.person_id.in_(readers), DigestItem.told_on.in_(days))
    found: dict[ToldOn, list[DigestItem]] = defaultdict(list)
    for item in session.scalars(its.order_by(DigestItem.due_at, DigestItem.id)):
        found[item.person_id, str(item.told_on)].append(item)
    return found
