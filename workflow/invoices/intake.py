"""Intake: whatever way a document came, it is held once, exactly as received, with every later change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.events.event import Happened, record
from workflow.invoices import invoice as states
from workflow.invoices.arriving import arrive
from workflow.invoices.aside import now_read
from workflow.invoices.document import PAYMENT, DocumentStatus, InvoiceDocument, content_hash, to_json
from workflow.invoices.identity import Key, Keys, invoice_key, seller_key
from workflow.invoices.invoice import Invoice, InvoiceLine, Revision
from workflow.invoices.leaving import await_again, change_invoices
from workflow.invoices.matching import ends_wait, matching_period
from workflow.invoices.payments import with_newer_payment
from workflow.invoices.rows import document_columns, line_rows
from workflow.invoices.seen import Seen, seen_before
from workflow.invoices.source import Received
from workflow.invoices.usage_due import expect_usage
from workflow.people.workspace import AUTOMATIC, Workspace
from workflow.periods.period import HISTORY, BillingPeriod


class Intaken(StrEnum):
    """What became of a received document."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Accepted:
    """One received document and what became of it."""

    number: str
    result: Intaken
    revision_id: UUID | None


@dataclass(frozen=True)
class _Stored:
    """An invoice as it lies in the database: its id, its newest revision and what that said, and all we saw of it."""

    invoice_id: UUID
    revision: int
    revision_id: UUID
    content_hash: str
    document: dict[str, Any]
    seen: Seen


Known = dict[Key, _Stored]


def accept(session: Session, workspace: Workspace, received: Sequence[Received], now: DateTime) -> list[Accepted]:
    """Store what is new or changed, match it to its period, and say what became of each document."""
    if not received:
        return []
    # Two fetches of one workspace take turns, so that neither stores what the other just did.
    take_turns(session, workspace.id)
    known = _known(session, workspace.id, {one.document.number for one in received})
    periods = _periods(session, workspace.id)
    intake = _Intake(workspace, now, known, periods)
    accepted = [intake.take(one) for one in received]
    intake.write(session)
    now_read(session, workspace.id, [one.document.sha256 for one in received], now)
    return accepted


def take_turns(session: Session, workspace_id: UUID) -> None:
    """Let deliveries to one workspace wait for each other, but nobody who only refers to it."""
    session.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))


def _known(session: Session, workspace_id: UUID, numbers: set[str]) -> Known:
    # Databases fold only the letters of ASCII, so a number is looked for as it is written too.
    in_other_letters = func.lower(Invoice.number).in_({number.lower() for number in numbers})
    rows = session.execute(
        select(Invoice, Revision.id, Revision.content_hash, Revision.document)
        .join(Revision, (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision))
        .where(Invoice.workspace_id == workspace_id, or_(Invoice.number.in_(numbers), in_other_letters))
    ).all()
    seen = seen_before(session, [invoice.id for invoice, *_ in rows])
    return {
        invoice_key(invoice.seller, invoice.number): _Stored(
            invoice.id, invoice.revision, revision_id, content_hash, document, seen[invoice.id]
        )
        for invoice, revision_id, content_hash, document in rows
    }


def _periods(session: Session, workspace_id: UUID) -> Sequence[BillingPeriod]:
    of_workspace = select(BillingPeriod).where(BillingPeriod.workspace_id == workspace_id)
    return session.scalars(of_workspace.order_by(BillingPeriod.starts_at)).all()


