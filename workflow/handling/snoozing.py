"""Putting a review task off: its person is reminded at a moment of their own choice, and not before."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.bulk import change_all
from workflow.calendars import BusinessDays, BusinessHours, Calendar
from workflow.decisions.decide import Conflict, Incomplete, NotAllowed
from workflow.events.event import Happened, record
from workflow.handling.at_seat import AtSeat
from workflow.handling.news import numbers_of, tell_news
from workflow.ladders.hours import after
from workflow.ladders.moments import written
from workflow.ladders.rungs import RungState
from workflow.people.person import Role
from workflow.people.pools import directory
from workflow.reviews.casefile import RungFacts

MORNING, EVENING = datetime.time(9), datetime.time(17)
A_WHILE = BusinessHours(4)


@dataclass(frozen=True)
class Choice:
    """A moment that is offered, and in words when that is."""

    name: str
    until: DateTime


def choices(calendar: Calendar, rungs: Iterable[RungFacts], decide_by: DateTime, now: DateTime) -> list[Choice]:
    """Offer moments of a person's own working time that come before the decision is due, in order of time.

    `calendar` is the person's; `rungs` are those of the review.
    """
    offered = {one.until: one for one in _offered(calendar, rungs, now) if now < one.until < decide_by}
    return [offered[until] for until in sorted(offered)]


def snooze(session: Session, at: AtSeat, until: DateTime, now: DateTime) -> None:
    """Leave the person on this seat alone until a moment, at most until the decision is due; the admins hear of it.

    The escalation is never delayed by it. Raises NotAllowed on the admin's seat, Incomplete for a moment that has
    passed, Conflict when the decision is due already.
    """
    if at.seat.role == Role.ADMIN:
        raise NotAllowed("An admin's review task cannot be put off. Extend the payment with a reason instead.")
    if at.review.decide_by <= now:
        raise Conflict("The decision is due already, so it cannot be put off. Answer, or hand the review task over.")
    if until <= now:
        raise Incomplete("Choose a moment that is still to come.")
    if until > now.add(years=1):
        raise Incomplete("Choose a moment within a year.")
    granted = min(until, at.review.decide_by)
    change_all(session, [(at.seat, {"snoozed_until": granted})])
    record(session, [_happened(at, until, granted, now)])
    admins = directory(session).holders(at.workspace, Role.ADMIN)
    tell_news(session, at, admins, _sentence(session, at, granted), now)


def _offered(calendar: Calendar, rungs: Iterable[RungFacts], now: DateTime) -> Iterator[Choice]:
    yield Choice(f"in {A_WHILE.hours} business hours", after(now, A_WHILE, calendar, MORNING, EVENING))
    next_day = calendar.shift(calendar.local_date(now), BusinessDays(1))
    yield Choice("the next working day, 9:00", calendar.at(next_day, MORNING))
    for rung in rungs:
        if rung.state == RungState.PLANNED and rung.rung in {"reminder", "warning"}:
            day = calendar.on_or_before(calendar.local_date(rung.at))
            yield Choice(f"the day of the {rung.rung}, 9:00", calendar.at(day, MORNING))


def _happened(at: AtSeat, wished: DateTime, granted: DateTime, now: DateTime) -> Happened:
    seat, calendar = at.seat, at.workspace.calendar
    why = f"wants to be reminded at {written(granted, calendar)}"
    data = {"review": str(at.review.id), "role": seat.role, "until": granted.to_iso8601_string()}
    if granted != wished:
        data["wished"] = wished.to_iso8601_string()
        why += f", when the decision is due, and not later, as wished ({written(wished, calendar)})"
    return Happened(at.workspace.id, now, "assignment.snoozed", f"assignment:{seat.id}", why, at.person.email, data)


def _sentence(session: Session, at: AtSeat, granted: DateTime) -> str:
    calendar = at.workspace.calendar
    until, decide_by = written(granted, calendar), written(at.review.decide_by, calendar)
    return (
        f"{at.person.name} put the {at.seat.role} review of {numbers_of(session, at)} off until {until}; "
        f"it is to be decided by {decide_by}."
    )
