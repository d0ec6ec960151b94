"""Stage 5: whatever rung is due of an unsettled review is taken: remind, warn, escalate, call."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.bulk import insert_new
from workflow.events.event import Happened, record
from workflow.ladders.overdue import newest_overdue, next_overdue
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person, Role
from workflow.people.pools import Directory, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.admins import AdminSeat, give_links, seat_admin, write_admin_seats
from workflow.reviews.review import OPEN, UNSETTLED, Assignment, PlannedRung, Review
from workflow.reviews.rungs import rung_rows
from workflow.reviews.staffing import staff

TO_ASSIGNEE = (RungName.REMINDER, RungName.WARNING)
TO_ADMINS = (RungName.FINAL_CALL, RungName.OVERDUE)
DUE = (
    select(PlannedRung, Review, Workspace)
    .join(Review, Review.id == PlannedRung.review_id)
    .join(Workspace, Workspace.id == PlannedRung.workspace_id)
    .where(PlannedRung.state == RungState.PLANNED, PlannedRung.at <= bindparam("now"))
    .order_by(PlannedRung.at, PlannedRung.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=(PlannedRung, Review))
)


@dataclass(frozen=True)
class Climb:
    """A review with the rungs that are due, in order of time, and its seats."""

    review: Review
    workspace: Workspace
    due: tuple[PlannedRung, ...]
    seats: tuple[Assignment, ...]


@dataclass(frozen=True)
class Step:
    """What is to be written for one review; `skipped` rungs were overtaken by a newer one while nobody looked."""

    climb: Climb
    skipped: tuple[UUID, ...]
    notices: tuple[ToTell, ...]
    admin_seat: AdminSeat | None
    told_admins: tuple[Person, ...]
    following: Rung | None


def climb(session: Session, now: DateTime) -> Batch:
    """Take the due rungs of one batch of reviews."""
    climbs = _gather(session, now)
    if not climbs:
        return Batch()
    everybody = staff(session, now)
    steps, apart = decide_each(climbs, lambda one: decide_step(one, everybody, now))
    _write(session, steps, now)
    troubles = tuple(Trouble(f"review:{one.review.id}", str(error)) for one, error in apart)
    return Batch(sum(len(step.climb.due) for step in steps), troubles)


def _gather(session: Session, now: DateTime) -> list[Climb]:
    rows = session.execute(DUE, {"now": now, "most": BATCH}).all()
    if not rows:
        return []
    subjects = {review.id: (review, workspace) for _, review, workspace in rows}
    due = _due_of(session, list(subjects), now)
    seats = _seats_of(session, list(subjects))
    return [
        Climb(review, workspace, tuple(due[review_id]), tuple(seats.get(review_id, ())))
        for review_id, (review, workspace) in subjects.items()
    ]


def _due_of(session: Session, review_ids: Sequence[UUID], now: DateTime) -> Mapping[UUID, list[PlannedRung]]:
    """Give all due rungs of the claimed reviews, for the batch may end between two of one review."""
    planned = select(PlannedRung).where(
        PlannedRung.review_id.in_(review_ids), PlannedRung.state == RungState.PLANNED, PlannedRung.at <= now
    )
    due: dict[UUID, list[PlannedRung]] = defaultdict(list)
    for rung in session.scalars(planned.order_by(PlannedRung.at, PlannedRung.id)):
        due[rung.review_id].append(rung)
    return due


def _seats_of(session: Session, review_ids: Sequence[UUID]) -> Mapping[UUID, list[Assignment]]:
    seats: dict[UUID, list[Assignment]] = defaultdict(list)
    for seat in session.scalars(select(Assignment).where(Assignment.review_id.in_(review_ids))):
        seats[seat.review_id].append(seat)
    return seats


def decide_step(one: Climb, everybody: Staff, now: DateTime) -> Step:
    """Decide who is told at the due rungs; of several rungs to the same reader only the newest goes out."""
    if one.review.state not in UNSETTLED:
        return Step(one, (), (), None, (), None)
    due = {RungName(rung.rung): rung for rung in one.due}
    assignee_rung = max((name for name in TO_ASSIGNEE if name in due), key=_order, default=None)
    admin_rung = max((name for name in TO_ADMINS if name in due), key=_order, default=None)
    needs_admin = admin_rung or RungName.ESCALATION in due
    why = f"{(admin_rung or RungName.ESCALATION).replace('_', ' ')}: nobody has decided"
    picked = seat_admin(one.review.id, one.workspace, one.seats, everybody, why) if needs_admin else None
    told = tuple(_told_admins(one, everybody.directory, picked, admin_rung, escalated=RungName.ESCALATION in due))
    notices = [*_to_assignees(one, assignee_rung, now), *_to_admins(one, picked, told, admin_rung, due, now)]
    skipped = tuple(
        due[name].id for name in due if name in TO_ASSIGNEE + TO_ADMINS and name not in {assignee_rung, admin_rung}
    )
    following = _following(one, now) if RungName.OVERDUE in due else None
    return Step(one, skipped, tuple(notices), picked, told, following)


def _order(name: RungName) -> int:
    return list(RungName).index(name)


def _to_assignees(one: Climb, rung: RungName | None, now: DateTime) -> list[ToTell]:
    """Only whoever blocks is mailed: the people on open reviewers' seats."""
    if rung is None:
        return []
    waiting = {
        seat.person_id for seat in one.seats if seat.state == OPEN and seat.role != Role.ADMIN and seat.person_id
    }
    return [_notice(one, rung, person_id, now) for person_id in sorted(waiting)]


