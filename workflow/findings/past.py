"""The invoices of a workspace that stand before a new one, without their lines.

Read once for each workspace and sorted out here: joined with themselves in the database, the invoices of a workspace
that brings hundreds at once would make hundreds of thousands of pairs.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.calendars import Calendar
from workflow.findings.facts import Past
from workflow.invoices.document import DocumentKind, DocumentStatus
from workflow.invoices.history import comparable
from workflow.invoices.invoice import Invoice, Revision
from workflow.people.workspace import Workspace
from workflow.periods.period import HISTORY, BillingPeriod

MOST = 40
"""More than a year of months, several invoices in some of them."""
LONG_AGO = datetime.timedelta(days=800)
"""Two yearly invoices back; nothing is compared with what is older."""
_FIRST = datetime.date.min + LONG_AGO
"""A document may say the year 1, before which there are no days."""

Known = Sequence[tuple[Revision, Invoice]]

_STANDING = (
    select(
        Invoice.workspace_id,
        Invoice.id,
        Invoice.seller,
        Invoice.number,
        Invoice.corrects,
        Workspace.timezone,
        Workspace.country,
        BillingPeriod.state,
        Revision.id,
        Revision.currency,
        Revision.total,
        Revision.issued_on,
        Revision.covers_from,
        Revision.covers_until,
        Revision.received_at,
        Revision.payment_status,
        Revision.due_on,
    )
    .join(Revision, (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision))
    .join(Workspace, Workspace.id == Invoice.workspace_id)
    .outerjoin(BillingPeriod, BillingPeriod.id == Invoice.period_id)
    .where(Invoice.workspace_id.in_(bindparam("workspaces", expanding=True)))
    .where(Revision.covers_until.between(bindparam("since"), bindparam("until")))
    .where(Revision.status == DocumentStatus.FINAL, Revision.kind == DocumentKind.INVOICE)
    .order_by(Revision.covers_until.desc(), Revision.received_at.desc(), Revision.id)
)


def past_invoices(session: Session, known: Known) -> Mapping[UUID, list[Past]]:
    """Give, for each revision, the invoices of its workspace that cover no later days, newest first.

    Of those that cover days up to the same one, only what came before. Drafts, voids, credit notes and what was
    re-issued are left out, as is what the revision itself corrects. One statement for all.
    """
    days = [revision.covers_until for revision, _ in known if revision.covers_until]
    if not days:
        return {}
    asked = {"workspaces": {invoice.workspace_id for _, invoice in known}, "until": max(days)}
    since = max(min(days), _FIRST) - LONG_AGO
    standing: dict[UUID, list[Past]] = defaultdict(list)
    for workspace_id, *row in session.execute(_STANDING, {**asked, "since": since}):
        standing[workspace_id].append(_past(*row))
    return {
        revision.id: _before(revision, invoice, standing[invoice.workspace_id])
        for revision, invoice in known
        if revision.covers_until
    }


def prior_of(revision: Revision, seller: str, past: Iterable[Past]) -> Past | None:
    """Choose the seller's invoice before that one is compared with; `past` is newest first."""
    return comparable(revision.covers_from, revision.covers_until, earlier_of(revision, seller, past))


def earlier_of(revision: Revision, seller: str, past: Iterable[Past]) -> list[Past]:
    """Give the seller's invoices that cover days before, newest first."""
    return [one for one in past if one.seller == seller and is_before(one, revision)]


def is_before(past: Past, revision: Revision) -> bool:
    """Tell whether an invoice covers days before those of another."""
    return bool(past.covers_until and past.covers_until < (revision.covers_until or datetime.date.min))


def _past(invoice_id: UUID, seller: str, number: str, corrects: str | None, *row: Any) -> Past:
    zone, country, state, revision_id, currency, total, issued_on, covers_from, covers_until, received_at = row[:10]
    payment_status, due_on = row[10:]
    return Past(
        invoice_id=invoice_id,
        revision_id=revision_id,
        seller=seller,
        number=number,
        corrects=corrects,
        currency=currency,
        total=total,
        issued_on=issued_on,
        covers_from=covers_from,
        covers_until=covers_until,
        received_on=Calendar(zone, country).local_date(received_at),
        is_history=state == HISTORY,
        payment_status=payment_status,
        due_on=due_on,
    )


def _before(revision: Revision, invoice: Invoice, standing: Iterable[Past]) -> list[Past]:
    before = (
        one
        for one in standing
        if is_before(one, revision) or (one.covers_until == revision.covers_until and one.invoice_id < invoice.id)
    )
    newest = list(islice(before, MOST))
    replaced = {(one.seller, one.corrects) for one in newest if one.corrects}
    return [one for one in newest if (one.seller, one.number) not in replaced and one.number != invoice.corrects]
