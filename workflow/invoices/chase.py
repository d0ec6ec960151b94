"""Stage 2, second half: an invoice that did not come is late, the vendor is written to, then the admins are told."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.calendars import Calendar
from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.invoices.aside import newest_awaited
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace
from workflow.periods.closing import EXPECTED_AT
from workflow.periods.period import AWAITING, LATE, BillingPeriod
from workflow.policy import Policy

RUNGS = ("late", "chase", "chase_again", "admin")
LOOK_AGAIN_HOURS = 6
DUE = (
    select(BillingPeriod, Workspace)
    .join(Workspace, Workspace.id == BillingPeriod.workspace_id)
    .where(BillingPeriod.chase_at <= bindparam("now"), Workspace.active)
    .order_by(BillingPeriod.chase_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True, of=BillingPeriod)
)


@dataclass(frozen=True)
class Step:
    """What follows for one period: the rungs that are due now, and the next one with its moment.

    `held`: something unread may be its invoice, so the vendor is not written to before a person has looked.
    """

    period: BillingPeriod
    due: tuple[str, ...]
    next_rung: str | None
    next_at: DateTime | None
    held: bool = False


def chase(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Take every due rung of the missing-invoice ladder, for one batch of periods."""
    rows = session.execute(DUE, {"now": now}).all()
    if not rows:
        return Batch()
    workspaces = {workspace.id: workspace for _, workspace in rows}
    periods = [period for period, _ in rows]
    unread = newest_awaited(session, workspaces)

    def step(period: BillingPeriod) -> Step:
        held = (came := unread.get(period.workspace_id)) is not None and came >= period.starts_at
        return next_step(period, workspaces[period.workspace_id].calendar, now, policy, held=held)

    steps, apart = decide_each(periods, step)
    _write(session, steps, workspaces, now, policy)
    return Batch(len(steps), tuple(Trouble(f"period:{one.id}", str(error)) for one, error in apart))


def next_step(period: BillingPeriod, calendar: Calendar, now: DateTime, policy: Policy, *, held: bool = False) -> Step:
    """Decide which rungs of a period are due at `now`; nothing is due while the vendor cannot be heard, or was not yet.

    The invoice is late at 09:00 local on the 5th business day (by default) after the last day covered; the other
    rungs come at 09:00 so many business days after that day.
    """
    if period.state not in {AWAITING, LATE}:
        return Step(period, (), None, None)
    if not period.silence_is_proven():
        return Step(period, (), period.chase_rung or "late", now.add(hours=LOOK_AGAIN_HOURS))
    moments = moments_of(period.expected_by, calendar, policy)
    start = RUNGS.index(period.chase_rung or "late")
    due = [rung for rung in RUNGS[start:] if moments[rung] <= now]
    following = next((rung for rung in RUNGS[start:] if moments[rung] > now), None)
    return Step(period, _newest_letter_only(due), following, moments[following] if following else None, held)


def moments_of(late_at: DateTime, calendar: Calendar, policy: Policy) -> Mapping[str, DateTime]:
    """Give the moment of every rung, counted in business days from the day the invoice is late."""
    missing, late_on = policy.missing, calendar.local_date(late_at)
    days = {"chase": missing.chase, "chase_again": missing.chase_again, "admin": missing.admin}
    return {"late": late_at} | {rung: _at_nine(calendar, late_on, count) for rung, count in days.items()}


def _at_nine(calendar: Calendar, day: datetime.date, business_days: int) -> DateTime:
    return calendar.at(calendar.shift(day, business_days), EXPECTED_AT)


def _newest_letter_only(due: Sequence[str]) -> tuple[str, ...]:
    """After an outage the vendor gets one letter, not the two that are due."""
    return tuple(rung for rung in due if rung != "chase" or "chase_again" not in due)


def _write(
    session: Session, steps: Sequence[Step], workspaces: Mapping[UUID, Workspace], now: DateTime, policy: Policy
) -> None:
    late = [step.period for step in steps if "late" in step.due and step.period.state == AWAITING]
    move(session, late, LATE, now=now, why="two complete answers without the invoice, and its day has passed")
    people = directory(session)
    post(
        session,
        [notice for step in steps for notice in _told(step, workspaces[step.period.workspace_id], people, now, policy)],
    )
    # That it is late was written by the move.
    record(session, [_happened(step.period, rung, now) for step in steps for rung in step.due if rung != "late"])
    session.execute(
        update(BillingPeriod),
        [{"id": step.period.id, "chase_rung": step.next_rung, "chase_at": step.next_at} for step in steps],
    )


def _happened(period: BillingPeriod, rung: str, now: DateTime) -> Happened:
    why = f"the invoice for {period.starts_on} to {period.ends_on} is missing: {rung}"
    return Happened(period.workspace_id, now, f"period.{rung}", f"period:{period.id}", why)


def _told(step: Step, workspace: Workspace, people: Directory, now: DateTime, policy: Policy) -> list[ToTell]:
    """Say who is told at the due rungs; of several letters to one reader only the newest goes out, and each draft."""
    by_itself = policy.vendor_mail == "send" and not step.held
    letters = [
        letter for rung in step.due for letter in _notices(step, workspace, rung, people, now, by_itself=by_itself)
    ]
    return list({(one.person_id, one.address, "draft" in one.data): one for one in letters}.values())


def _notices(
    step: Step, workspace: Workspace, rung: str, people: Directory, now: DateTime, *, by_itself: bool
) -> list[ToTell]:
    """Say who is told at a rung: finance, the vendor (or finance, with a draft), the admins."""
    period, finance = step.period, people.holders(workspace, Role.FINANCE)
    to_vendor = rung in {"chase", "chase_again"} and by_itself and workspace.vendor_support
    if to_vendor:
        data = {"reply_to": [person.email for person in finance]}
        address = workspace.vendor_support
        return [ToTell(workspace.id, Kind.MISSING, period.id, rung, now, address=address, data=data)]
    readers = people.holders(workspace, Role.ADMIN) if rung == "admin" else finance
    draft = {"draft": True, **({"held": True} if step.held else {})} if rung in {"chase", "chase_again"} else {}
    return [
        ToTell(workspace.id, Kind.MISSING, period.id, rung, now, person.id, data=draft)
        for person in readers or people.holders(workspace, Role.ADMIN)
    ]
