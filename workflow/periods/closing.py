"""Stage 1: a period whose end has come is closed, and the next one is written before its invoice can exist."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pendulum import DateTime
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import insert_new
from workflow.calendars import BusinessDays, Calendar
from workflow.events.transitions import move
from workflow.people.workspace import Workspace
from workflow.periods.cycles import Cycle, boundaries
from workflow.periods.period import AWAITING, HISTORY, OPEN, BillingPeriod
from workflow.policy.parts import MissingPolicy
from workflow.policy.policy import Policy

MIDNIGHT = datetime.time(0)
EXPECTED_AT = datetime.time(9)
FIRST_FETCH_MINUTES = 60
WHILE_RUNNING_HOURS = 24
TO_WRITE = (
    select(Workspace)
    .where(Workspace.active, or_(Workspace.periods_until.is_(None), Workspace.periods_until <= bindparam("now")))
    .order_by(Workspace.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True, key_share=True)
)
TO_CLOSE = (
    select(BillingPeriod)
    .where(BillingPeriod.close_at <= bindparam("now"))
    .order_by(BillingPeriod.close_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True)
class Window:
    """A period as it will be written: its bounds, dates (both included) and by when its invoice is expected."""

    starts_at: DateTime
    ends_at: DateTime
    starts_on: date
    ends_on: date
    expected_by: DateTime


def close_periods(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Write what periods have begun, and close those that have ended, for one batch each."""
    written = _write_due(session, now, policy)
    return written + _close_due(session, now)


def _write_due(session: Session, now: DateTime, policy: Policy) -> Batch:
    workspaces = session.scalars(TO_WRITE, {"now": now}).all()
    written, apart = decide_each(workspaces, lambda one: (one, list(windows_until(one, now, policy.missing))))
    rows = [_row(workspace, window, now) for workspace, windows in written for window in windows]
    insert_new(session, BillingPeriod, rows)
    ends = [{"id": workspace.id, "periods_until": windows[-1].ends_at} for workspace, windows in written]
    if ends:
        session.execute(update(Workspace), ends)
    return Batch(len(rows), tuple(Trouble(f"workspace:{one.id}", str(error)) for one, error in apart))


def windows_until(workspace: Workspace, now: DateTime, policy: MissingPolicy) -> Iterator[Window]:
    """Give the periods that are not written yet, up to and including the one that is running at `now`.

    They go on where the written ones end, whatever the cycle says now: without a gap, without an overlap.
    """
    calendar = workspace.calendar
    written = calendar.local_date(workspace.periods_until) if workspace.periods_until else workspace.first_period_starts
    for first, following in pairwise(boundaries(cycles_of(workspace), workspace.first_period_starts)):
        if following <= written:
            continue
        window = window_of(calendar, max(first, written), following, policy)
        yield window
        if window.ends_at > now:
            return


def cycles_of(workspace: Workspace) -> list[Cycle]:
    """Give the cycle that a workspace began with and those that took over later."""
    later = (Cycle(one["every"], one["anchor"], date.fromisoformat(one["on"])) for one in workspace.re_anchored)
    return [Cycle(workspace.cycle_every, workspace.cycle_anchor), *later]


def window_of(calendar: Calendar, first: date, following: date, policy: MissingPolicy) -> Window:
    """Give the period that begins on `first` and ends where the one of `following` begins, both local midnight."""
    last = following - datetime.timedelta(days=1)
    expected_on = calendar.shift(last, BusinessDays(policy.invoice_expected_business_days))
    return Window(
        starts_at=calendar.at(first, MIDNIGHT),
        ends_at=calendar.at(following, MIDNIGHT),
        starts_on=first,
        ends_on=last,
        expected_by=calendar.at(expected_on, EXPECTED_AT),
    )


def _row(workspace: Workspace, window: Window, now: DateTime) -> dict[str, object]:
    history = window.ends_on < workspace.review_from
    return {
        "id": new_id(),
        "workspace_id": workspace.id,
        "starts_at": window.starts_at,
        "ends_at": window.ends_at,
        "starts_on": window.starts_on,
        "ends_on": window.ends_on,
        "expected_by": window.expected_by,
        "state": HISTORY if history else OPEN,
        "close_at": None if history else window.ends_at,
        "fetch_at": _first_fetch(window, now, history=history),
        "fetch_failures": 0,
    }


def _first_fetch(window: Window, now: DateTime, *, history: bool) -> DateTime:
    """Say when to look first: at history at once, else a day after the beginning.

    What is written while a period runs (a one-off, what a card is charged) may be due before it ends.
    """
    if history:
        return max(window.ends_at.add(minutes=FIRST_FETCH_MINUTES), now)
    return window.starts_at.add(hours=WHILE_RUNNING_HOURS)


def _close_due(session: Session, now: DateTime) -> Batch:
    periods = session.scalars(TO_CLOSE, {"now": now}).all()
    why = {period.id: f"the period {period.starts_on} to {period.ends_on} has ended" for period in periods}
    move(session, [p for p in periods if p.state == OPEN], AWAITING, now=now, why=why)
    after = [_after_closing(period, awaiting=period.state == AWAITING) for period in periods]
    if after:
        session.execute(update(BillingPeriod), after)
    return Batch(done=len(periods))


def _after_closing(period: BillingPeriod, *, awaiting: bool) -> dict[str, object]:
    """Say when to look next: at the vendor an hour after the end, at the ladder when the invoice is overdue."""
    return {
        "id": period.id,
        "close_at": None,
        "fetch_at": period.ends_at.add(minutes=FIRST_FETCH_MINUTES),
        "chase_at": period.expected_by if awaiting else None,
    }
