"""Stage 2, first half: claim the periods whose vendor is to be asked, and store what came back.

The asking itself happens in between, with no transaction open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.invoices.accounts import accounts_of
from workflow.invoices.aside import keep_aside
from workflow.invoices.asking import AFTERWARDS_DAYS, EVERY_HOURS, claim, wait_seconds
from workflow.invoices.connection import note_answer, note_connection
from workflow.invoices.intake import accept, take_turns
from workflow.invoices.source import Account, Completeness, Fetched, Position, Span
from workflow.people.workspace import Workspace
from workflow.periods.closing import FIRST_FETCH_MINUTES, WHILE_RUNNING_HOURS
from workflow.periods.period import AWAITING, HISTORY, LATE, OPEN, REVIEWED, WAIVED, BillingPeriod

_FREE = or_(BillingPeriod.fetch_lease_until.is_(None), BillingPeriod.fetch_lease_until < bindparam("wall"))
# A common table expression, because PostgreSQL may run a plain subquery twice and so claim more than the limit.
_DUE = (
    select(BillingPeriod.id)
    .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
    .where(BillingPeriod.fetch_at <= bindparam("now"), _FREE, Workspace.active)
    .order_by(BillingPeriod.fetch_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=BillingPeriod)
    .cte("due")
)
CLAIM = (
    update(BillingPeriod)
    .where(BillingPeriod.id.in_(select(_DUE.c.id)))
    .values(fetch_lease_until=bindparam("lease"))
    .returning(BillingPeriod.id)
)


@dataclass(frozen=True)
class Expectation:
    """A period whose vendor is to be asked now."""

    period_id: UUID
    workspace_id: UUID
    source: str
    account: Account
    span: Span
    position: Position | None = None


def claim_fetches(session: Session, now: DateTime, wall: DateTime, limit: int) -> list[Expectation]:
    """Claim what is due, under a lease of real time; the caller commits before it asks anybody."""
    return _expectations(session, claim(session, CLAIM, now, wall, limit))


def _expectations(session: Session, period_ids: Sequence[UUID]) -> list[Expectation]:
    if not period_ids:
        return []
    rows = session.execute(
        select(BillingPeriod, Workspace)
        .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
        .where(BillingPeriod.id.in_(period_ids))
        .order_by(BillingPeriod.fetch_at, BillingPeriod.starts_at)
    ).all()
    accounts = accounts_of(session, [workspace for _, workspace in rows])
    return [
        Expectation(
            period.id,
            workspace.id,
            workspace.source,
            accounts[workspace.id],
            Span(period.starts_on, period.ends_on),
            period.fetch_position,
        )
        for period, workspace in rows
    ]


def store_fetch(session: Session, expectation: Expectation, fetched: Fetched, now: DateTime) -> None:
    """Store what a source answered for one period: its documents, its connection, and when to ask again."""
    take_turns(session, expectation.workspace_id)
    workspace = session.get_one(Workspace, expectation.workspace_id, populate_existing=True)
    accept(session, workspace, fetched.received, now)
    keep_aside(session, workspace, fetched.set_aside, now)
    period = session.get_one(BillingPeriod, expectation.period_id, populate_existing=True)
    note_answer(session, period, fetched, now)
    if fetched.state == Completeness.COMPLETE:
        workspace.last_success_at = now
        _note_emptiness(period, now)
    else:
        # Nobody is called silent who cannot be heard; the next complete answer counts again.
        period.last_empty_at = None
    _plan_next(period, fetched, now)
    session.flush()
    note_connection(session, workspace, now)


def _note_emptiness(period: BillingPeriod, now: DateTime) -> None:
    """Remember a complete answer without this period's invoice; two of them prove that the vendor is silent."""
    if period.state not in {OPEN, AWAITING, LATE} or now < period.ends_at:
        return
    heard_again = period.last_empty_at is None
    period.first_empty_at = period.first_empty_at or now
    period.last_empty_at = now
    if period.state == AWAITING and period.silence_is_proven():
        period.chase_at = max(period.expected_by, now)
    elif period.state == LATE and heard_again and period.chase_rung:
        period.chase_at = now


def _plan_next(period: BillingPeriod, fetched: Fetched, now: DateTime) -> None:
    period.fetch_lease_until = None
    if fetched.state != Completeness.COMPLETE:
        period.fetch_failures = 1 if fetched.got_on else period.fetch_failures + 1
        period.fetch_at = now.add(seconds=wait_seconds(period.fetch_failures, fetched.retry_after))
        return
    period.fetch_failures = 0
    period.fetch_at = _after_complete(period, now)


def _after_complete(period: BillingPeriod, now: DateTime) -> DateTime | None:
    """Say when to ask again: history never, a running period once a day, else every six hours.

    What was reviewed may change for some weeks more, or until the next period of its length has ended.
    """
    if period.state == HISTORY:
        return None
    if now < period.ends_at:
        return min(now.add(hours=WHILE_RUNNING_HOURS), period.ends_at.add(minutes=FIRST_FETCH_MINUTES))
    again = now.add(hours=EVERY_HOURS)
    length = (period.ends_on - period.starts_on).days + 1
    last = period.ends_at.add(days=max(AFTERWARDS_DAYS, length))
    return None if period.state in {REVIEWED, WAIVED} and again > last else again
