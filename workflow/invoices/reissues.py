"""Which invoices take the place of others: a later one of the same seller that says which number it corrects."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.invoices.document import DocumentKind, DocumentStatus
from workflow.invoices.invoice import Invoice, Revision


@dataclass(frozen=True)
class Reissue:
    """That `new`, with its number, took the place of `old`."""

    old_id: UUID
    old_number: str
    new_id: UUID
    new_number: str


def _statement() -> Select[UUID, str, UUID, str]:
    old, new, was, is_ = aliased(Invoice), aliased(Invoice), aliased(Revision), aliased(Revision)
    ids: BindParameter[UUID] = bindparam("ids", expanding=True)
    names_it = and_(new.workspace_id == old.workspace_id, new.seller == old.seller, new.corrects == old.number)
    invoices = and_(was.kind == DocumentKind.INVOICE, is_.kind == DocumentKind.INVOICE)
    later: ColumnElement[bool] = or_(
        is_.issued_on > was.issued_on, and_(is_.issued_on == was.issued_on, new.id > old.id)
    )
    return (
        select(old.id, old.number, new.id, new.number)
        .join(new, names_it)
        .join(was, and_(was.invoice_id == old.id, was.number == old.revision))
        .join(is_, and_(is_.invoice_id == new.id, is_.number == new.revision))
        .where(or_(old.id.in_(ids), new.id.in_(ids)))
        .where(invoices, is_.status == DocumentStatus.FINAL, later)
        .order_by(new.id)
    )


REISSUES = _statement()


def reissues(session: Session, invoice_ids: Sequence[UUID]) -> list[Reissue]:
    """Give the re-issues that these invoices take part in, on either side, in one statement.

    A credit note takes no place, nor does what is a draft or void. The later date of issue wins, on one day the later
    arrival, so that two that name each other cannot both be replaced; where a date is missing nothing is.
    """
    return [Reissue(*row) for row in session.execute(REISSUES, {"ids": invoice_ids})]
