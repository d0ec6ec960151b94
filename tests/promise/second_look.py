"""What must hold after every tick, read from the rows and the mails and not from the code that made them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.message import Message
from workflow.decisions.decision import Decision
from workflow.events.event import Event
from workflow.ladders.rungs import RungName, RungState
from workflow.notices.notice import Delivery, Notice
from workflow.people.person import Person, Role, RoleHolder
from workflow.reviews.review import APPROVED, OPEN, UNSETTLED, Assignment, PlannedRung, Review

TO_COME = (RungState.PLANNED, RungState.DONE)
ORDER = list(RungName)
PLANNED_ANEW = ("review.replanned", "review.extended", "review.off_cycle")
BACK_OFF_MINUTES = 15


@dataclass(frozen=True)
class Rows:
    """All there is, by review."""

    reviews: Sequence[Review]
    rungs: Mapping[UUID, Sequence[PlannedRung]]
    seats: Mapping[UUID, Sequence[Assignment]]
    decisions: Mapping[UUID, Sequence[Decision]]
    notices: Sequence[Notice]
    admins: frozenset[UUID]
    replanned: Mapping[str, DateTime]


def read(session: Session) -> Rows:
    """Read everything in a few statements."""
    holds = select(RoleHolder.person_id).join(Person, Person.id == RoleHolder.person_id)
    replanned = select(Event.about, Event.at).where(Event.kind.in_(PLANNED_ANEW)).order_by(Event.at)
    return Rows(
        reviews=session.scalars(select(Review)).all(),
        rungs=_by_review(session.scalars(select(PlannedRung).order_by(PlannedRung.at))),
        seats=_by_review(session.scalars(select(Assignment))),
        decisions=_by_review(session.scalars(select(Decision))),
        notices=session.scalars(select(Notice)).all(),
        admins=frozenset(session.scalars(holds.where(RoleHolder.role == Role.ADMIN))),
        replanned=dict(session.execute(replanned).all()),
    )


def look(rows: Rows, mails: Iterable[Message], now: DateTime, mail_works_since: DateTime | None) -> None:
    """Say what is wrong, as of the tick at `now`."""
    for review in rows.reviews:
        if review.state in UNSETTLED:
            _an_admin_hears_in_time(rows, review, now)
            _nothing_due_is_left(rows.rungs[review.id], now)
            _rungs_keep_their_order(rows.rungs[review.id], review)
            _nobody_sits_twice(rows.seats[review.id])
        else:
            assert not [one for one in rows.rungs[review.id] if one.state == RungState.PLANNED]
        _people_decided(rows, review)
    _nobody_is_told_twice(mails)
    _mails_go_out(rows.notices, now, mail_works_since)


def _an_admin_hears_in_time(rows: Rows, review: Review, now: DateTime) -> None:
    """The promise: planned at or before `decide_by`, or when the plan was made; and told once that has come."""
    made_at = max(review.opened_at, rows.replanned.get(f"review:{review.id}", review.opened_at))
    its = [
        one
        for one in rows.rungs[review.id]
        if one.rung == RungName.ESCALATION and one.round == review.round and one.state in TO_COME
    ]
    assert its, f"no escalation is planned of {review.id}"
    first = min(its, key=lambda one: one.at)
    assert first.at <= max(review.decide_by, made_at), f"{first.at} is too late for {review.decide_by}, made {made_at}"
    if first.at <= now:
        part = "escalation" if review.round == 1 else "escalation@"
        told = [one for one in rows.notices if one.key.startswith(f"rung:{review.id}:{part}")]
        assert any(one.person_id in rows.admins for one in told), f"at {now} no admin was told of {review.id}"
        assert min(one.posted_at for one in told) <= now


def _nothing_due_is_left(rungs: Sequence[PlannedRung], now: DateTime) -> None:
    late = [one for one in rungs if one.state == RungState.PLANNED and one.at <= now]
    assert not late, f"at {now} still planned: {[(one.rung, one.at) for one in late]}"


def _rungs_keep_their_order(rungs: Sequence[PlannedRung], review: Review) -> None:
    planned = [one for one in rungs if one.state == RungState.PLANNED and one.rung in ORDER]
    names = [ORDER.index(RungName(one.rung)) for one in planned if one.rung != "vendor_notice"]
    assert names == sorted(names), f"{review.id}: {[(one.rung, one.at) for one in planned]}"
    assert max(Counter(one.rung for one in planned).values(), default=1) == 1


def _nobody_sits_twice(seats: Sequence[Assignment]) -> None:
    reviewers = [one for one in seats if one.role != Role.ADMIN and one.person_id and one.state != "cancelled"]
    people = [person for one in reviewers for person in {one.person_id, one.deputy_of} if person]
    assert len(people) == len(set(people)), f"somebody sits twice: {[(one.role, one.person_id) for one in reviewers]}"


def _people_decided(rows: Rows, review: Review) -> None:
    """Time alone approves nothing: every approved seat has its decision, and an approved review its approvals."""
    decided = {one.assignment_id for one in rows.decisions[review.id]}
    seats = rows.seats[review.id]
    assert all(one.id in decided for one in seats if one.state not in {OPEN, "cancelled"})
    if review.state == APPROVED:
        asked = [one for one in seats if one.role != Role.ADMIN]
        settled_by_admin = any(one.role == Role.ADMIN and one.state == APPROVED for one in seats)
        assert settled_by_admin or all(one.state == APPROVED for one in asked)


def _nobody_is_told_twice(mails: Iterable[Message]) -> None:
    twice = [key for key, count in Counter(one.notice for one in mails).items() if count > 1]
    assert not twice, f"mailed twice: {twice}"


def _mails_go_out(notices: Sequence[Notice], now: DateTime, mail_works_since: DateTime | None) -> None:
    """While mail is taken nothing that is due waits, and nothing waits for longer than the longest back-off."""
    waiting = [one for one in notices if one.state in (Delivery.DUE, Delivery.SENDING)]
    assert all(one.state == Delivery.DUE for one in waiting)
    assert not [one for one in notices if one.state == Delivery.FAILED]
    if mail_works_since is not None:
        due = [one for one in waiting if one.next_try_at <= now]
        assert not due, f"at {now} still waiting: {[one.key for one in due]}"
        assert all(one.next_try_at <= now.add(minutes=BACK_OFF_MINUTES) for one in waiting)


def _by_review(rows: Iterable[Any]) -> Mapping[UUID, Sequence[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.review_id].append(row)
    return found
