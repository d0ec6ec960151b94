"""Rows for tests that need a review in the database: a customer, its people, an invoice beside an earlier one."""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import pendulum
from pendulum import DateTime
from sqlalchemy.orm import Session

from config.settings import DEFAULT_POLICY, read_toml
from workflow.base import new_id
from workflow.findings.finding import Finding
from workflow.invoices.document import InvoiceDocument, content_hash, read_document, to_json
from workflow.invoices.invoice import UNDER_REVIEW, Invoice, Revision
from workflow.people.person import Person, RoleHolder
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy, keep
from workflow.reviews.casefile import Link
from workflow.reviews.review import OPEN, AccessLink, Assignment, PlannedRung, Review, ReviewedRevision

NOW = pendulum.datetime(2026, 12, 7, 9, 0)
ROLES = ("finance", "operations")


@dataclass(frozen=True)
class Opened:
    """An open review as the stages would leave it: who sits where, by role, and the links."""

    workspace_id: UUID
    review_id: UUID
    revision_id: UUID
    people: Mapping[str, UUID]
    seats: Mapping[str, UUID]
    links: Mapping[str, Link]


def a_policy(**changes: Any) -> Policy:
    """Make the default policy with some top-level keys changed; each invoice comes in a mail of its own."""
    return Policy.model_validate({**read_toml(DEFAULT_POLICY), "mail": {"clean": "single"}, **changes})


def a_workspace(session: Session, key: str = "acme", **changes: Any) -> Workspace:
    """Write a customer in Berlin that is billed by the month."""
    values: dict[str, Any] = {
        "key": key,
        "name": "Acme EMEA",
        "source": "callaro",
        "account": "44",
        "timezone": "Europe/Berlin",
        "country": "DE",
        "currency": "EUR",
        "cycle_every": "month",
        "cycle_anchor": 1,
        "first_period_starts": datetime.date(2026, 1, 1),
        "review_from": datetime.date(2026, 11, 1),
        "payment_terms_days": 14,
        "vendor_support": "billing@vendor.example",
        "ap_contact": "ap@example.com",
        "cost_center": "4711",
        "people": {},
        "billing_entities": [],
        "plans": [],
    }
    workspace = Workspace(id=new_id(), **{**values, **changes})
    session.add(workspace)
    session.flush()
    return workspace


def a_person(session: Session, email: str, *roles: str, name: str = "", **changes: Any) -> Person:
    """Write a person with roles; the name follows from the address."""
    spoken = name or email.partition("@")[0].replace(".", " ").title()
    person = Person(id=new_id(), email=email, name=spoken, **{"timezone": None, "locale": "en_US", **changes})
    session.add(person)
    session.flush()
    session.add_all([RoleHolder(person_id=person.id, role=role) for role in roles])
    return person


def a_document(number: str = "CAL-2026-11", voice: str = "3600.00", **changes: Any) -> InvoiceDocument:
    """Make an invoice over a month of voice campaigns: a subscription, usage, 19 % tax."""
    net = Decimal("499.00") + Decimal(voice)
    tax = (net * Decimal("0.19")).quantize(Decimal("0.01"))
    minutes = str((Decimal(voice) / Decimal("0.08")).normalize().quantize(Decimal(1)))
    values: dict[str, Any] = {
        "number": number,
        "issued_on": "2026-12-01",
        "due_on": "2026-12-18",
        "period": {"starts_on": "2026-11-01", "ends_on": "2026-11-30"},
        "currency": "EUR",
        "payment_status": "unpaid",
        "seller": {"name": "Callaro Inc.", "tax_id": "IE1234567T", "address": "1 Quay St, Dublin", "country": "IE"},
        "buyer": {"name": "Acme GmbH", "tax_id": "DE123456789", "address": "Torstr. 1, Berlin, 10119", "country": "DE"},
        "payee": {"name": "Callaro Inc.", "iban": "IE29AIBK93115212345678", "bic": "AIBKIE2D"},
        "lines": [
            {"kind": "subscription", "description": "Growth plan", "quantity": "1", "unit_price": "499.00",
             "amount": "499.00", "tax_rate": "19"},
            {"kind": "usage", "description": "Voice minutes, outbound", "quantity": minutes, "unit": "min",
             "unit_price": "0.08", "amount": voice, "tax_rate": "19"},
        ],
        "taxes": [{"category": "S", "rate": "19", "taxable": f"{net:f}", "amount": f"{tax:f}"}],
        "net_total": f"{net:f}",
        "tax_total": f"{tax:f}",
        "total": f"{net + tax:f}",
        "amount_due": f"{net + tax:f}",
        "source": {"name": "callaro", "format": "callaro", "request_id": None},
        "sha256": hashlib.sha256(number.encode()).hexdigest(),
    }  # fmt: skip
    return read_document({**values, **changes})


def an_earlier_document(number: str = "CAL-2026-10", voice: str = "2400.00") -> InvoiceDocument:
    """Make the invoice of the month before."""
    period = {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}
    return a_document(number, voice, issued_on="2026-11-02", due_on="2026-11-18", period=period, payment_status="paid")


