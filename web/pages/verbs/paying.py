"""Giving an invoice more time: another due date that was agreed, or a payment outside of the runs."""

from collections.abc import Iterable

from pendulum import DateTime
from sqlalchemy.orm import Session

from web.pages.fields import read_day
from web.pages.verbs.verb import WHY, Field, Fields, Offer, Scene, Verb
from workflow.decisions.decide import Incomplete
from workflow.handling.at_seat import AtSeat
from workflow.handling.extending import extend
from workflow.handling.off_cycle import gains_time, pay_off_cycle
from workflow.people.person import Role
from workflow.reviews.replanning import plans_of

NO_DAY = "Give the day by which the money is due now."


def _extend_offers(scene: Scene) -> Iterable[Offer]:
    """Offer the admin another due date."""
    if scene.is_admin:
        today = scene.at.workspace.calendar.local_date(scene.desk.now())
        day = Field("due_on", "Due on", "day", earliest=f"{today}")
        explains = "When the vendor has agreed to wait. The deadline and its reminders are planned anew."
        yield Offer("Agree on a later due date", "Set this due date", explains, (day, WHY))


def _off_cycle_offers(scene: Scene) -> Iterable[Offer]:
    """Offer finance and the admin a payment outside of the runs, where money is sent on certain days only."""
    if scene.seat.role == Role.OPERATIONS or not scene.case.policy.deadline.runs or scene.case.off_cycle:
        return
    (planned,) = plans_of(scene.session, [scene.at.review])
    if gains_time(planned):
        explains = (
            "It does not wait for the next payment run, so there is more time to decide. Finance pays it by hand."
        )
        yield Offer("Pay it outside of the payment runs", "Pay it off-cycle", explains, (WHY,))


def _extend(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    due_on = read_day(typed.get("due_on", "").strip())
    if due_on is None:
        raise Incomplete(NO_DAY)
    extend(session, at, due_on, typed.get("why", "").strip(), now)


def _off_cycle(session: Session, at: AtSeat, typed: Fields, now: DateTime) -> None:
    pay_off_cycle(session, at, typed.get("why", "").strip(), now)


EXTEND = Verb("extend", _extend_offers, _extend, moves_money=True)
OFF_CYCLE = Verb("off-cycle", _off_cycle_offers, _off_cycle, moves_money=True)
