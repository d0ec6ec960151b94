"""Reading how reviews went: for any number of workspaces and months in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from workflow.findings.bridge.bridge import Bridge
from workflow.findings.finding import Finding, Severity
from workflow.health.facts import Examined, Handled
from workflow.health.months import begins, month_of
from workflow.invoices.invoice import Invoice, Revision
from workflow.invoices.reissues import reissues
from workflow.people.workspace import Workspace
from workflow.reviews.review import FLAGGED, UNSETTLED, Assignment, Review, ReviewedRevision

LOUD = (Severity.CHECK, Severity.SEVERE)

Found = Select[UUID]


@dataclass(frozen=True)
class _Read:
    """What belongs to the reviews: their invoices by review, the checks that spoke by revision, and by id the rest."""

    invoices: Mapping[UUID, Sequence[Any]]
    rules: Mapping[UUID, frozenset[str]]
    disputed: frozenset[UUID]
    reissued: frozenset[UUID]


def handled_in(
    session: Session, workspaces: Sequence[Workspace], months: Sequence[str], until: DateTime
) -> dict[UUID, list[Handled]]:
    """Give each workspace's reviews that were settled in these months, which follow on each other.

    With them those that at `until` still wait although `decide_by` has passed by the end of the months: they have the
    last of these, for what is never decided would else count nowhere.
    """
    by_id = {workspace.id: workspace for workspace in workspaces}
    wanted = _wanted(list(by_id), months, until)
    read = _read(session, select(Review.id).where(wanted))
    found: dict[UUID, list[Handled]] = {workspace.id: [] for workspace in workspaces}
    for review in session.scalars(select(Review).where(wanted).order_by(Review.settled_at, Review.id)):
        workspace = by_id[review.workspace_id]
        month = _month(review, workspace, months)
        if month is not None:
            found[workspace.id].append(_handled(review, workspace, month, until, read))
    return found


def _wanted(workspace_ids: Sequence[UUID], months: Sequence[str], until: DateTime) -> ColumnElement[bool]:
    settled = and_(Review.settled_at >= begins(months[0]), Review.settled_at <= until)
    waiting = and_(Review.state.in_(UNSETTLED), Review.decide_by < until)
    return and_(Review.workspace_id.in_(workspace_ids), or_(settled, waiting))


def _month(review: Review, workspace: Workspace, months: Sequence[str]) -> str | None:
    """Say in which of the months a review counts; None where in none."""
    if review.settled_at is None:
        return months[-1] if month_of(review.decide_by, workspace.calendar) <= months[-1] else None
    month = month_of(review.settled_at, workspace.calendar)
    return month if months[0] <= month <= months[-1] else None


def _handled(review: Review, workspace: Workspace, month: str, until: DateTime, read: _Read) -> Handled:
    rows = read.invoices.get(review.id, ())
    return Handled(
        review_id=review.id,
        workspace=workspace.key,
        month=month,
        state=review.state,
        opened_at=review.opened_at,
        decide_by=review.decide_by,
        payment_deadline=review.payment_deadline,
        seen_at=review.settled_at or until,
        calendar=workspace.calendar,
        invoices=tuple(_examined(row, read) for row in rows),
        was_disputed=review.id in read.disputed,
        period_id=next((row.period_id for row in rows if row.period_id), None),
    )


def _examined(row: Any, read: _Read) -> Examined:
    return Examined(
        number=row.number,
        currency=row.bridged_in or row.currency,
        rules=read.rules.get(row.revision_id, frozenset()),
        amount=row.amount,
        explained=row.explained,
        was_corrected=row.newest > row.revision or row.invoice_id in read.reissued,
    )


def _read(session: Session, review_ids: Found) -> _Read:
    rows = _invoices(session, review_ids)
    rules = _rules(session, review_ids)
    spoken = sorted({row.invoice_id for row in rows if row.revision_id in rules})
    return _Read(
        invoices=_grouped((row.review_id, row) for row in rows),
        rules=rules,
        disputed=_disputed(session, review_ids),
        reissued=frozenset(one.old_id for one in reissues(session, spoken)),
    )


def _invoices(session: Session, review_ids: Found) -> Sequence[Any]:
    """Read the reviewed revisions with what was explained of each, where that is known."""
    return session.execute(
        select(
            ReviewedRevision.review_id,
            ReviewedRevision.revision_id,
            Invoice.id.label("invoice_id"),
            Invoice.number,
            Invoice.period_id,
            Invoice.revision.label("newest"),
            Revision.number.label("revision"),
            Revision.currency,
            Bridge.currency.label("bridged_in"),
            Bridge.amount,
            Bridge.explained,
        )
        .join(Revision, Revision.id == ReviewedRevision.revision_id)
        .join(Invoice, Invoice.id == ReviewedRevision.invoice_id)
        .outerjoin(Bridge, Bridge.revision_id == ReviewedRevision.revision_id)
        .where(ReviewedRevision.review_id.in_(review_ids))
        .order_by(Invoice.number)
    ).all()


def _rules(session: Session, review_ids: Found) -> Mapping[UUID, frozenset[str]]:
    """Read which checks asked for somebody's attention, by revision."""
    rows = session.execute(
        select(Finding.revision_id, Finding.rule)
        .join(ReviewedRevision, ReviewedRevision.revision_id == Finding.revision_id)
        .where(ReviewedRevision.review_id.in_(review_ids), Finding.severity.in_(LOUD), Finding.muted.is_(None))
    )
    return {
        revision_id: frozenset(rules)
        for revision_id, rules in _grouped((revision_id, rule) for revision_id, rule in rows).items()
    }


def _disputed(session: Session, review_ids: Found) -> frozenset[UUID]:
    flagged = select(Assignment.review_id).where(Assignment.review_id.in_(review_ids), Assignment.state == FLAGGED)
    return frozenset(session.scalars(flagged))


def _grouped(pairs: Iterable[tuple[UUID, Any]]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
