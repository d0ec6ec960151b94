"""Explaining one review: each moment with how it was computed, each finding with its why, the bridge between totals."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.findings.bridge.bridge import Bridge
from workflow.findings.finding import Finding
from workflow.invoices.currency import minor_digits
from workflow.invoices.invoice import Invoice
from workflow.invoices.numerals import write_money
from workflow.people.workspace import Workspace
from workflow.reviews.review import UNSETTLED, PlannedRung, Review, ReviewedRevision


def find_review(session: Session, text: str) -> Review | None:
    """Find a review by its id or by `WORKSPACE:NUMBER`; of several the unsettled one, else the newest."""
    try:
        return session.get(Review, UUID(text))
    except ValueError:
        key, _, number = text.partition(":")
    found = session.scalars(
        select(Review)
        .join(ReviewedRevision, ReviewedRevision.review_id == Review.id)
        .join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
        .join(Workspace, Workspace.id == Review.workspace_id)
        .where(Workspace.key == key, Invoice.number == number)
        .order_by(Review.opened_at.desc(), Review.id.desc())
    ).all()
    return next((review for review in found if review.state in UNSETTLED), found[0] if found else None)


def explain(session: Session, review: Review) -> dict[str, Any]:
    """Give the plan of a review in the form of `countersign explain --json`; moments are ISO 8601 in UTC."""
    rungs = session.scalars(
        select(PlannedRung).where(PlannedRung.review_id == review.id).order_by(PlannedRung.at, PlannedRung.id)
    )
    findings = session.scalars(
        select(Finding)
        .join(ReviewedRevision, ReviewedRevision.revision_id == Finding.revision_id)
        .where(ReviewedRevision.review_id == review.id)
        .order_by(Finding.id)
    )
    bridges = session.scalars(
        select(Bridge)
        .join(ReviewedRevision, ReviewedRevision.revision_id == Bridge.revision_id)
        .where(ReviewedRevision.review_id == review.id)
        .order_by(Bridge.revision_id)
    )
    return {
        "review": str(review.id),
        "payment_deadline": review.payment_deadline.to_iso8601_string(),
        "payment_because": review.payment_because,
        "decide_by": review.decide_by.to_iso8601_string(),
        "decide_because": review.decide_because,
        "rungs": [
            {"rung": one.rung, "at": one.at.to_iso8601_string(), "because": one.because, "state": one.state}
            for one in rungs
        ],
        "findings": [
            {"rule": one.rule, "severity": one.severity, "inputs": one.inputs, "why": one.why} for one in findings
        ],
        "bridge": list(_steps(bridges)),
    }


def _steps(bridges: Iterable[Bridge]) -> Iterable[dict[str, str]]:
    """Give the steps of all bridges; amounts have at least the minor digits of their currency."""
    for bridge in bridges:
        digits = minor_digits(bridge.currency)
        for one in bridge.steps:
            yield {**one, "amount": write_money(Decimal(one["amount"]), digits)}
