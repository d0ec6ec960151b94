"""Paying outside of the payment runs, so that there is time left to decide."""

from dataclasses import replace

from pendulum import DateTime
from sqlalchemy.orm import Session

from workflow.bulk import change_all
from workflow.decisions.decide import Conflict, NotAllowed
from workflow.events.event import Happened, record
from workflow.handling.at_seat import AtSeat
from workflow.handling.reasons import reasoned
from workflow.people.person import Role
from workflow.reviews.replanning import Planned, old_and_new, plans_of, replan_now
from workflow.reviews.terms import earliest_deadline


def pay_off_cycle(session: Session, at: AtSeat, why: str, now: DateTime) -> None:
    """Let the review be paid outside of the runs: its plan is made anew, and accounts payable hears it when released.

    Raises NotAllowed for operations, Conflict where that would leave no more time, Incomplete without a reason.
    """
    if at.seat.role == Role.OPERATIONS:
        raise NotAllowed("Finance or an admin decides how it is paid. Ask them.")
    said = reasoned(why, "Say why it is to be paid outside of the payment runs; accounts payable will ask.")
    (planned,) = plans_of(session, [at.review])
    if not gains_time(planned):
        raise Conflict("Paying outside of the payment runs would leave no more time to decide.")
    review, before = at.review, at.review.decide_by
    change_all(session, [(review, {"off_cycle": True})])
    replan_now(session, review, said, now, at.person.email)
    data = {"decide_by": old_and_new(before, review.decide_by)}
    about = f"review:{review.id}"
    record(session, [Happened(review.workspace_id, now, "review.off_cycle", about, said, at.person.email, data)])


def gains_time(planned: Planned) -> bool:
    """Tell whether there would be more time to decide without payment runs."""
    policy, calendar = planned.policy.deadline, planned.workspace.calendar
    terms = [(number, replace(its, off_cycle=True)) for number, its in planned.terms]
    without = earliest_deadline(terms, calendar, policy)
    return bool(policy.runs) and without.decide_by > planned.review.decide_by
