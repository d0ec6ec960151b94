"""The business day before a payment run: one mail to one person of finance, over all workspaces that are theirs to pay.

Where policy names no run days nothing is planned, and nothing is looked at but an index that is empty.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.batch import Batch
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.payment_runs.gathering import Span, reviews_in, sheets_of
from workflow.payment_runs.giving_back import give_back
from workflow.payment_runs.schedule import is_run, next_look, run_to_tell
from workflow.people.person import Person, Role
from workflow.people.pools import Staff
from workflow.people.workspace import AUTOMATIC, Workspace
from workflow.policy.parts import DeadlinePolicy
from workflow.policy.policy import Policy
from workflow.reviews.staffing import staff

FIRST_SPAN_DAYS = 7
"""So far back the first mail goes: there is a run every week."""
DUE = (  # all at once: of what another process claimed, a mail over several workspaces would say nothing
    select(Workspace)
    .where(Workspace.active, or_(Workspace.run_at.is_(None), Workspace.run_at <= bindparam("now")))
    .order_by(Workspace.key)
    .with_for_update(skip_locked=True, key_share=True)
)
PAID_BY_US = (
    select(Workspace)
    .where(Workspace.active, Workspace.collection != AUTOMATIC)
    .order_by(Workspace.key)
    .with_for_update(skip_locked=True, key_share=True)
)
"""Where the vendor charges a card, no run pays anything.

Claimed, too: who waits for a row while holding others may wait for ever, and what another process holds can wait.
"""


@dataclass(frozen=True)
class Told:
    """A run that a person is told of: its date, and the workspaces for which it pays."""

    person: Person
    run_on: datetime.date
    workspaces: tuple[Workspace, ...]


def tell_runs(session: Session, now: DateTime, policy: Policy) -> Batch:
    """Post what finance is told of the runs that are near, and say when to look next."""
    given = Batch(give_back(session, now))
    return given + (_look(session, now, policy.deadline) if policy.deadline.runs else _plan_nothing(session))


def _look(session: Session, now: DateTime, policy: DeadlinePolicy) -> Batch:
    due = session.scalars(DUE, {"now": now}).all()
    if not due:
        return Batch()
    session.execute(update(Workspace), [_planned(one, now) for one in due])
    runs = {one.id: run for one in due if (run := _untold(one, now, policy))}
    if runs:
        _tell(session, runs, now, policy)
    return Batch(len(due))


def _planned(workspace: Workspace, now: DateTime) -> dict[str, Any]:
    return {
        "id": workspace.id,
        "run_at": next_look(now, workspace.calendar),
        "run_told_at": _told_until(workspace, now),
    }


def _told_until(workspace: Workspace, now: DateTime) -> DateTime:
    """Say until when what was approved has been told; at the first look, that it was until a while ago."""
    return workspace.run_told_at or now.subtract(days=FIRST_SPAN_DAYS)


def _plan_nothing(session: Session) -> Batch:
    """Forget what was planned while policy still named run days, but not what was told: no approval is told twice."""
    planned = update(Workspace).where(Workspace.run_at.is_not(None)).values(run_at=None)
    forgotten = session.scalars(planned.returning(Workspace.id), execution_options={"synchronize_session": False})
    return Batch(len(forgotten.all()))


def _untold(workspace: Workspace, now: DateTime, policy: DeadlinePolicy) -> datetime.date | None:
    """Give the run of a workspace that finance is to hear of now."""
    if workspace.collection == AUTOMATIC:
        return None
    run_on = run_to_tell(now, workspace.calendar, policy)
    return run_on if run_on and _is_news(workspace, run_on) else None


def _is_news(workspace: Workspace, run_on: datetime.date) -> bool:
    return workspace.run_told_on is None or workspace.run_told_on < run_on


def _tell(session: Session, runs: Mapping[UUID, datetime.date], now: DateTime, policy: DeadlinePolicy) -> None:
    told = _gathered(session.scalars(PAID_BY_US).all(), staff(session, now), runs, policy)
    spans = [(one, [_span(workspace, one.run_on, now, policy) for workspace in one.workspaces]) for one in told]
    reviews = reviews_in(session, [span for _, its in spans for span in its])
    said = [(one, _notice(one, its, now)) for one, its in spans if sheets_of(its, reviews, now)]
    # Posting again what was posted to its reader tells nobody: it is not noted as told, and the next mail says it.
    there = set(session.scalars(select(Notice.key).where(Notice.key.in_([notice.key for _, notice in said]))))
    posted = [(one, notice) for one, notice in said if notice.key not in there]
    post(session, [notice for _, notice in posted])
    told_of = [(workspace.id, one.run_on) for one, _ in posted for workspace in one.workspaces]
    if told_of:
        rows = [{"id": its, "run_told_on": run_on, "run_told_at": now} for its, run_on in told_of]
        session.execute(update(Workspace), rows)


def _gathered(
    workspaces: Sequence[Workspace], everybody: Staff, runs: Mapping[UUID, datetime.date], policy: DeadlinePolicy
) -> list[Told]:
    """Say who hears of which runs: whoever is to hear of one hears of all their workspaces whose run has that date.

    A workspace stands in one mail only, or two would say what was approved there.
    """
    readers = {one.id: reader for one in workspaces if (reader := _reader(one, everybody))}
    near = {(readers[its].id, run_on) for its, run_on in runs.items() if its in readers}
    found: dict[tuple[UUID, datetime.date], list[Workspace]] = defaultdict(list)
    for one in (one for one in workspaces if one.id in readers):
        person = readers[one.id].id
        others = sorted(run_on for person_id, run_on in near if person_id == person)
        run_on = runs.get(one.id) or next((day for day in others if _joins(one, day, everybody.now, policy)), None)
        if run_on:
            found[person, run_on].append(one)
    people = {one.id: one for one in readers.values()}
    return [Told(people[person], run_on, tuple(its)) for (person, run_on), its in sorted(found.items())]


def _joins(workspace: Workspace, run_on: datetime.date, now: DateTime, policy: DeadlinePolicy) -> bool:
    """Tell whether what is said of a run to its reader is to say what that run means here, too."""
    return _is_news(workspace, run_on) and is_run(run_on, now, workspace.calendar, policy)


def _reader(workspace: Workspace, everybody: Staff) -> Person | None:
    """Pick who of finance is told, an admin where nobody of finance is there; a mail burdens nobody.

    Whose address refuses mail is told where it is so with everybody.
    """
    unburdened, unreached = everybody.at(everybody.now), everybody.directory.unreached
    picked = (
        unburdened.pick(workspace, Role.FINANCE, unreached)
        or unburdened.pick(workspace, Role.ADMIN, unreached)
        or unburdened.pick(workspace, Role.FINANCE)
    )
    return picked.person if picked else None


def _span(workspace: Workspace, run_on: datetime.date, now: DateTime, policy: DeadlinePolicy) -> Span:
    run = workspace.calendar.at(run_on, policy.cutoff)
    return Span(workspace.id, workspace.name, run, _told_until(workspace, now), now)


def _notice(one: Told, spans: Sequence[Span], now: DateTime) -> ToTell:
    workspace_id = spans[0].workspace_id  # in the key, for its reader may have had a mail about others already
    part, data = one.run_on.isoformat(), {"spans": [span.as_data() for span in spans]}
    return ToTell(workspace_id, Kind.RUN, workspace_id, part, now, one.person.id, data=data)
