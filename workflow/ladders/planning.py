"""The escalation ladder of a review: when each rung is due, and what happens when time is short."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from pendulum import DateTime

from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.days_off import not_counting
from workflow.ladders.moments import as_clocks_go, spelled, written
from workflow.ladders.overdue import next_overdue
from workflow.ladders.quiet import before_deciding, delay_said
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.policy.policy import Policy

COUNTED_BACK = (RungName.REMINDER, RungName.WARNING, RungName.ESCALATION, RungName.FINAL_CALL)


def plan(decide_by: DateTime, opened_at: DateTime, calendar: Calendar, policy: Policy) -> list[Rung]:
    """Plan the ladder of a review, in order of time.

    Rungs are counted back from `decide_by` in business days at its local time, and wait for the end of quiet
    hours, at most until `decide_by`. Those already past at the opening are dropped, except the escalation, which
    moves to the opening; opened at or after `decide_by`, the final call moves there too. An opening in quiet hours
    waits for their end as any other moment does, unless it lies past `decide_by`. So there is always an escalation
    at or before `decide_by`, or at the opening if that is later.
    """
    ladder = Ladder(decide_by, opened_at, "opening", calendar, policy)
    overdue = next_overdue(decide_by, opened_at, calendar, policy.quiet)
    return [*(ladder.rung(name) for name in COUNTED_BACK), overdue]


@dataclass(frozen=True)
class Ladder:
    """The rungs before `decide_by` of a ladder that begins at a moment, the `beginning`: an opening, a re-planning."""

    decide_by: DateTime
    begins: DateTime
    beginning: str
    calendar: Calendar
    policy: Policy

    def rung(self, name: RungName) -> Rung:
        """Place one rung: at its moment, else, when that is past, dropped or moved to the beginning."""
        rung = self.counted(name)
        if rung.at >= self.begins:
            return rung
        if not self._is_moved(name):
            return Rung(name, rung.at, f"{rung.because}, already past at the {self.beginning}", RungState.DROPPED)
        moved = self._after_quiet(self.begins)
        was = f"at the {self.beginning}: {rung.because}; that was {written(rung.at, self.calendar)}, already past"
        return Rung(name, moved, f"{was}{self._delay(self.begins, moved)}")

    def counted(self, name: RungName) -> Rung:
        """Give one rung at its moment, whether that is past or not."""
        days, time = self._days[name], self._local_time
        day = self.calendar.shift(self._local_date, -days)
        nominal = self.calendar.at(day, time)
        at = self._after_quiet(nominal)
        return Rung(
            name,
            at,
            f"{spelled(days)} before the decision is due ({self._written})"
            f"{not_counting(day, self._local_date, self.calendar)}{as_clocks_go(day, time, self.calendar)}"
            f"{self._delay(nominal, at)}",
        )

    def _is_moved(self, name: RungName) -> bool:
        too_late = self.begins >= self.decide_by
        return name is RungName.ESCALATION or (name is RungName.FINAL_CALL and too_late)

    def _after_quiet(self, at: DateTime) -> DateTime:
        return before_deciding(at, self.decide_by, self.calendar, self.policy.quiet)

    def _delay(self, nominal: DateTime, at: DateTime) -> str:
        return delay_said(nominal, at, self.calendar, self.policy.quiet)

    @cached_property
    def _local_date(self) -> datetime.date:
        return self.calendar.local_date(self.decide_by)

    @cached_property
    def _local_time(self) -> datetime.time:
        return self.calendar.local(self.decide_by).time()

    @cached_property
    def _written(self) -> str:
        return written(self.decide_by, self.calendar)

    @cached_property
    def _days(self) -> dict[RungName, BusinessDays]:
        policy = self.policy.deadline
        counts = (policy.reminder, policy.warning, policy.escalation, policy.final_call)
        return dict(zip(COUNTED_BACK, map(BusinessDays, counts), strict=True))
