"""A ladder placed anew, because the moment to decide or the calendar changed while its review is open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pendulum import DateTime

from workflow.calendars import Calendar
from workflow.ladders.overdue import Overdue, overdue_moments, overdue_rung
from workflow.ladders.planning import COUNTED_BACK, Ladder
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.policy.policy import Policy

TO_ASSIGNEE = (RungName.REMINDER, RungName.WARNING)
IN_ORDER = (*COUNTED_BACK, RungName.OVERDUE)


def replanned(
    rungs: Sequence[Rung], decide_by: DateTime, now: DateTime, calendar: Calendar, policy: Policy, *, waits: bool
) -> list[Rung]:
    """Say what becomes of each rung of one round, in the same order, and add at the end what is missing.

    What is done or cancelled stays, and so does every rung that is not counted from `decide_by`. What is to come gets
    its new moment; when that is past, it is treated as at an opening; what was due already stays due. A dropped rung
    stays so unless its moment is to come and none after it is done. `waits`: the vendor is waited for, so the
    assignee is left alone. Exactly one overdue rung is to come, on a day on which none was told.
    """
    anew = _Anew(tuple(rungs), Ladder(decide_by, now, "re-planning", calendar, policy), waits)
    there = {rung.name for rung in rungs}
    added = [anew.placed(name, None) for name in COUNTED_BACK if name not in there]
    if not any(_is_planned(rung, RungName.OVERDUE) for rung in rungs):
        added.append(anew.overdue(None))
    return [*map(anew.rung, rungs), *(rung for rung in added if rung.state is RungState.PLANNED)]


def _is_planned(rung: Rung | None, name: RungName) -> bool:
    return rung is not None and rung.name is name and rung.state is RungState.PLANNED


@dataclass(frozen=True)
class _Anew:
    """The rungs as they stand and the ladder as it is to stand."""

    rungs: tuple[Rung, ...]
    ladder: Ladder
    waits: bool

    def rung(self, before: Rung) -> Rung:
        """Say what becomes of one rung that is there."""
        if _is_planned(before, RungName.OVERDUE):
            return self.overdue(before)
        if before.name not in COUNTED_BACK or before.state in {RungState.DONE, RungState.CANCELLED}:
            return before
        placed = self.placed(before.name, before)
        revives = placed.state is RungState.PLANNED and self.ladder.counted(before.name).at >= self.ladder.begins
        stays_dropped = before.state is RungState.DROPPED and not revives
        return before if stays_dropped and before.name is not RungName.ESCALATION else placed

    def placed(self, name: RungName, before: Rung | None) -> Rung:
        """Place a rung that is not done, unless something stands against it."""
        rung, counted = self.ladder.rung(name), self.ladder.counted(name)
        if before and _is_planned(before, name) and max(before.at, counted.at) < self.ladder.begins:
            rung = counted
        against = self._what_is_against(name)
        if against and rung.state is RungState.PLANNED:
            return replace(rung, because=f"{rung.because}; left out: {against}", state=RungState.DROPPED)
        return rung

    def overdue(self, before: Rung | None) -> Rung:
        """Give the next overdue rung; when one was due already, the newest that is."""
        ladder = self.ladder
        was_due = before is not None and before.at <= ladder.begins
        newest: Overdue | None = None
        for one in overdue_moments(ladder.decide_by, ladder.calendar, ladder.policy.quiet):
            if self._was_told_on_the_day_of(one):
                continue
            if one.at > ladder.begins:
                return overdue_rung(newest or one, ladder.decide_by, ladder.calendar, ladder.policy.quiet)
            newest = one if was_due else None
        raise AssertionError("overdue moments do not end")

    def _was_told_on_the_day_of(self, one: Overdue) -> bool:
        day = self.ladder.calendar.local_date
        done = (rung.at for rung in self.rungs if rung.name is RungName.OVERDUE and rung.state is RungState.DONE)
        return day(one.at) <= max(map(day, done), default=day(self.ladder.decide_by))

    def _what_is_against(self, name: RungName) -> str:
        if self.waits and name in TO_ASSIGNEE:
            return "the vendor is waited for"
        later = IN_ORDER[IN_ORDER.index(name) + 1 :]
        done = next((rung for rung in self.rungs if rung.name in later and rung.state is RungState.DONE), None)
        if done is None or name is RungName.ESCALATION:
            return ""
        return f"the {done.name.replace('_', ' ')} went out already"
