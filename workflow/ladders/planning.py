"""The escalation ladder of a review: when each rung is due, and what happens when time is short."""

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.moments import business_days_from, spelled, written
from workflow.ladders.overdue import next_overdue
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.policy.policy import Policy


def plan(decide_by: DateTime, opened_at: DateTime, calendar: Calendar, policy: Policy) -> list[Rung]:
    """Plan the ladder of a review, in order of time.

    Rungs are counted back from `decide_by` in business days at its local time. Those already past at
    the opening are dropped, except the escalation, which moves to the opening; opened at or after
    `decide_by`, the final call moves there too. So there is always an escalation at or before `decide_by`,
    or at the opening if that is later.
    """
    counts = {
        RungName.REMINDER: policy.deadline.reminder,
        RungName.WARNING: policy.deadline.warning,
        RungName.ESCALATION: policy.deadline.escalation,
        RungName.FINAL_CALL: policy.deadline.final_call,
    }
    rungs = [_squeezed(name, BusinessDays(days), decide_by, opened_at, calendar) for name, days in counts.items()]
    return [*rungs, next_overdue(decide_by, opened_at, calendar)]


def _squeezed(name: RungName, days: BusinessDays, decide_by: DateTime, opened_at: DateTime, calendar: Calendar) -> Rung:
    at = business_days_from(decide_by, -days, calendar)
    because = f"{spelled(days)} before the decision is due ({written(decide_by, calendar)})"
    if at >= opened_at:
        return Rung(name, at, because)
    too_late = opened_at >= decide_by
    if name is RungName.ESCALATION or (name is RungName.FINAL_CALL and too_late):
        return Rung(name, opened_at, f"at the opening: {because} was {written(at, calendar)}, already past")
    return Rung(name, at, f"{because}, already past at the opening", RungState.DROPPED)
