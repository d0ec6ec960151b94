"""Stage 2, first: what came in before its billing period was written finds it now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch
from workflow.invoices.arriving import arrive
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.invoice import RECEIVED, Invoice, Revision
from workflow.invoices.matching import ends_wait, matching_period
from workflow.people.workspace import AUTOMATIC, Workspace
from workflow.periods.period import HISTORY, BillingPeriod

UNMATCHED = (
    select(Revision, Invoice, Workspace.collection)
    .join(Invoice, (Invoice.id == Revision.invoice_id) & (Invoice.revision == Revision.number))
    .join(Workspace, Workspace.id == Revision.workspace_id)
    .where(Revision.state == RECEIVED, Invoice.period_id.is_(None))
    .order_by(Revision.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=Revision)
)


@dataclass(frozen=True)
class _Found:
    """An invoice that has its period now."""

    revision: Revision
    invoice: Invoice
    document: InvoiceDocument
    period: BillingPeriod
    is_charged: bool


def rematch(session: Session, now: DateTime) -> Batch:
    """Match what is not examined yet and has no period; done are those that found one.

    What was handed in by somebody before reviews began is asked about all the same, so history is not matched.
    """
    rows = session.execute(UNMATCHED).all()
    if not rows:
        return Batch()
    periods = _periods(session, {revision.workspace_id for revision, *_ in rows})
    found = []
    for revision, invoice, collection in rows:
        document = read_document(revision.document)
        period = matching_period(document, periods[revision.workspace_id])
        if period and period.state != HISTORY:
            found.append(_Found(revision, invoice, document, period, collection == AUTOMATIC))
    if found:
        _write(session, found, now)
    return Batch(len(found))


def _periods(session: Session, workspace_ids: Iterable[UUID]) -> Mapping[UUID, Sequence[BillingPeriod]]:
    its = select(BillingPeriod).where(BillingPeriod.workspace_id.in_(list(workspace_ids)))
    found: dict[UUID, list[BillingPeriod]] = defaultdict(list)
    for period in session.scalars(its.order_by(BillingPeriod.starts_at)):
        found[period.workspace_id].append(period)
    return found


def _write(session: Session, found: Sequence[_Found], now: DateTime) -> None:
    session.execute(update(Invoice), [{"id": one.invoice.id, "period_id": one.period.id} for one in found])
    awaited = {
        one.period.id: one.period for one in found if ends_wait(one.document, one.period, is_charged=one.is_charged)
    }
    arrive(session, list(awaited.values()), now)
