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
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.parts import QuietPolicy
from workflow.policy.policy import policies_of
from workflow.reviews.plan_history import plan_history
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, PlannedRung, Review, ReviewedRevision


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
    """Give the plan of a review in the form of `countersign explain --json`; moments are ISO 8601 in UTC.

    `rounds` says to which round of the ladder each of the `rungs` belongs, in the same order.
    """
    workspace = session.get_one(Workspace, review.workspace_id)
    policy = policies_of(session, [review.policy_hash])[review.policy_hash]
    seats = session.scalars(select(Assignment).where(Assignment.review_id == review.id)).all()
    its_rungs = select(PlannedRung).where(PlannedRung.review_id == review.id)
    rungs = session.scalars(its_rungs.order_by(PlannedRung.at, PlannedRung.id)).all()
    return {
        "review": str(review.id),
        "state": review.state,
        "zone": workspace.timezone,
        "country": workspace.country,
        "closures": workspace.closures,
        "opened_at": review.opened_at.to_iso8601_string(),
        "payment_deadline": review.payment_deadline.to_iso8601_string(),
        "payment_because": review.payment_because,
        "decide_by": review.decide_by.to_iso8601_string(),
        "decide_because": review.decide_because,
        "agreed_due_on": review.agreed_due_on.isoformat() if review.agreed_due_on else None,
        "runs": list(policy.deadline.runs),
        "off_cycle": review.off_cycle,
        "quiet": _quiet(policy.quiet),
        "round": review.round,
        "waits_since": review.waits_since.to_iso8601_string() if review.waits_since else None,
        "snoozed": _snoozed(session, review),
        "rungs": [_rung(one) for one in rungs],
        "rounds": [one.round for one in rungs],
        **plan_history(session, review, seats),
        **_noticed(session, review),
    }


def _quiet(quiet: QuietPolicy) -> dict[str, str] | None:
    if quiet.from_ == quiet.until:
        return None
    return {"from": quiet.from_.isoformat("minutes"), "until": quiet.until.isoformat("minutes")}


def _snoozed(session: Session, review: Review) -> list[dict[str, Any]]:
    """List the seats whose people do not want to be reminded before a moment."""
    rows = session.execute(
        select(Assignment.role, Assignment.snoozed_until, Person.email)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.review_id == review.id, Assignment.state == OPEN, Assignment.snoozed_until.is_not(None))
        .order_by(Assignment.role, Assignment.seat)
    )
    return [{"role": role, "person": email, "until": until.to_iso8601_string()} for role, until, email in rows if until]


def _rung(one: PlannedRung) -> dict[str, str]:
    return {"rung": one.rung, "at": one.at.to_iso8601_string(), "because": one.because, "state": one.state}


def _noticed(session: Session, review: Review) -> dict[str, Any]:
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
