"""The invoices of a workspace that stand before a new one, without their lines."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.calendars import Calendar
from workflow.findings.facts import Past
from workflow.invoices.document import DocumentKind, DocumentStatus
from workflow.invoices.history import comparable
from workflow.invoices.invoice import Invoice, Revision
from workflow.people.workspace import Workspace
from workflow.periods.period import HISTORY, BillingPeriod

MOST = 40
"""More than a year of months, several invoices in some of them."""


def past_invoices(session: Session, revision_ids: Sequence[UUID]) -> Mapping[UUID, list[Past]]:
    """Give, for each revision, the invoices of its workspace that cover no later days, newest first.

    Of those that cover days up to the same one, only what came before. Drafts, voids, credit notes and what was
    re-issued are left out, as is what the revision itself corrects. One statement for all.
    """
    found: dict[UUID, list[Past]] = defaultdict(list)
    corrected: dict[UUID, str | None] = {}
    for of, corrects, *row in session.execute(_PAST, {"ids": revision_ids, "most": MOST}):
        found[of].append(_past(*row))
        corrected[of] = corrects
    return {of: [one for one in _standing(those) if one.number != corrected[of]] for of, those in found.items()}


def prior_of(revision: Revision, seller: str, past: Sequence[Past]) -> Past | None:
    """Choose the seller's invoice before that one is compared with; `past` is newest first."""
    before = [one for one in past if one.seller == seller and is_before(one, revision)]
    return comparable(revision.covers_from, revision.covers_until, before)


def is_before(past: Past, revision: Revision) -> bool:
    """Tell whether an invoice covers days before those of another."""
    return bool(past.covers_until and past.covers_until < (revision.covers_until or datetime.date.min))


def _past(invoice: Invoice, zone: str, country: str, history: bool | None, *row: Any) -> Past:  # noqa: FBT001  # a column
    revision_id, currency, total, issued_on, covers_from, covers_until, received_at = row
    return Past(
        invoice_id=invoice.id,
        revision_id=revision_id,
        seller=invoice.seller,
        number=invoice.number,
        corrects=invoice.corrects,
        currency=currency,
        total=total,
        issued_on=issued_on,
        covers_from=covers_from,
        covers_until=covers_until,
        received_on=Calendar(zone, country).local_date(received_at),
        is_history=bool(history),
    )


def _standing(past: list[Past]) -> list[Past]:
    """Leave out what another one of them takes the place of."""
    replaced = {(one.seller, one.corrects) for one in past if one.corrects}
    return [one for one in past if (one.seller, one.number) not in replaced]


def _statement() -> Select[Any]:
    here, its_invoice = aliased(Revision), aliased(Invoice)
    rank = func.row_number().over(
        partition_by=here.id, order_by=[Revision.covers_until.desc(), Revision.received_at.desc(), Revision.id]
    )
    before = or_(
        Revision.covers_until < here.covers_until,
        and_(Revision.covers_until == here.covers_until, Invoice.id < its_invoice.id),
    )
    ranked = (
        select(
            here.id.label("of"), its_invoice.corrects.label("corrects"), Revision.id.label("past"), rank.label("rank")
        )
        .join(its_invoice, its_invoice.id == here.invoice_id)
        .join(Invoice, (Invoice.workspace_id == its_invoice.workspace_id) & (Invoice.id != its_invoice.id))
        .join(Revision, (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision))
        .where(here.id.in_(bindparam("ids", expanding=True)), before)
        .where(Revision.status == DocumentStatus.FINAL, Revision.kind == DocumentKind.INVOICE)
        .subquery()
    )
    return (
        select(
            ranked.c.of,
            ranked.c.corrects,
            Invoice,
            Workspace.timezone,
            Workspace.country,
            BillingPeriod.state == HISTORY,
            Revision.id,
            Revision.currency,
            Revision.total,
            Revision.issued_on,
            Revision.covers_from,
            Revision.covers_until,
            Revision.received_at,
        )
        .join(Revision, Revision.id == ranked.c.past)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .join(Workspace, Workspace.id == Revision.workspace_id)
        .outerjoin(BillingPeriod, BillingPeriod.id == Invoice.period_id)
        .where(ranked.c.rank <= bindparam("most"))
        .order_by(ranked.c.of, ranked.c.rank)
    )


_PAST = _statement()
