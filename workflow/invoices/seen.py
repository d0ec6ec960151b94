"""What was said of an invoice before, and where: an older document that lies where it lay is no news.

Files are read in place, so the first version of a corrected invoice is read again at every fetch. Taken for a change,
it would put what was replaced back under review.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.invoices.invoice import Revision


@dataclass(frozen=True)
class Seen:
    """The newest revision that had a content, by its hash, and the newest that came by a name."""

    contents: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)

    def holds(self, content_hash: str, place: str | None) -> bool:
        """Say whether we have this: at a place that said something else since it is a change back."""
        revision = self.contents.get(content_hash)
        return revision is not None and (place is None or self.names.get(place, 0) <= revision)

    def also(self, revision: int, content_hash: str, name: str) -> "Seen":
        """Give the same with one more revision, newer than all before."""
        return Seen({**self.contents, content_hash: revision}, {**self.names, name: revision})


def seen_before(session: Session, invoice_ids: Iterable[UUID]) -> Mapping[UUID, Seen]:
    """Gather what was seen of some invoices, in one statement."""
    rows = session.execute(
        select(Revision.invoice_id, Revision.number, Revision.content_hash, Revision.file_name)
        .where(Revision.invoice_id.in_(list(invoice_ids)))
        .order_by(Revision.number)
    )
    seen: dict[UUID, Seen] = defaultdict(Seen)
    for invoice_id, number, content_hash, name in rows:
        seen[invoice_id] = seen[invoice_id].also(number, content_hash, name)
    return seen
