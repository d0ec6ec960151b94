"""Stage 2, first half: claim the periods whose vendor is to be asked, and store what came back.

The asking itself happens in between, with no transaction open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from workflow.events.event import Happened, record
from workflow.invoices.aside import keep_aside, unread_since
from workflow.invoices.intake import accept
from workflow.invoices.source import Account, Completeness, Fetched, Span
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import directory
from workflow.people.workspace import Workspace
from workflow.periods.period import AWAITING, HISTORY, LATE, OPEN, REVIEWED, WAIVED, BillingPeriod

LEASE_SECONDS = 120
EVERY_HOURS = 6
AFTERWARDS_DAYS = 45
FIRST_RETRY_MINUTES = 15
LONGEST_WAIT_HOURS = 24
TELL_AFTER_HOURS = 24


@dataclass(frozen=True)
class Expectation:
    """A period whose vendor is to be asked now."""

    period_id: UUID
    workspace_id: UUID
    source: str
    account: Account
    span: Span


def claim_fetches(session: Session, now: DateTime, wall: DateTime, limit: int) -> list[Expectation]:
    """Claim what is due, under a lease of real time; the caller commits before it asks anybody."""
    free = or_(BillingPeriod.fetch_lease_until.is_(None), BillingPeriod.fetch_lease_until < wall)
    # A common table expression, because PostgreSQL may run a plain subquery twice and so claim more than the limit.
    due = (
        select(BillingPeriod.id)
        .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
        .where(BillingPeriod.fetch_at <= now, free, Workspace.active)
        .order_by(BillingPeriod.fetch_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=BillingPeriod)
        .cte("due")
    )
    claim = (
        update(BillingPeriod)
        .where(BillingPeriod.id.in_(select(due.c.id)))
        .values(fetch_lease_until=wall.add(seconds=LEASE_SECONDS))
        .returning(BillingPeriod.id)
    )
    claimed = session.scalars(claim, execution_options={"synchronize_session": False}).all()
    return _expectations(session, claimed)


def _expectations(session: Session, period_ids: Sequence[UUID]) -> list[Expectation]:
    if not period_ids:
        return []
    rows = session.execute(
        select(BillingPeriod, Workspace)
        .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
        .where(BillingPeriod.id.in_(period_ids))
        .order_by(BillingPeriod.fetch_at, BillingPeriod.starts_at)
    )
    return [
        Expectation(
            period.id,
            workspace.id,
            workspace.source,
            Account(workspace.key, workspace.account, workspace.currency, workspace.timezone),
            Span(period.starts_on, period.ends_on),
        )
        for period, workspace in rows
    ]


def store_fetch(session: Session, expectation: Expectation, fetched: Fetched, now: DateTime) -> None:
    """Store what a source answered for one period: its documents, its connection, and when to ask again."""
    workspace = session.get_one(Workspace, expectation.workspace_id, with_for_update=True, populate_existing=True)
    accept(session, workspace, fetched.received, now)
    keep_aside(session, workspace, fetched.set_aside, now)
    _note_connection(session, workspace, fetched, now)
    period = session.get_one(BillingPeriod, expectation.period_id, populate_existing=True)
    if fetched.state != Completeness.COMPLETE:
        # Nobody is called silent who cannot be heard; the next complete answer counts again.
        period.last_empty_at = None
    elif not unread_since(session, workspace, fetched.set_aside, period.ends_at):
        _note_emptiness(period, now)
    _plan_next(period, fetched, now)


def _note_emptiness(period: BillingPeriod, now: DateTime) -> None:
    """Remember a complete answer without this period's invoice; two of them prove that the vendor is silent."""
    if period.state in {OPEN, AWAITING, LATE}:
        period.first_empty_at = period.first_empty_at or now
        period.last_empty_at = now
    if period.state == AWAITING and period.silence_is_proven():
        period.chase_at = max(period.expected_by, now)


def _plan_next(period: BillingPeriod, fetched: Fetched, now: DateTime) -> None:
    period.fetch_lease_until = None
    if fetched.state != Completeness.COMPLETE:
        period.fetch_failures += 1
        period.fetch_at = now.add(seconds=_wait_seconds(period.fetch_failures, fetched.retry_after))
        return
    period.fetch_failures = 0
    period.fetch_at = _after_complete(period, now)


def _wait_seconds(failures: int, retry_after: int | None) -> int:
    """Double from a quarter of an hour up to six hours; a vendor may ask for more, but for no more than a day."""
    own: int = min(FIRST_RETRY_MINUTES * 60 * 2 ** min(failures - 1, 10), EVERY_HOURS * 3600)
    return min(max(own, retry_after or 0), LONGEST_WAIT_HOURS * 3600)


def _after_complete(period: BillingPeriod, now: DateTime) -> DateTime | None:
    """Say when to ask again: history never, else every six hours; what was reviewed may change for some weeks more."""
    again = now.add(hours=EVERY_HOURS)
    if period.state == HISTORY:
        return None
    if period.state in {REVIEWED, WAIVED} and again > period.ends_at.add(days=AFTERWARDS_DAYS):
        return None
    return again


def _note_connection(session: Session, workspace: Workspace, fetched: Fetched, now: DateTime) -> None:
    if workspace.connection != fetched.state:
        record(session, [_connection_event(workspace, fetched, now)])
        workspace.connection, workspace.connection_since = fetched.state, now
    workspace.connection_problem = fetched.problem
    if fetched.state == Completeness.COMPLETE:
        workspace.last_success_at = now
    elif _worth_telling(workspace, now):
        _tell_admins(session, workspace, now)


def _connection_event(workspace: Workspace, fetched: Fetched, now: DateTime) -> Happened:
    return Happened(
        workspace.id,
        now,
        f"connection.{fetched.state}",
        f"workspace:{workspace.id}",
        fetched.problem or "the source answered completely",
        data={"from": workspace.connection, "request_id": fetched.request_id},
    )


def _worth_telling(workspace: Workspace, now: DateTime) -> bool:
    """Tell of a broken connector at once, of one that stays incomplete after a day."""
    since = workspace.connection_since or now
    return workspace.connection == Completeness.BROKEN or now >= since.add(hours=TELL_AFTER_HOURS)


def _tell_admins(session: Session, workspace: Workspace, now: DateTime) -> None:
    since = workspace.connection_since or now
    part = since.format("YYYY-MM-DD")  # a connection that comes and goes is told of once a day
    admins = directory(session).holders(workspace, Role.ADMIN)
    data = {"state": workspace.connection, "problem": workspace.connection_problem}
    post(
        session,
        [ToTell(workspace.id, Kind.CONNECTOR, workspace.id, part, now, admin.id, data=data) for admin in admins],
    )
