"""The version of an invoice whose place another one takes: what a reviewer compares a changed invoice with."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from workflow.invoices.invoice import Invoice, Revision
from workflow.invoices.reissues import reissues


def replaced_documents(session: Session, revisions: Sequence[Revision]) -> Mapping[UUID, dict[str, Any]]:
    """Give, by revision, the revision before it, else the newest one of the invoice that it re-issues.

    Documents are as they are stored: one that cannot be read must not be the trouble of all the others.
    """
    if not revisions:
        return {}
    old_of = {one.new_id: one.old_id for one in reissues(session, [one.invoice_id for one in revisions])}
    before = [(one.invoice_id, one.number - 1) for one in revisions if one.number > 1]
    rows = session.execute(
        select(Revision.invoice_id, Revision.number, Revision.number == Invoice.revision, Revision.document)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .where(
            or_(
                *(and_(Revision.invoice_id == invoice_id, Revision.number == number) for invoice_id, number in before),
                and_(Revision.invoice_id.in_(list(old_of.values())), Revision.number == Invoice.revision),
            )
        )
    ).all()
    by_number = {(invoice_id, number): document for invoice_id, number, _, document in rows}
    newest = {invoice_id: document for invoice_id, _, is_newest, document in rows if is_newest}
    replaced = {one.id: old_of.get(one.invoice_id) for one in revisions}
    found = {
        one.id: by_number.get((one.invoice_id, one.number - 1))
        or (newest.get(old) if (old := replaced[one.id]) else None)
        for one in revisions
    }
    return {revision_id: document for revision_id, document in found.items() if document}
