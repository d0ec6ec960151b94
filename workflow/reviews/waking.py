"""Stage 5: whoever put a review task off is reminded when the time that they wished for has come."""

from collections.abc import Sequence
from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import change_all
from workflow.events.event import Happened, record
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.workspace import Workspace
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, Review

DUE = (
    select(Assignment, Review, Workspace)
    .join(Review, Review.id == Assignment.review_id)
    .join(Workspace, Workspace.id == Assignment.workspace_id)
    .where(Assignment.state == OPEN, Assignment.snoozed_until <= bindparam("now"))
    .order_by(Assignment.snoozed_until, Assignment.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=(Assignment, Review))
)


@dataclass(frozen=True)
class Awake:
    """A seat that was put off until now, and what its person is told; nothing where there is no use in it."""

    seat: Assignment
    why: str
    notices: tuple[ToTell, ...] = ()


def wake(session: Session, now: DateTime) -> Batch:
    """Remind one batch of people whose time has come."""
    rows = session.execute(DUE, {"now": now, "most": BATCH}).all()
    if not rows:
        return Batch()
    awake, apart = decide_each(rows, lambda row: decide_awake(*row, now))
    _write(session, awake, now)
    troubles = tuple(Trouble(f"assignment:{row[0].id}", str(error)) for row, error in apart)
    return Batch(len(awake), troubles)


def decide_awake(seat: Assignment, review: Review, workspace: Workspace, now: DateTime) -> Awake:
    """Decide what the person on a seat is told when the time that they wished for has come."""
    if review.state not in UNSETTLED or seat.person_id is None or seat.snoozed_until is None:
        return Awake(seat, "there is nobody left to remind of it")
    if review.waits_since:
        return Awake(seat, "the vendor is waited for, so nobody is reminded")
    part = snoozed_part(seat.snoozed_until, workspace)
    told = ToTell(workspace.id, Kind.RUNG, review.id, part, now, seat.person_id)
    return Awake(seat, "they wished to be reminded now", (told,))


def snoozed_part(until: DateTime, workspace: Workspace) -> str:
    """Name in the notice's key when somebody wished to be reminded, as the workspace's clocks show it."""
    return f"snoozed@{workspace.calendar.local(until):%Y-%m-%dT%H%M}"


def _write(session: Session, awake: Sequence[Awake], now: DateTime) -> None:
    happened = [_happened(one, now) for one in awake]
    change_all(session, [(one.seat, {"snoozed_until": None}) for one in awake])
    post(session, [notice for one in awake for notice in one.notices])
    record(session, happened)


def _happened(one: Awake, now: DateTime) -> Happened:
    seat, until = one.seat, one.seat.snoozed_until
    data = {"review": str(seat.review_id), "role": seat.role, "until": until.to_iso8601_string() if until else None}
    return Happened(seat.workspace_id, now, "assignment.woken", f"assignment:{seat.id}", one.why, data=data)
