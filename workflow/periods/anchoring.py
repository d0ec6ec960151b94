"""Re-anchoring: the vendor moves the billing day, and the period that is running ends when the new cycle begins."""

from collections.abc import Sequence
from datetime import date
from itertools import dropwhile

from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.events.event import Happened, record
from workflow.people.workspace import Workspace
from workflow.periods.closing import Window, cycles_of, window_of
from workflow.periods.cycles import boundaries
from workflow.periods.period import BillingPeriod
from workflow.policy.parts import MissingPolicy


class PastAnchorError(ValueError):
    """Raised when a cycle is to take over within a period that has ended; the message names workspace and date."""


def re_anchor(session: Session, now: DateTime, policy: MissingPolicy) -> list[str]:
    """Make the running periods end where a later cycle of their workspace begins; gives a line for each that moved.

    Ended periods stay as they are. Raises PastAnchorError before anything is written.
    """
    workspaces = [one for one in session.scalars(select(Workspace).where(Workspace.active)) if one.re_anchored]
    if not workspaces:
        return []
    of_these = BillingPeriod.workspace_id.in_([one.id for one in workspaces])
    periods = session.scalars(select(BillingPeriod).where(of_these).order_by(BillingPeriod.starts_at)).all()
    moved = []
    for workspace in workspaces:
        its = [period for period in periods if period.workspace_id == workspace.id]
        _refuse_the_past(workspace, its)
        moved += [(workspace, period, window) for period in its if (window := _new_end(workspace, period, policy))]
    for workspace, period, window in moved:
        _write(session, workspace, period, window, now)
    return [f"workspace {workspace.key}: the running period {_days(window)}" for workspace, _, window in moved]


def _refuse_the_past(workspace: Workspace, periods: Sequence[BillingPeriod]) -> None:
    starts = {period.starts_on for period in periods}
    for cycle in cycles_of(workspace)[1:]:
        within = next((one for one in periods if cycle.since and one.starts_on < cycle.since <= one.ends_on), None)
        if within and within.close_at is None and cycle.since not in starts:
            raise PastAnchorError(
                f'workspace "{workspace.key}": re_anchored on {cycle.since} lies in the period {within.starts_on} to '
                f"{within.ends_on}, which has ended; name a day of the running period or a later one"
            )


def _new_end(workspace: Workspace, period: BillingPeriod, policy: MissingPolicy) -> Window | None:
    """Give the running period as a later cycle cuts it; None when none does."""
    if period.close_at is None or period.ends_at != workspace.periods_until:
        return None
    following = _next_begin(workspace, period)
    if following is None:
        return None
    window = window_of(workspace.calendar, period.starts_on, following, policy)
    return None if window.ends_on == period.ends_on else window


def _next_begin(workspace: Workspace, period: BillingPeriod) -> date | None:
    """Give the first day after this period as the later cycles have it; None while the first cycle holds."""
    later = [cycle.since for cycle in cycles_of(workspace)[1:] if cycle.since]
    if period.starts_on in later:
        begins = boundaries(cycles_of(workspace), workspace.first_period_starts)
        return next(dropwhile(lambda day: day <= period.starts_on, begins))
    return next((day for day in later if period.starts_on < day <= period.ends_on), None)


def _write(session: Session, workspace: Workspace, period: BillingPeriod, window: Window, now: DateTime) -> None:
    was = period.ends_on
    bounds = {"ends_at": window.ends_at, "ends_on": window.ends_on, "expected_by": window.expected_by}
    session.execute(update(BillingPeriod), [{"id": period.id, "close_at": window.ends_at, **bounds}])
    workspace.periods_until = window.ends_at
    why = f"the vendor bills from another day on: the running period {_days(window)}, not on {was}"
    about = f"period:{period.id}"
    data = {"from": was.isoformat(), "to": window.ends_on.isoformat()}
    record(session, [Happened(workspace.id, now, "period.re_anchored", about, why, data=data)])


def _days(window: Window) -> str:
    return f"from {window.starts_on} now ends on {window.ends_on}"
