"""Earlier invoices of the same seller: what a new one is compared with."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from workflow.invoices.document import DocumentKind, DocumentStatus
from workflow.invoices.invoice import Invoice, Revision

SHOWN = 6
ALIKE = 2
"""Two invoices cover about the same time when neither covers more than twice the days of the other."""


class Covering(Protocol):
    """Something that covers days, both included."""

    @property
    def covers_from(self) -> datetime.date | None:
        """Give the first day."""
        ...

    @property
    def covers_until(self) -> datetime.date | None:
        """Give the last day."""
        ...


Other = TypeVar("Other", bound=Covering)


def comparable(
    covers_from: datetime.date | None, covers_until: datetime.date | None, earlier: Sequence[Other]
) -> Other | None:
    """Choose the invoice that one covering these days is compared with: the newest of about the same length.

    A month is not compared with the two days of a workshop, nor a top-up with a month, while there is better.
    `earlier` is newest first.
    """
    length = _days(covers_from, covers_until)
    alike = (one for one in earlier if _is_alike(length, _days(one.covers_from, one.covers_until)))
    return next(alike, earlier[0] if earlier else None)


def _days(covers_from: datetime.date | None, covers_until: datetime.date | None) -> int | None:
    return (covers_until - covers_from).days + 1 if covers_from and covers_until else None


def _is_alike(one: int | None, other: int | None) -> bool:
    return one is None or other is None or max(one, other) <= ALIKE * min(one, other)


def earlier_revisions(
    session: Session, revision_ids: Sequence[UUID], limit: int = SHOWN
) -> Mapping[UUID, list[Revision]]:
    """Give, for each revision, the newest revisions of the seller's earlier invoices in the workspace, newest first.

    Earlier means covering days before; drafts, voids and credit notes do not count. One statement for all.
    """
    earlier: dict[UUID, list[Revision]] = defaultdict(list)
    for of, revision in session.execute(EARLIER, {"ids": revision_ids, "most": limit}):
        earlier[of].append(revision)
    return earlier


def _statement() -> Select[UUID, Revision]:
    here, its_invoice = aliased(Revision), aliased(Invoice)
    rank = func.row_number().over(
        partition_by=here.id, order_by=[Revision.covers_until.desc(), Revision.received_at.desc(), Revision.id]
    )
    ranked = (
        select(here.id.label("of"), Revision.id.label("earlier"), rank.label("rank"))
        .join(its_invoice, its_invoice.id == here.invoice_id)
        .join(
            Invoice,
            (Invoice.workspace_id == its_invoice.workspace_id)
            & (Invoice.seller == its_invoice.seller)
            & (Invoice.id != its_invoice.id),
        )
        .join(Revision, (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision))
        .where(
            here.id.in_(bindparam("ids", expanding=True)),
            Revision.status == DocumentStatus.FINAL,
            Revision.kind == DocumentKind.INVOICE,
            Revision.covers_until < here.covers_until,
        )
        .subquery()
    )
    return (
        select(ranked.c.of, Revision)
        .join(Revision, Revision.id == ranked.c.earlier)
        .where(ranked.c.rank <= bindparam("most"))
        .order_by(ranked.c.of, ranked.c.rank)
    )


EARLIER = _statement()
