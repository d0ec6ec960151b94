"""A changed invoice may be of another period than before: the one that it left waits for its own again."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.bulk import change_all
from workflow.events.transitions import move
from workflow.invoices.document import DocumentStatus, InvoiceDocument, read_document
from workflow.invoices.invoice import Invoice, Revision
from workflow.invoices.matching import is_its_invoice
from workflow.periods.period import AWAITING, INVOICED, REVIEWED, BillingPeriod

WHY = "its invoice was changed by the vendor and is of another period now"


def change_invoices(session: Session, changes: Sequence[Mapping[str, Any]], final: Collection[UUID]) -> frozenset[UUID]:
    """Write what is new about invoices, each with its `id` and `period_id`; gives the periods that the final ones left.

    A void or a draft ends its period as it does where it stays.
    """
    if not changes:
        return frozenset()
    now_in = {one["id"]: one["period_id"] for one in changes}
    before = session.execute(select(Invoice.id, Invoice.period_id).where(Invoice.id.in_(now_in))).all()
    session.execute(update(Invoice), list(changes))
    moved = {period_id for id_, period_id in before if id_ in final and period_id != now_in[id_]}
    return frozenset(period_id for period_id in moved if period_id)


def await_again(session: Session, left: Collection[BillingPeriod], now: DateTime, *, is_charged: bool) -> None:
    """Expect an invoice again for periods that an invoice left, unless another one of them is there.

    What the vendor's silence had proven before is not counted: it is asked anew.
    """
    its = {period.id: period for period in left if period.state in {INVOICED, REVIEWED}}
    if not its:
        return
    standing = _standing(session, its)
    bare = [
        period
        for period in its.values()
        if not any(is_its_invoice(one, period, is_charged=is_charged) for one in standing[period.id])
    ]
    forgotten = {"chase_rung": None, "first_empty_at": None, "last_empty_at": None}
    awaited = move(session, bare, AWAITING, now=now, why=WHY, also=forgotten)
    change_all(session, [(one, {"chase_at": one.expected_by, "fetch_at": one.fetch_at or now}) for one in awaited])


def _standing(session: Session, period_ids: Collection[UUID]) -> Mapping[UUID, list[InvoiceDocument]]:
    """Read what is final of the invoices of periods, by period."""
    newest = (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision)
    its = select(Invoice.period_id, Revision.document).join(Revision, newest)
    final = its.where(Invoice.period_id.in_(period_ids), Revision.status == DocumentStatus.FINAL)
    standing: dict[UUID, list[InvoiceDocument]] = defaultdict(list)
    for period_id, document in session.execute(final):
        standing[period_id].append(read_document(document))
    return standing