class _Intake:
    """One delivery of documents to one workspace: decided document by document, written at once."""

    def __init__(self, workspace: Workspace, now: DateTime, known: Known, periods: Sequence[BillingPeriod]) -> None:
        self.workspace_id, self.now, self.known, self.periods = workspace.id, now, known, periods
        self.keys = Keys()
        for key, stored in known.items():
            self.keys.add(key, stored.document["seller"])
        self.is_charged = workspace.collection == AUTOMATIC
        self.invoices: dict[UUID, dict[str, Any]] = {}
        self.newer: dict[UUID, dict[str, Any]] = {}
        self.revisions: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.paid: list[dict[str, Any]] = []
        self.charging: list[InvoiceDocument] = []
        self.happened: list[Happened] = []
        self.invoiced: dict[UUID, BillingPeriod] = {}

    def take(self, one: Received) -> Accepted:
        """Decide what a document is: new, changed, or what we have already."""
        document, seen = one.document, content_hash(one.document)
        key = self.keys.of(document)
        stored = self.known.get(key)
        if stored and stored.seen.holds(seen, one.name if one.is_place else None):
            if stored.content_hash == seen:
                self._note_payment(key, stored, document)
            return Accepted(document.number, Intaken.UNCHANGED, None)
        period = matching_period(document, self.periods)
        first = _Stored(new_id(), 1, new_id(), seen, to_json(document), Seen().also(1, seen, one.name))
        revised = self._revised(stored, first, one, period)
        self.known[key] = revised
        self.keys.add(key, revised.document["seller"])
        self._add_revision(one, revised, period)
        self._expectation_met(document, period)
        return Accepted(document.number, Intaken.CHANGED if stored else Intaken.NEW, revised.revision_id)

    def _note_payment(self, key: Key, stored: _Stored, document: InvoiceDocument) -> None:
        """Keep what is new about the payment of an invoice that we have."""
        paid = with_newer_payment(stored.document, document)
        if paid is None:
            return
        self.known[key] = replace(stored, document=paid)
        status = document.payment_status
        self.paid.append({"id": stored.revision_id, "payment_status": status, "document": paid})
        about, data = f"revision:{stored.revision_id}", {name: paid[name] for name in PAYMENT}
        why = f"{document.kind} {document.number} is {status} now, by {document.source.name}"
        self.happened.append(Happened(self.workspace_id, self.now, "revision.payment", about, why, data=data))

    def _revised(self, stored: _Stored | None, first: _Stored, one: Received, period: BillingPeriod | None) -> _Stored:
        """Say which revision of which invoice this is: the first of a new one, or the next of one that we have."""
        said: dict[str, Any] = {"period_id": period.id if period else None}
        if one.document.corrects or one.document.status == DocumentStatus.FINAL or stored is None:
            # A void or a draft often says less; what it took the place of is still known then.
            said["corrects"] = one.document.corrects
        if stored is None:
            self.invoices[first.invoice_id] = {
                "id": first.invoice_id,
                "workspace_id": self.workspace_id,
                "seller": seller_key(one.document),
                "number": one.document.number,
                "revision": 1,
                **said,
            }
            return first
        newest = stored.revision + 1
        seen = stored.seen.also(newest, first.content_hash, one.name)
        revised = replace(first, invoice_id=stored.invoice_id, revision=newest, seen=seen)
        change = {"id": stored.invoice_id, "revision": revised.revision, **said}
        waiting = self.invoices.get(stored.invoice_id)
        if waiting:
            waiting.update(change)
        else:
            self.newer[stored.invoice_id] = change
        return revised

    def _add_revision(self, one: Received, stored: _Stored, period: BillingPeriod | None) -> None:
        document, revision_id = one.document, stored.revision_id
        state = _first_state(document, stored.revision, period)
        self.revisions.append(
            {
                "id": revision_id,
                "workspace_id": self.workspace_id,
                "invoice_id": stored.invoice_id,
                "number": stored.revision,
                "state": state,
                "retry_at": self.now,
                "received_at": self.now,
                "content_hash": stored.content_hash,
                "file_name": one.name,
                "media_type": one.media_type,
                "content": one.content,
                **document_columns(document),
            }
        )
        self.lines.extend(line_rows(self.workspace_id, revision_id, document))
        if state == states.RECEIVED and document.status == DocumentStatus.FINAL:
            self.charging.append(document)
        self.happened.append(
            Happened(
                self.workspace_id,
                self.now,
                f"revision.{state}",
                f"revision:{revision_id}",
                f"{document.kind} {document.number}, revision {stored.revision}, came in from {document.source.name}",
                data={"invoice": str(stored.invoice_id), "number": document.number, "sha256": document.sha256},
            )
        )

    def _expectation_met(self, document: InvoiceDocument, period: BillingPeriod | None) -> None:
        if period and ends_wait(document, period, is_charged=self.is_charged):
            self.invoiced[period.id] = period

    def write(self, session: Session) -> None:
        """Write everything that was decided, in a fixed number of statements."""
        insert_all(session, Invoice, list(self.invoices.values()))
        left = change_invoices(session, list(self.newer.values()), self._final())
        insert_all(session, Revision, self.revisions)
        insert_all(session, InvoiceLine, self.lines)
        expect_usage(session, self.workspace_id, self.charging, self.now)
        if self.paid:
            session.execute(update(Revision), self.paid)
        record(session, self.happened)
        arrive(session, list(self.invoiced.values()), self.now)
        bare = [period for period in self.periods if period.id in left]
        await_again(session, bare, self.now, is_charged=self.is_charged)

    def _final(self) -> set[UUID]:
        return {one["invoice_id"] for one in self.revisions if one["status"] == DocumentStatus.FINAL}


def _first_state(document: InvoiceDocument, revision: int, period: BillingPeriod | None) -> str:
    """Say where a new revision stands: drafts and history are stored and not reviewed.

    A draft of an invoice that we have goes on: it may take back what is under review.
    """
    if document.status == DocumentStatus.DRAFT and revision == 1:
        return states.DRAFT
    return states.KEPT if period and period.state == HISTORY else states.RECEIVED
