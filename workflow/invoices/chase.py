"""Stage 2, second half: an invoice that did not come is late, the vendor is written to, then the admins are told."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.calendars import BusinessDays, Calendar
from workflow.events.event import Happened, record
from workflow.events.transitions import move
from workflow.invoices.aside import newest_awaited
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Role
from workflow.people.pools import Directory, directory
from workflow.people.workspace import Workspace
from workflow.periods.closing import EXPECTED_AT
from workflow.periods.period import AWAITING, LATE, PROOF_MINUTES, BillingPeriod
from workflow.policy.policy import Policy

RUNGS = ("late", "chase", "chase_again", "admin")
TO_VENDOR = ("chase", "chase_again")
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
    skipped_first: bool = False


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
    moments = moments_of(period, calendar, policy)
    start = RUNGS.index(period.chase_rung or "late")
    due = [rung for rung in RUNGS[start:] if moments[rung] <= now]
    following = next((rung for rung in RUNGS[start:] if moments[rung] > now), None)
    next_at = moments[following] if following else None
    both = {"chase", "chase_again"} <= set(due)
    return Step(period, _newest_letter_only(due), following, next_at, held, skipped_first=both)


def moments_of(period: BillingPeriod, calendar: Calendar, policy: Policy) -> Mapping[str, DateTime]:
    """Give the moment of every rung, counted in business days from the day the invoice is late.

    That is the day on which it is expected, or the one on which the vendor's silence could be proven, if that is later:
    nobody is accused for the days on which our own connector was broken.
    """
    late_at = period.expected_by
    if period.first_empty_at:
        late_at = max(late_at, period.first_empty_at.add(minutes=PROOF_MINUTES))
    missing, late_on = policy.missing, calendar.local_date(late_at)
    days = {"chase": missing.chase, "chase_again": missing.chase_again, "admin": missing.admin}
    return {"late": late_at} | {rung: _at_nine(calendar, late_on, count) for rung, count in days.items()}


def _at_nine(calendar: Calendar, day: datetime.date, business_days: int) -> DateTime:
    return calendar.at(calendar.shift(day, BusinessDays(business_days)), EXPECTED_AT)


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


def _overtaken(step: Step, rung: str) -> dict[str, bool]:
    """Say of the second letter that the first one never went out, because both were due at once."""
    return {"is_first": True} if rung == "chase_again" and step.skipped_first else {}


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
    to_vendor = rung in TO_VENDOR and by_itself and workspace.vendor_support
    if to_vendor:
        data = {"reply_to": [person.email for person in finance], **_overtaken(step, rung)}
        address = workspace.vendor_support
        return [ToTell(workspace.id, Kind.MISSING, period.id, rung, now, address=address, data=data)]
    readers = people.holders(workspace, Role.ADMIN) if rung == "admin" else finance
    draft = {"draft": True, **({"held": True} if step.held else {}), **_overtaken(step, rung)}
    return [
        ToTell(workspace.id, Kind.MISSING, period.id, rung, now, person.id, data=draft if rung in TO_VENDOR else {})
        for person in readers or people.holders(workspace, Role.ADMIN)
    ]
