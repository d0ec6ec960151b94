"""Which rules are muted where, and the doors by which a mute begins and ends."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.base import new_id
from workflow.events.event import Happened, record
from workflow.findings.mute import Mute
from workflow.findings.rules.registry import RULES
from workflow.people.person import Person, Role
from workflow.people.pools import directory
from workflow.people.workspace import Workspace

LONGEST_DAYS = 366
LONGEST_WHY = 1000
ADMINS_ONLY = frozenset({"seller_changed", "payee_changed"})
"""What a fraud looks like: one person of finance alone does not silence it."""
SEAT_STAYS = "The second finance seat that it asks for stays all the same."

Muted = Mapping[tuple[UUID, str], str]
"""Why a rule is muted, by workspace and rule."""


@dataclass(frozen=True)
class Wish:
    """What somebody wants muted: which rule, why, and up to which day, itself included; None where no day was read."""

    rule: str
    why: str
    until: datetime.date | None


class NotMuted(Exception):
    """Raised for a mute that does not begin or end; `field` is the part of the wish that is in the way, or empty."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.field = field


def mute(session: Session, workspace: Workspace, by: Person, wish: Wish, now: DateTime) -> Mute:
    """Mute a rule for a workspace; raises NotMuted, and then nothing is changed.

    It holds for what is examined from now on. Two who ask at once take turns at the workspace's row.
    """
    session.get_one(Workspace, workspace.id, with_for_update={"key_share": True})
    until = _checked(session, workspace, by, wish, now)
    begun = Mute(
        id=new_id(),
        workspace_id=workspace.id,
        rule=wish.rule,
        reason=wish.why,
        until=until,
        person_id=by.id,
        muted_at=now,
    )
    session.add(begun)
    data = {"rule": wish.rule, "until": until.isoformat()}
    record(session, [Happened(workspace.id, now, "rule.muted", f"mute:{begun.id}", wish.why, by.email, data)])
    return begun


def unmute(session: Session, mute_id: UUID, by: Person, now: DateTime) -> None:
    """End a mute early; raises NotMuted for one that is over."""
    its = select(Mute).where(Mute.id == mute_id).with_for_update().execution_options(populate_existing=True)
    found = session.scalars(its).one()
    if not is_in_force(found, session.get_one(Workspace, found.workspace_id), now):
        raise NotMuted("This check is not muted any more.")
    found.ended_at, found.ended_by = now, by.id
    data = {"rule": found.rule}
    why = "ended early"
    record(session, [Happened(found.workspace_id, now, "rule.unmuted", f"mute:{found.id}", why, by.email, data)])


def is_in_force(mute: Mute, workspace: Workspace, now: DateTime) -> bool:
    """Tell whether a mute holds at a moment; its last day is wholly in it."""
    return mute.ended_at is None and workspace.calendar.local_date(now) <= mute.until


def _checked(session: Session, workspace: Workspace, by: Person, wish: Wish, now: DateTime) -> datetime.date:
    """Give the last day of what may be muted; raises NotMuted."""
    if wish.rule not in {rule.name for rule in RULES}:
        raise NotMuted("Choose the check to mute.", "rule")
    admins = directory(session).holders(workspace, Role.ADMIN)
    if wish.rule in ADMINS_ONLY and by.id not in {one.id for one in admins}:
        raise NotMuted(f"Only an admin of {workspace.name} can mute this check. {SEAT_STAYS}", "rule")
    if not wish.why:
        raise NotMuted("Say why it is not to be asked about; it stands beside every finding of it.", "why")
    if len(wish.why) > LONGEST_WHY:
        raise NotMuted(f"The reason has more than {LONGEST_WHY} characters.", "why")
    running = _running(session, workspace, wish.rule, now)
    if running:
        raise NotMuted(f"This check is muted already, until {running.until}. End that first.", "rule")
    return _last_day(wish.until, workspace.calendar.local_date(now))


def _last_day(until: datetime.date | None, today: datetime.date) -> datetime.date:
    furthest = today + datetime.timedelta(days=LONGEST_DAYS)
    if until is None or not today < until <= furthest:
        raise NotMuted(f"Give a last day after today and up to {furthest}.", "until")
    return until


def _running(session: Session, workspace: Workspace, rule: str, now: DateTime) -> Mute | None:
    its = select(Mute).where(Mute.workspace_id == workspace.id, Mute.rule == rule, Mute.ended_at.is_(None))
    return next((one for one in session.scalars(its) if is_in_force(one, workspace, now)), None)


def mutes_in_force(session: Session, workspace_ids: Iterable[UUID], now: DateTime) -> Muted:
    """Give the mutes that hold at a moment, in one statement; the last day of one is wholly in it."""
    rows = session.execute(
        select(Mute, Person, Workspace)
        .join(Person, Person.id == Mute.person_id)
        .join(Workspace, Workspace.id == Mute.workspace_id)
        .where(Mute.workspace_id.in_(list(workspace_ids)), Mute.ended_at.is_(None))
        .order_by(Mute.id)
    )
    return {
        (mute.workspace_id, mute.rule): f"Muted until {mute.until} by {person.name}: {mute.reason}"
        for mute, person, workspace in rows
        if is_in_force(mute, workspace, now)
    }
