"""What the page says once a verb was done: a sentence for each, true only as far as what is stored bears it out.

The name of the verb comes back in the address, where anybody may write anything: what is no verb says nothing, and
neither does a verb that nobody did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy import select

from web.pages.verbs.asking import ASK, ASK_BY_MAIL, NOTE_REPLY
from web.pages.verbs.handing import HAND_OVER, REASSIGN
from web.pages.verbs.paying import EXTEND, OFF_CYCLE
from web.pages.verbs.snoozing import SNOOZE
from web.pages.verbs.vendor import ASK_VENDOR, AWAIT_CORRECTION, NOTE_ANSWER, STOP_WAITING
from web.pages.verbs.verb import Scene
from workflow.events.event import Event
from workflow.reviews.questioned import QuestionFacts

HANDED, WAITED = "assignment.handed", "review.waited"
QUESTIONS, DISPUTE, PEOPLE, PLAN = "questions", "dispute", "asked-head", "when-head"


@dataclass(frozen=True)
class Done:
    """What was done, and the place on the page where it stands."""

    said: str
    place: str


def done(scene: Scene, name: str) -> Done | None:
    """Say what a verb of this name did; None where nothing shows that it was done."""
    found = SAYINGS.get(name)
    return found(scene) if found else None


def _asked(scene: Scene) -> Done | None:
    last = _last_question(scene)
    if last is None or last.to is None:
        return None
    return Done(f"You asked {last.to}. The answer will come to you by mail and stand here.", QUESTIONS)


def _asked_vendor(scene: Scene) -> Done | None:
    last = _last_question(scene)
    if last is None or last.to is not None:
        return None
    return Done("You asked the vendor by mail. The answer comes to you and to finance; note it here then.", QUESTIONS)


def _last_question(scene: Scene) -> QuestionFacts | None:
    """Give what this person asked last, while it is open."""
    mine = [one for one in scene.case.questions if one.asker_id == scene.who.person_id]
    return mine[-1] if mine and mine[-1].is_open else None


def _noted_reply(scene: Scene) -> Done | None:
    noted = any(one.person_id is None and not one.is_open for one in scene.case.questions)
    return Done("What the vendor answered is noted, and whoever asked gets it by mail.", QUESTIONS) if noted else None


def _snoozed(scene: Scene) -> Done | None:
    until = scene.seat.snoozed_until
    if until is None or until <= scene.desk.now():
        return None
    return Done(f"You are reminded again on {_written(scene, until)}. The deadline stays as it is.", PEOPLE)


def _handed_over(scene: Scene) -> Done | None:
    person = scene.seat.person
    if person is None or person.id == scene.who.person_id or not _did(scene, HANDED):
        return None
    return Done(f"You handed it over. The mail to {person.name} is on its way.", PEOPLE)


def _reassigned(scene: Scene) -> Done | None:
    return Done("It was given to somebody else, who is asked by mail.", PEOPLE) if _did(scene, HANDED) else None


def _extended(scene: Scene) -> Done | None:
    agreed, case = scene.case.agreed_due_on, scene.case
    if agreed is None:
        return None
    due = scene.who.writes.day(agreed)
    return Done(f"It is due on {due} now, and to be decided by {_written(scene, case.decide_by)}.", PLAN)


def _off_cycle(scene: Scene) -> Done | None:
    if not scene.case.off_cycle:
        return None
    by = _written(scene, scene.case.decide_by)
    return Done(f"It is paid outside of the payment runs, and to be decided by {by}.", PLAN)


def _sent_letter(scene: Scene) -> Done | None:
    dispute = scene.case.dispute
    if dispute is None or dispute.asked_at is None:
        return None
    return Done("The letter to the vendor is on its way. Answers come to finance.", DISPUTE)


def _noted(scene: Scene) -> Done | None:
    dispute = scene.case.dispute
    return Done("What the vendor answered is noted.", DISPUTE) if dispute and dispute.notes else None


def _awaited(scene: Scene) -> Done | None:
    if scene.case.waits_since is None:
        return None
    return Done("A corrected invoice is waited for. The payment deadline stays; you are told before it.", DISPUTE)


def _stopped(scene: Scene) -> Done | None:
    if scene.case.waits_since is not None or not _did(scene, WAITED):
        return None
    return Done("Nobody waits for the vendor any more; the reviewers are asked again.", PEOPLE)


def _did(scene: Scene, kind: str) -> bool:
    """Tell whether this person did something of a kind to this review or to one of its seats."""
    about = [f"review:{scene.case.review_id}", *(f"assignment:{seat.assignment_id}" for seat in scene.case.seats)]
    its = select(Event.id).where(Event.about.in_(about), Event.kind == kind, Event.actor == scene.who.email)
    return scene.session.scalar(its.limit(1)) is not None


def _written(scene: Scene, moment: DateTime) -> str:
    return scene.who.writes.moment(moment)


SAYINGS: Mapping[str, Callable[[Scene], Done | None]] = {
    ASK.name: _asked,
    ASK_BY_MAIL.name: _asked_vendor,
    NOTE_REPLY.name: _noted_reply,
    SNOOZE.name: _snoozed,
    HAND_OVER.name: _handed_over,
    REASSIGN.name: _reassigned,
    EXTEND.name: _extended,
    OFF_CYCLE.name: _off_cycle,
    ASK_VENDOR.name: _sent_letter,
    NOTE_ANSWER.name: _noted,
    AWAIT_CORRECTION.name: _awaited,
    STOP_WAITING.name: _stopped,
}