def store(session: Session, workspace: Workspace, document: InvoiceDocument, state: str, **changes: Any) -> Revision:
    """Write an invoice with its first revision."""
    invoice = Invoice(
        id=new_id(), workspace_id=workspace.id, period_id=None, seller="ie1234567t", number=document.number, revision=1
    )
    session.add(invoice)
    session.flush()
    revision = Revision(id=new_id(), workspace_id=workspace.id, invoice_id=invoice.id, number=1, state=state)
    for name, value in {**_stored(document), **changes}.items():
        setattr(revision, name, value)
    session.add(revision)
    session.flush()
    return revision


def _stored(document: InvoiceDocument) -> dict[str, Any]:
    body = to_json(document)
    same = ("kind", "status", "payment_status", "currency", "total", "issued_on", "due_on", "sha256")
    return {name: getattr(document, name) for name in same} | {
        "covers_until": document.period.ends_on if document.period else document.issued_on,
        "retry_at": NOW,
        "received_at": NOW,
        "document": body,
        "content_hash": content_hash(document),
        "file_name": f"{document.number}.json",
        "media_type": "application/json",
        "content": json.dumps(body).encode(),
    }


def an_open_review(
    session: Session,
    document: InvoiceDocument | None = None,
    *,
    earlier: Sequence[InvoiceDocument] | None = None,
    policy: Policy | None = None,
    roles: Sequence[str] = ROLES,
    people: Mapping[str, UUID] | None = None,
    key: str = "acme",
    domain: str = "example.com",
    **stored: Any,
) -> Opened:
    """Write a review of one invoice with a seat and a link for each role, of `people` or of new ones, and commit."""
    workspace = a_workspace(session, key)
    for one in [an_earlier_document()] if earlier is None else earlier:
        store(session, workspace, one, "kept")
    revision = store(session, workspace, document or a_document(), UNDER_REVIEW, **stored)
    review = _review(session, workspace, keep(session, policy or a_policy()))
    session.add(ReviewedRevision(review_id=review.id, revision_id=revision.id, invoice_id=revision.invoice_id))
    session.add(_finding(revision))
    session.add_all(_rungs(review))
    people = people or {role: a_person(session, f"{role}.person@{domain}", role).id for role in roles}
    seats = {role: _seat(session, review, role, people[role]) for role in roles}
    links = {role: a_link(session, seats[role], people[role]) for role in roles}
    opened = Opened(
        workspace.id, review.id, revision.id, people, {role: seat.id for role, seat in seats.items()}, links
    )
    session.commit()
    return opened


def a_link(session: Session, seat: Assignment, person_id: UUID) -> Link:
    """Give a person a link to a seat."""
    link = AccessLink(
        id=new_id(),
        workspace_id=seat.workspace_id,
        review_id=seat.review_id,
        assignment_id=seat.id,
        person_id=person_id,
        generation=1,
    )
    session.add(link)
    session.flush()
    return Link(link.id, link.assignment_id, link.person_id, link.generation)


def _review(session: Session, workspace: Workspace, policy_hash: str) -> Review:
    review = Review(
        id=new_id(),
        workspace_id=workspace.id,
        state=OPEN,
        policy_hash=policy_hash,
        opened_at=NOW,
        payment_deadline=_berlin(18),
        payment_because="due on 2026-12-18, 14:00 in Europe/Berlin",
        decide_by=_berlin(15),
        decide_because="3 business days before the payment deadline",
    )
    session.add(review)
    session.flush()
    return review


def _seat(session: Session, review: Review, role: str, person_id: UUID) -> Assignment:
    seat = Assignment(
        id=new_id(),
        workspace_id=review.workspace_id,
        review_id=review.id,
        role=role,
        person_id=person_id,
        state=OPEN,
        opened_at=NOW,
    )
    session.add(seat)
    session.flush()
    return seat


def _finding(revision: Revision) -> Finding:
    return Finding(
        id=new_id(),
        workspace_id=revision.workspace_id,
        revision_id=revision.id,
        rule="total_changed",
        severity="check",
        inputs={"now": "4877.81", "before": "3449.81"},
        why="The total rose by 1,428.00 EUR (41.4 %) against CAL-2026-10, more than 10 % and 250.00.",
    )


def _rungs(review: Review) -> list[PlannedRung]:
    days = {"reminder": (9, 4), "warning": (10, 3), "escalation": (11, 2), "final_call": (14, 1)}
    return [
        PlannedRung(
            id=new_id(),
            workspace_id=review.workspace_id,
            review_id=review.id,
            rung=rung,
            at=_berlin(day),
            because=f"{before} business days before the decision is due",
            state="planned",
        )
        for rung, (day, before) in days.items()
    ]


def _berlin(day: int) -> DateTime:
    return pendulum.datetime(2026, 12, day, 14, 0, tz="Europe/Berlin").in_timezone("UTC")
