"""Gathering what is known of reviewed invoices: a fixed number of statements for any number of reviews."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.findings.bridge.bridge import Bridge
from workflow.findings.facts import Past
from workflow.findings.finding import Finding
from workflow.findings.past import earlier_of, past_invoices
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.history import comparable
from workflow.invoices.invoice import Invoice, Revision
from workflow.invoices.replaced import replaced_documents
from workflow.people.person import Person
from workflow.periods.period import CONTEXT, PeriodNote
from workflow.reviews.casefile import Earlier, InvoiceFacts
from workflow.reviews.explained import BridgeFacts, FindingFacts, NoteFacts, StepFacts
from workflow.reviews.review import Review, ReviewedRevision

SHOWN = 6
"""Earlier invoices that a reviewer sees."""


@dataclass(frozen=True)
class _Read:
    """What belongs to the revisions, each by its id; notes by the id of their period, states by that of an invoice."""

    findings: Mapping[UUID, Sequence[Finding]]
    bridges: Mapping[UUID, Bridge]
    earlier: Mapping[UUID, Sequence[Past]]
    states: Mapping[UUID, str]
    priors: Mapping[UUID, InvoiceDocument]
    replaced: Mapping[UUID, dict[str, Any]]
    notes: Mapping[UUID | None, Sequence[NoteFacts]]


def invoice_facts(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[InvoiceFacts]]:
    """Read the invoices of each review, in order of their day of issue."""
    statement = (
        select(ReviewedRevision.review_id, Revision, Invoice)
        .join(Revision, Revision.id == ReviewedRevision.revision_id)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .where(ReviewedRevision.review_id.in_(review_ids))
        .order_by(Revision.issued_on, Invoice.number)
    )
    rows = session.execute(statement).all()
    read = _read(session, [(revision, invoice) for _, revision, invoice in rows])
    facts: dict[UUID, list[InvoiceFacts]] = defaultdict(list)
    for review_id, revision, invoice in rows:
        facts[review_id].append(_facts(revision, invoice, read))
    return facts


def grouped(rows: Iterable[Any], column: str) -> Mapping[UUID, list[Any]]:
    """Group rows by what stands in a column, in their order."""
    groups: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return groups


def _read(session: Session, rows: Sequence[tuple[Revision, Invoice]]) -> _Read:
    ids = [revision.id for revision, _ in rows]
    findings = select(Finding).where(Finding.revision_id.in_(ids)).order_by(Finding.id)
    bridges = session.scalars(select(Bridge).where(Bridge.revision_id.in_(ids)))
    past = past_invoices(session, rows)
    earlier = {one.id: earlier_of(one, invoice.seller, past.get(one.id, ())) for one, invoice in rows}
    return _Read(
        findings=grouped(session.scalars(findings), "revision_id"),
        bridges={one.revision_id: one for one in bridges},
        earlier=earlier,
        states=_review_states(session, {one.invoice_id for those in earlier.values() for one in those[:SHOWN]}),
        priors=_priors(session, [one for one, _ in rows], earlier),
        replaced=replaced_documents(session, [revision for revision, _ in rows]),
        notes=_notes(session, {invoice.period_id for _, invoice in rows}),
    )


def _review_states(session: Session, invoice_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Give the state of each invoice's newest review."""
    rows = session.execute(
        select(ReviewedRevision.invoice_id, Review.state)
        .join(Review, Review.id == ReviewedRevision.review_id)
        .where(ReviewedRevision.invoice_id.in_(list(invoice_ids)))
        .order_by(Review.opened_at)
    )
    return dict(rows.all())


def _priors(
    session: Session, revisions: Iterable[Revision], earlier: Mapping[UUID, Sequence[Past]]
) -> Mapping[UUID, InvoiceDocument]:
    """Give the invoice that each is compared with, chosen as the checks choose it."""
    chosen = {
        one.id: prior.revision_id
        for one in revisions
        if (prior := comparable(one.covers_from, one.covers_until, earlier[one.id]))
    }
    found = session.execute(select(Revision.id, Revision.document).where(Revision.id.in_(set(chosen.values()))))
    documents = {revision_id: read_document(document) for revision_id, document in found}
    return {revision_id: documents[prior_id] for revision_id, prior_id in chosen.items()}


def _notes(session: Session, period_ids: Iterable[UUID | None]) -> Mapping[UUID | None, Sequence[NoteFacts]]:
    rows = session.execute(
        select(PeriodNote, Person.name)
        .join(Person, Person.id == PeriodNote.person_id)
        .where(PeriodNote.period_id.in_([one for one in period_ids if one]), PeriodNote.kind.in_(CONTEXT))
        .order_by(PeriodNote.noted_at, PeriodNote.id)
    )
    notes: dict[UUID | None, list[NoteFacts]] = defaultdict(list)
    for note, name in rows:
        notes[note.period_id].append(NoteFacts(note.kind, note.text, name, note.noted_at))
    return notes


def _facts(revision: Revision, invoice: Invoice, read: _Read) -> InvoiceFacts:
    bridge, replaced = read.bridges.get(revision.id), read.replaced.get(revision.id)
    return InvoiceFacts(
        invoice_id=invoice.id,
        revision_id=revision.id,
        revision=revision.number,
        is_newest=revision.number == invoice.revision,
        document=read_document(revision.document),
        content_hash=revision.content_hash,
        received_at=revision.received_at,
        file_name=revision.file_name,
        media_type=revision.media_type,
        findings=tuple(_finding(one) for one in read.findings.get(revision.id, ())),
        earlier=tuple(_earlier(one, read.states) for one in read.earlier[revision.id][:SHOWN]),
        prior=read.priors.get(revision.id),
        replaced=read_document(replaced) if replaced else None,
        bridge=_bridge(bridge) if bridge else None,
        period_id=invoice.period_id,
        notes=tuple(read.notes.get(invoice.period_id, ())),
    )


def _finding(finding: Finding) -> FindingFacts:
    return FindingFacts(finding.rule, finding.severity, finding.inputs, finding.why, finding.muted)


def _bridge(bridge: Bridge) -> BridgeFacts:
    return BridgeFacts(
        currency=bridge.currency,
        prior_number=bridge.prior_number,
        before=bridge.before,
        after=bridge.after,
        steps=tuple(StepFacts(one["step"], Decimal(one["amount"]), one["evidence"]) for one in bridge.steps),
        amount=bridge.amount,
        explained=bridge.explained,
    )


def _earlier(past: Past, states: Mapping[UUID, str]) -> Earlier:
    state = states.get(past.invoice_id, "history")
    paid, due_on = past.payment_status, past.due_on
    return Earlier(past.number, past.covers_until, past.total, past.currency, state, paid, due_on)
