"""Extending: an admin agreed on a later day of payment, so the ladder begins again."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.bulk import change_all, insert_all
from workflow.calendars import spelled
from workflow.decisions.decide import Incomplete, NotAllowed
from workflow.disputes.asking import dispute_of
from workflow.disputes.dispute import CLOSED
from workflow.events.event import Happened, record
from workflow.handling.at_seat import AtSeat
from workflow.handling.news import numbers_of, tell_news
from workflow.handling.reasons import reasoned
from workflow.ladders.deadlines import Deadline
from workflow.ladders.moments import written
from workflow.ladders.planning import plan
from workflow.ladders.replanning import replanned
from workflow.ladders.rungs import Rung
from workflow.ladders.vendor_notice import vendor_notice
from workflow.people.person import REVIEWERS, Person, Role
from workflow.reviews.replanning import Planned, deadlines_said, plans_of
from workflow.reviews.review import OPEN, PlannedRung
from workflow.reviews.rungs import cancel_rungs, rung_rows
from workflow.reviews.terms import earliest_deadline

LONGEST = datetime.timedelta(days=366)


@dataclass(frozen=True)
class _Extension:
    """What was agreed on, what follows, and how it was before."""

    due_on: datetime.date
    why: str
    deadline: Deadline
    rungs: tuple[Rung, ...]
    before: dict[str, Any]


def extend(session: Session, at: AtSeat, due_on: datetime.date, why: str, now: DateTime) -> None:
    """Set the day of payment that was agreed on and plan deadline and ladder anew from now; a new round begins.

    Raises NotAllowed for who is no admin, Incomplete without a reason or where the day is no later than the present.
    """
    if at.seat.role != Role.ADMIN:
        raise NotAllowed("Only an admin can extend the payment. Flag the invoice, and an admin will see it.")
    _check_day(at, due_on, now)
    said = reasoned(why, "Say why the payment may be later, and with whom that was agreed.")
    extension = _extension(session, at, due_on, said, now)
    cancel_rungs(session, [at.review.id])
    review, deadline = at.review, extension.deadline
    also = {"agreed_due_on": due_on, "round": review.round + 1, "replan_at": None}
    change_all(session, [(review, {**vars(deadline), **also})])
    insert_all(session, PlannedRung, rung_rows(at.workspace.id, review.id, extension.rungs, review.round))
    record(session, [_happened(at, extension, now)])
    tell_news(session, at, _asked(session, at), _sentence(session, at, extension), now)


def _check_day(at: AtSeat, due_on: datetime.date, now: DateTime) -> None:
    """Refuse a slip of the keyboard: a deadline that is decades away would silence the ladder."""
    today = at.workspace.calendar.local_date(now)
    if not today < due_on <= today + LONGEST:
        raise Incomplete(f"Choose a day of payment after {spelled(today)} and at most a year ahead.")


def _extension(session: Session, at: AtSeat, due_on: datetime.date, why: str, now: DateTime) -> _Extension:
    (planned,) = plans_of(session, [at.review])
    review, calendar = at.review, at.workspace.calendar
    terms = [(number, replace(its, agreed_due_on=due_on)) for number, its in planned.terms]
    deadline = earliest_deadline(terms, calendar, planned.policy.deadline)
    if deadline.payment_deadline <= review.payment_deadline:
        present = calendar.local_date(review.payment_deadline)
        raise Incomplete(f"Choose a business day after {spelled(present)}, on which it is to be paid now.")
    before = {
        **deadlines_said(review, deadline),
        "due_on": {"old": str(calendar.local_date(review.payment_deadline)), "new": str(due_on)},
    }
    rungs = _rungs(planned, deadline, now)
    if _is_to_be_told(session, at):
        rungs += (vendor_notice(deadline.payment_deadline, now, calendar, planned.policy.quiet, "extension"),)
    return _Extension(due_on, why, deadline, rungs, before)


def _rungs(planned: Planned, deadline: Deadline, now: DateTime) -> tuple[Rung, ...]:
    """Plan the new round; who waits for the vendor goes on waiting."""
    calendar, policy = planned.workspace.calendar, planned.policy
    rungs = plan(deadline.decide_by, now, calendar, policy)
    if planned.review.waits_since:
        rungs = replanned(rungs, deadline.decide_by, now, calendar, policy, waits=True)
    return tuple(rungs)


def _is_to_be_told(session: Session, at: AtSeat) -> bool:
    """Tell whether the vendor is still to hear what is wrong; the admins may have been reminded of it before."""
    dispute = dispute_of(session, at.review)
    return dispute is not None and dispute.state != CLOSED and dispute.asked_at is None


def _happened(at: AtSeat, extension: _Extension, now: DateTime) -> Happened:
    review = at.review
    data = {**extension.before, "round": review.round}
    about = f"review:{review.id}"
    return Happened(review.workspace_id, now, "review.extended", about, extension.why, at.person.email, data)


def _asked(session: Session, at: AtSeat) -> Sequence[Person]:
    """Give whoever still answers for a role."""
    ids = [one.person_id for one in at.seats if one.state == OPEN and one.role in REVIEWERS and one.person_id]
    return session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.email)).all()


def _sentence(session: Session, at: AtSeat, extension: _Extension) -> str:
    decide_by = written(extension.deadline.decide_by, at.workspace.calendar)
    return (
        f"{at.person.name} extended {numbers_of(session, at)} to {extension.due_on}, "
        f"to be decided by {decide_by}: {extension.why}"
    )
