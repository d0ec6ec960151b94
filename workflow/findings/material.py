"""Gathering what the checks need: a fixed number of statements for a batch of revisions."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflow.findings.facts import Customer, Entity, Facts, Past, PlanPrice, SameNumber
from workflow.findings.known_lines import known_lines
from workflow.findings.paid_to import states_account, with_account
from workflow.findings.past import earlier_of, is_before, past_invoices, prior_of
from workflow.invoices.charged_days import charged_days
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.invoice import Invoice, Revision
from workflow.invoices.replaced import replaced_documents
from workflow.invoices.source import Span
from workflow.invoices.usage_seen import Counted, usage_seen
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod
from workflow.policy.policy import Policy

MOST_AROUND = 8


class Material:
    """Everything around the revisions of one batch; `facts` lays out what concerns one of them."""

    def __init__(self, session: Session, revisions: Sequence[Revision], policy: Policy) -> None:
        """Gather."""
        ids = [one.id for one in revisions]
        self._policy = policy
        self._rows = _rows(session, ids)
        self._past = past_invoices(session, [(one, self._rows[one.id][0]) for one in revisions])
        self._documents = dict(_documents(session, {id_ for one in revisions for id_ in self._wanted(one)}))
        self._paid_to = self._accounts_before(session, revisions)
        self._same_number = _same_number(session, [invoice for invoice, *_ in self._rows.values()])
        self._replaced = replaced_documents(session, revisions)
        workspace_ids = {one.workspace_id for one in revisions}
        self._lines = known_lines(session, workspace_ids)
        self._usage = usage_seen(session, workspace_ids)

    def facts(self, revision: Revision) -> Facts:
        """Give the facts of one; raises UnreadableInvoice when what is stored cannot be read."""
        invoice, workspace, period = self._rows[revision.id]
        document = read_document(revision.document)
        prior, last, around = self._chosen(revision)
        replaced = self._replaced.get(revision.id)
        return Facts(
            document=document,
            prior=self._read(prior),
            changed=self._policy.changed_in(workspace.key),
            checks=self._policy.checks_in(workspace.key),
            customer=customer_of(workspace),
            received_on=workspace.calendar.local_date(revision.received_at),
            revision=revision.number,
            billed=Span(period.starts_on, period.ends_on) if period else None,
            last=self._read(last),
            past=tuple(self._past.get(revision.id, ())),
            around=tuple(filter(None, map(self._read, around))),
            same_number=self._same_numbers(invoice),
            known_lines=self._lines.before(workspace.id, invoice.id),
            replaced=read_document(replaced) if replaced else None,
            paid_to=self._read(self._paid_to.get(revision.id)),
            usage=self._counted(workspace.id, document),
        )

    def _chosen(self, revision: Revision) -> tuple[Past | None, Past | None, list[Past]]:
        invoice, *_ = self._rows[revision.id]
        past = self._past.get(revision.id, [])
        before = [one for one in past if is_before(one, revision)]
        prior = prior_of(revision, invoice.seller, past)
        around = [one for one in past if _touches(one, revision) and one.seller == invoice.seller]
        return prior, (before[0] if before else None), around[:MOST_AROUND]

    def _wanted(self, revision: Revision) -> Iterable[UUID]:
        prior, last, around = self._chosen(revision)
        return (one.revision_id for one in (prior, last, *around) if one)

    def _accounts_before(self, session: Session, revisions: Sequence[Revision]) -> Mapping[UUID, Past]:
        """Find who was paid to which account before, where the invoices that one is compared with do not say."""
        asked = {one.id: self._of_seller(one) for one in revisions if self._wants_account(one)}
        stating = with_account(session, {past.revision_id for those in asked.values() for past in those})
        found = {id_: next((one for one in those if one.revision_id in stating), None) for id_, those in asked.items()}
        chosen = {id_: past for id_, past in found.items() if past}
        self._documents |= _documents(session, {one.revision_id for one in chosen.values()} - self._documents.keys())
        return chosen

    def _of_seller(self, revision: Revision) -> list[Past]:
        return earlier_of(revision, self._rows[revision.id][0].seller, self._past.get(revision.id, []))

    def _wants_account(self, revision: Revision) -> bool:
        prior, last, _ = self._chosen(revision)
        said = (self._documents[one.revision_id] for one in (prior, last) if one)
        return states_account(revision.document) and not any(map(states_account, said))

    def _read(self, past: Past | None) -> InvoiceDocument | None:
        return read_document(self._documents[past.revision_id]) if past else None

    def _same_numbers(self, invoice: Invoice) -> tuple[SameNumber, ...]:
        found = self._same_number.get(invoice.number, ())
        return tuple(same for invoice_id, same in found if invoice_id < invoice.id)

    def _counted(self, workspace_id: UUID, document: InvoiceDocument) -> Mapping[Span, Counted]:
        seen = self._usage.get(workspace_id, {})
        return {span: seen[span] for span in charged_days(document) if span in seen}


def customer_of(workspace: Workspace) -> Customer:
    """Show a workspace to the checks."""
    entities = [_entity(one) for one in workspace.billing_entities]
    plans = [PlanPrice(_day(one["from"]), one["name"], Decimal(one["amount"])) for one in workspace.plans]
    return Customer(
        key=workspace.key,
        currency=workspace.currency,
        collection=workspace.collection,
        calendar=workspace.calendar,
        entities=tuple(sorted(entities, key=lambda one: one.since)),
        plans=tuple(sorted(plans, key=lambda one: one.since)),
    )


def _entity(said: Mapping[str, Any]) -> Entity:
    return Entity(_day(said["from"]), *(said.get(name) for name in ("name", "tax_id", "address", "country")))


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _touches(past: Past, revision: Revision) -> bool:
    """Tell whether an earlier invoice covers some of the same days, or might be the same one."""
    if past.covers_until is None or revision.covers_from is None:
        return past.covers_until == revision.covers_until
    return past.covers_until >= revision.covers_from


def _rows(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, tuple[Invoice, Workspace, BillingPeriod | None]]:
    rows = session.execute(
        select(Revision.id, Invoice, Workspace, BillingPeriod)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .join(Workspace, Workspace.id == Revision.workspace_id)
        .outerjoin(BillingPeriod, BillingPeriod.id == Invoice.period_id)
        .where(Revision.id.in_(ids))
    )
    return {id_: (invoice, workspace, period) for id_, invoice, workspace, period in rows}


def _documents(session: Session, ids: set[UUID]) -> Mapping[UUID, dict[str, Any]]:
    rows = session.execute(select(Revision.id, Revision.document).where(Revision.id.in_(ids))).all() if ids else ()
    return dict(rows)


def _same_number(session: Session, invoices: Sequence[Invoice]) -> Mapping[str, list[tuple[UUID, SameNumber]]]:
    newest = aliased(Revision)
    rows = session.execute(
        select(Invoice.id, Invoice.number, Invoice.seller, Workspace.key, newest.issued_on)
        .join(Workspace, Workspace.id == Invoice.workspace_id)
        .join(newest, (newest.invoice_id == Invoice.id) & (newest.number == Invoice.revision))
        .where(Invoice.number.in_({one.number for one in invoices}))
        .order_by(Invoice.id)
    )
    found: dict[str, list[tuple[UUID, SameNumber]]] = defaultdict(list)
    for invoice_id, number, seller, key, issued_on in rows:
        found[number].append((invoice_id, SameNumber(key, seller, number, issued_on)))
    return found
