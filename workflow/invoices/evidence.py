"""Stage 2, in its middle: claim the usage that is to be asked about, and store each answer as it was seen.

The asking itself happens in between, with no transaction open. Usage that cannot be read holds up nothing: it changes
neither the workspace's connection nor what is known of a period.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from workflow.invoices.accounts import accounts_of
from workflow.invoices.asking import AFTERWARDS_DAYS, EVERY_HOURS, claim, wait_seconds
from workflow.invoices.document import LineKind
from workflow.invoices.intake import take_turns
from workflow.invoices.invoice import EXAMINED, RECEIVED, UNDER_REVIEW, InvoiceLine, Revision
from workflow.invoices.sightings import see
from workflow.invoices.source import Account, Completeness, Evidence, Position, Span
from workflow.invoices.usage import UsageSpan
from workflow.invoices.usage_due import IS_ASKED
from workflow.people.workspace import Workspace

MOST_FAILURES = 10
"""With the growing waits about two days; who cannot be heard then, long after the days are over, is asked no more."""
INACTIVE = "The workspace is not active, so its vendor is not asked about usage; activate it in the setup file."

_FREE = or_(UsageSpan.lease_until.is_(None), UsageSpan.lease_until < bindparam("wall"))
# A common table expression, because PostgreSQL may run a plain subquery twice and so claim more than the limit.
_DUE = (
    select(UsageSpan.id)
    .join(Workspace, Workspace.id == UsageSpan.workspace_id)
    .where(UsageSpan.ask_at <= bindparam("now"), _FREE, IS_ASKED)
    .order_by(UsageSpan.ask_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=UsageSpan)
    .cte("due")
)
CLAIM = (
    update(UsageSpan)
    .where(UsageSpan.id.in_(select(_DUE.c.id)))
    .values(lease_until=bindparam("lease"))
    .returning(UsageSpan.id)
)


@dataclass(frozen=True)
class UsageQuestion:
    """Some days whose usage is to be asked about now; the vendor of a workspace that is not active is not asked."""

    span_id: UUID
    workspace_id: UUID
    source: str
    account: Account
    span: Span
    position: Position | None = None
    is_active: bool = True


def claim_usage(session: Session, now: DateTime, wall: DateTime, limit: int) -> list[UsageQuestion]:
    """Claim what is due, under a lease of real time; the caller commits before it asks anybody."""
    return _questions(session, claim(session, CLAIM, now, wall, limit))


def _questions(session: Session, span_ids: Sequence[UUID]) -> list[UsageQuestion]:
    if not span_ids:
        return []
    rows = session.execute(
        select(UsageSpan, Workspace)
        .join(Workspace, Workspace.id == UsageSpan.workspace_id)
        .where(UsageSpan.id.in_(span_ids))
        .order_by(UsageSpan.ask_at, UsageSpan.id)
    ).all()
    accounts = accounts_of(session, [workspace for _, workspace in rows])
    return [
        UsageQuestion(
            span.id,
            workspace.id,
            workspace.source,
            accounts[workspace.id],
            Span(span.starts_on, span.ends_on),
            span.position,
            workspace.active,
        )
        for span, workspace in rows
    ]


def store_evidence(session: Session, question: UsageQuestion, evidence: Evidence, now: DateTime) -> bool:
    """Store what a source answered about some days, and when to ask again; tells whether a failure is a new one."""
    take_turns(session, question.workspace_id)
    span = session.get_one(UsageSpan, question.span_id, populate_existing=True)
    workspace = session.get_one(Workspace, question.workspace_id)
    is_whole = evidence.state == Completeness.COMPLETE and question.position is None
    seen = see(session, span, evidence.facts, now, is_whole=is_whole)
    ended_at = workspace.calendar.at(span.ends_on + datetime.timedelta(days=1), datetime.time())
    is_final = evidence.state == Completeness.COMPLETE and seen.is_final and now >= ended_at
    is_news = evidence.state != Completeness.COMPLETE and (span.answered, span.problem) != _said(evidence)
    counted_on = seen.changed or (span.answered, span.is_final) != (evidence.state, is_final)
    span.failures = 0 if evidence.state == Completeness.COMPLETE else span.failures + 1
    is_done = is_final or not seen.is_known
    span.ask_at = next_ask(span.failures, evidence.retry_after, ended_at, now, is_done=is_done)
    if counted_on:
        _have_examined_again(session, span, now)
    span.asked_at, span.lease_until, span.is_final = now, None, is_final
    span.answered, span.problem = _said(evidence)
    span.request_id, span.position = evidence.request_id, evidence.position
    return is_news


def _said(evidence: Evidence) -> tuple[str, str | None]:
    return evidence.state, evidence.problem


def next_ask(
    failures: int, retry_after: int | None, ended_at: DateTime, now: DateTime, *, is_done: bool
) -> DateTime | None:
    """Say when to ask again about days that ended at a moment; null: never.

    `failures` are the answers in a row that were not complete, this one too. A complete one `is_done` when the vendor
    counts no further, or knows of no usage at all.
    """
    last = ended_at.add(days=AFTERWARDS_DAYS)
    if failures:
        is_given_up = now > last and failures >= MOST_FAILURES
        return None if is_given_up else now.add(seconds=wait_seconds(failures, retry_after))
    again = now.add(hours=EVERY_HOURS)
    return None if is_done or again > last else again


def _have_examined_again(session: Session, span: UsageSpan, now: DateTime) -> None:
    """Mark what charges these days to be examined again.

    What was only received waits for a first answer anyway; of a later one it may be missed by who examines it just now.
    """
    charging = session.scalars(
        select(InvoiceLine.revision_id)
        .join(Revision, Revision.id == InvoiceLine.revision_id)
        .where(
            InvoiceLine.workspace_id == span.workspace_id,
            InvoiceLine.kind == LineKind.USAGE,
            func.coalesce(InvoiceLine.starts_on, Revision.covers_from) == span.starts_on,
            func.coalesce(InvoiceLine.ends_on, Revision.covers_until) == span.ends_on,
        )
        .distinct()
    ).all()
    states = [EXAMINED, UNDER_REVIEW] + ([RECEIVED] if span.answered else [])
    if charging:
        its = (Revision.id.in_(charging), Revision.state.in_(states))
        session.execute(update(Revision).where(*its).values(recount_at=now))