def _told_admins(
    one: Climb, people: Directory, picked: AdminSeat | None, rung: RungName | None, *, escalated: bool
) -> list[Person]:
    """Say which admins hear of a final call or of being overdue: all, but the picked one gets one mail, not two."""
    if rung is None or picked is None:
        return []
    everybody = people.holders(one.workspace, Role.ADMIN)
    return [admin for admin in everybody if not (escalated and admin.id == picked.person.id)]


def _to_admins(
    one: Climb,
    picked: AdminSeat | None,
    told: Sequence[Person],
    rung: RungName | None,
    due: Mapping[RungName, PlannedRung],
    now: DateTime,
) -> list[ToTell]:
    if picked is None:
        return []
    notices = [_notice(one, _part(one, rung, now), admin.id, now) for admin in told] if rung else []
    if RungName.ESCALATION in due:
        notices.insert(0, _notice(one, RungName.ESCALATION, picked.person.id, now))
    return notices


def _part(one: Climb, rung: RungName, now: DateTime) -> str:
    """Name the rung in the notice's key; being overdue is told once a business day, so its date is part of it."""
    if rung is not RungName.OVERDUE:
        return rung
    return f"{rung}@{newest_overdue(one.review.decide_by, now, one.workspace.calendar)}"


def _notice(one: Climb, part: str, person_id: UUID, now: DateTime) -> ToTell:
    return ToTell(one.workspace.id, Kind.RUNG, one.review.id, part, now, person_id)


def _following(one: Climb, now: DateTime) -> Rung:
    return next_overdue(one.review.decide_by, now, one.workspace.calendar)


def _write(session: Session, steps: Sequence[Step], now: DateTime) -> None:
    seats = [step.admin_seat for step in steps if step.admin_seat]
    write_admin_seats(session, seats, now)
    give_links(session, [(step.admin_seat, admin) for step in steps if step.admin_seat for admin in step.told_admins])
    post(session, [notice for step in steps for notice in step.notices])
    following = [
        row
        for step in steps
        if step.following
        for row in rung_rows(step.climb.workspace.id, step.climb.review.id, [step.following])
    ]
    insert_new(session, PlannedRung, following)
    states = [(rung, _state_after(step, rung)) for step in steps for rung in step.climb.due]
    session.execute(update(PlannedRung), [{"id": rung.id, "state": state} for rung, state in states])
    record(session, [_happened(rung, state, now) for rung, state in states])


def _state_after(step: Step, rung: PlannedRung) -> RungState:
    if step.climb.review.state not in UNSETTLED:
        return RungState.CANCELLED
    return RungState.DROPPED if rung.id in step.skipped else RungState.DONE


def _happened(rung: PlannedRung, state: RungState, now: DateTime) -> Happened:
    why = {RungState.DONE: rung.because, RungState.DROPPED: "a newer rung was due too"}.get(
        state, "the review was settled"
    )
    data = {"planned": rung.at.to_iso8601_string(), "state": state}
    return Happened(rung.workspace_id, now, f"rung.{rung.rung}", f"review:{rung.review_id}", why, data=data)
