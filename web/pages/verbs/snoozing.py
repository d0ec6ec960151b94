"""Putting a review task off: not now, but before it is too late."""

import datetime
from collections.abc import Iterable

import pendulum
from pendulum import DateTime
from sqlalchemy.orm import Session

from notifications.figures import Figures
from web.pages.fields import read_day
from web.pages.verbs.verb import Choice, Field, Fields, Offer, Scene, Verb
from web.views.moments import brief
from workflow.decisions.decide import Incomplete
from workflow.handling.at_seat import AtSeat
from workflow.handling.snoozing import MORNING, choices, snooze
from workflow.handling.snoozing import Choice as Offered

EXPLAINS = "Until then you are not reminded. The deadline stays, and the admins hear that you put it off."
NO_MOMENT = "Choose when you want to be reminded, or give a day."
TWO_MOMENTS = "Choose one of the moments or give a day, not both."


def _offers(scene: Scene) -> Iterable[Offer]:
    """Offer it to who was asked, while there is time left."""
    now, case = scene.desk.now(), scene.case
    if scene.is_admin or now >= case.decide_by:
        return
    offered = choices(scene.calendar, case.rungs, case.decide_by, now)
    picks = tuple(Choice(one.until.isoformat(), _spoken(one, scene.who.writes)) for one in offered)
    pick = (Field("until", "Remind me", "choice", choices=picks, required=False),) if picks else ()
    day = Field("day", "Or on the morning of", "day", required=False, earliest=f"{scene.calendar.local_date(now)}")
    yield Offer("Remind me later", "Remind me then", EXPLAINS, (*pick, day))


def _spoken(choice: Offered, writes: Figures) -> str:
    return f"{choice.name} ({brief(writes, choice.until).words})"


def _act(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    snooze(session, at, _until(at, typed), now)


def _until(at: AtSeat, typed: Fields) -> DateTime:
    """Read the moment that was chosen, or the morning of the day that was typed, on this person's clock."""
    chosen, day = typed.get("until", "").strip(), typed.get("day", "").strip()
    if chosen and day:
        raise Incomplete(TWO_MOMENTS)
    if day:
        on = read_day(day)
        if on is None:
            raise Incomplete(NO_MOMENT)
        return at.workspace.calendar_of(at.person).at(on, MORNING)
    try:
        moment = datetime.datetime.fromisoformat(chosen)
    except ValueError:
        raise Incomplete(NO_MOMENT) from None
    if moment.tzinfo is None:
        raise Incomplete(NO_MOMENT)
    try:
        return pendulum.instance(moment).in_timezone("UTC")
    except OverflowError:
        raise Incomplete(NO_MOMENT) from None


SNOOZE = Verb("snooze", _offers, _act)
