"""Intake: whatever way a document came, it is held once, exactly as received, with every later change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.invoices import invoice as states
from workflow.invoices.document import DocumentKind, DocumentStatus, InvoiceDocument, content_hash, to_json
from workflow.invoices.invoice import Invoice, InvoiceLine, Revision
from workflow.invoices.matching import matching_period
from workflow.invoices.source import Received
from workflow.people.workspace import Workspace
from workflow.periods.period import AWAITING, HISTORY, INVOICED, LATE, OPEN, BillingPeriod


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
    """An invoice as it lies in the database: its id, its newest revision, and what that said."""

    invoice_id: UUID
    revision: int
    content_hash: str
    period_id: UUID | None


Known = dict[tuple[str, str], _Stored]


def seller_key(document: InvoiceDocument) -> str:
    """Name the seller for the key of an invoice: the tax id, else the name, without case and spaces."""
    return "".join((document.seller.tax_id or document.seller.name or "").casefold().split())


def accept(session: Session, workspace: Workspace, received: Sequence[Received], now: DateTime) -> list[Accepted]:
    """Store what is new or changed, match it to its period, and say what became of each document."""
    if not received:
        return []
    # Two fetches of one workspace take turns, so that neither stores what the other just did.
    session.execute(select(Workspace.id).where(Workspace.id == workspace.id).with_for_update())
    known = _known(session, workspace.id, {one.document.number for one in received})
    periods = _periods(session, workspace.id)
    intake = _Intake(workspace.id, now, known, periods)
    accepted = [intake.take(one) for one in received]
    intake.write(session)
    return accepted


def _known(session: Session, workspace_id: UUID, numbers: set[str]) -> Known:
    rows = session.execute(
        select(Invoice, Revision.content_hash)
        .join(Revision, (Revision.invoice_id == Invoice.id) & (Revision.number == Invoice.revision))
        .where(Invoice.workspace_id == workspace_id, Invoice.number.in_(numbers))
    )
    return {
        (invoice.seller, invoice.number): _Stored(invoice.id, invoice.revision, seen, invoice.period_id)
        for invoice, seen in rows
    }


def _periods(session: Session, workspace_id: UUID) -> Sequence[BillingPeriod]:
    of_workspace = select(BillingPeriod).where(BillingPeriod.workspace_id == workspace_id)
    return session.scalars(of_workspace.order_by(BillingPeriod.starts_at)).all()


class _Intake:
    """One delivery of documents to one workspace: decided document by document, written at once."""

    def __init__(self, workspace_id: UUID, now: DateTime, known: Known, periods: Sequence[BillingPeriod]) -> None:
        self.workspace_id, self.now, self.known, self.periods = workspace_id, now, known, periods
        self.invoices: dict[UUID, dict[str, Any]] = {}
        self.newer: dict[UUID, dict[str, Any]] = {}
        self.revisions: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.happened: list[Happened] = []
        self.invoiced: dict[UUID, BillingPeriod] = {}

    def take(self, one: Received) -> Accepted:
        """Decide what a document is: new, changed, or what we have already."""
        document, seen = one.document, content_hash(one.document)
        key = seller_key(document), document.number
        stored = self.known.get(key)
        if stored and stored.content_hash == seen:
            return Accepted(document.number, Intaken.UNCHANGED, None)
        period = matching_period(document, self.periods)
        revised = self._revised(key, stored, seen, period)
        self.known[key] = revised
        revision_id = self._add_revision(one, revised, period)
        self._expectation_met(document, period)
        return Accepted(document.number, Intaken.CHANGED if stored else Intaken.NEW, revision_id)

    def _revised(
        self, key: tuple[str, str], stored: _Stored | None, seen: str, period: BillingPeriod | None
    ) -> _Stored:
        period_id = period.id if period else None
        if stored is None:
            revised = _Stored(new_id(), 1, seen, period_id)
            seller, number = key
            self.invoices[revised.invoice_id] = {
                "id": revised.invoice_id,
                "workspace_id": self.workspace_id,
                "seller": seller,
                "number": number,
                "revision": 1,
                "period_id": period_id,
            }
            return revised
        revised = _Stored(stored.invoice_id, stored.revision + 1, seen, period_id)
        change = {"id": stored.invoice_id, "revision": revised.revision, "period_id": period_id}
        waiting = self.invoices.get(stored.invoice_id)
        if waiting:
            waiting.update(change)
        else:
            self.newer[stored.invoice_id] = change
        return revised

    def _add_revision(self, one: Received, stored: _Stored, period: BillingPeriod | None) -> UUID:
        document, revision_id = one.document, new_id()
        state = _first_state(document, period)
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
                **_facts(document),
            }
        )
        self.lines.extend(_line_rows(self.workspace_id, revision_id, document))
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
        return revision_id

    def _expectation_met(self, document: InvoiceDocument, period: BillingPeriod | None) -> None:
        counts = document.kind == DocumentKind.INVOICE and document.status == DocumentStatus.FINAL
        if period and counts and period.state in {OPEN, AWAITING, LATE}:
            self.invoiced[period.id] = period

    def write(self, session: Session) -> None:
        """Write everything that was decided, in a fixed number of statements."""
        insert_all(session, Invoice, list(self.invoices.values()))
        if self.newer:
            session.execute(update(Invoice), list(self.newer.values()))
        insert_all(session, Revision, self.revisions)
        insert_all(session, InvoiceLine, self.lines)
        record(session, self.happened)
        move(
            session,
            list(self.invoiced.values()),
            INVOICED,
            now=self.now,
            why="its invoice has arrived",
            also={"chase_at": None, "chase_rung": None},
        )


def _first_state(document: InvoiceDocument, period: BillingPeriod | None) -> str:
    """Say where a new revision stands: drafts and history are stored and not reviewed."""
    if document.status == DocumentStatus.DRAFT:
        return states.DRAFT
    return states.KEPT if period and period.state == HISTORY else states.RECEIVED


def _facts(document: InvoiceDocument) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "status": document.status,
        "payment_status": document.payment_status,
        "currency": document.currency,
        "total": document.total,
        "issued_on": document.issued_on,
        "due_on": document.due_on,
        "covers_until": (document.period and document.period.ends_on) or document.issued_on,
        "document": to_json(document),
        "sha256": document.sha256,
    }


def _line_rows(workspace_id: UUID, revision_id: UUID, document: InvoiceDocument) -> Iterable[dict[str, Any]]:
    for position, line in enumerate(document.lines):
        yield {
            "revision_id": revision_id,
            "position": position,
            "workspace_id": workspace_id,
            "kind": line.kind,
            "description": line.description,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price": line.unit_price,
            "amount": line.amount,
            "tax_rate": line.tax_rate,
            "starts_on": line.period.starts_on if line.period else None,
            "ends_on": line.period.ends_on if line.period else None,
        }
