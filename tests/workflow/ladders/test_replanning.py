"""What becomes of the rungs of an open review when its moment to decide moves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

import pytest
from pendulum import DateTime

from tests.factories import a_policy
from workflow.calendars import Calendar, Closed
from workflow.ladders.planning import plan
from workflow.ladders.replanning import replanned
from workflow.ladders.rungs import Rung, RungName, RungState

BERLIN = Calendar("Europe/Berlin", "DE")
POLICY = a_policy()
PLANNED, DONE, DROPPED, CANCELLED = RungState.PLANNED, RungState.DONE, RungState.DROPPED, RungState.CANCELLED
REMINDER, WARNING, ESCALATION = RungName.REMINDER, RungName.WARNING, RungName.ESCALATION
FINAL_CALL, OVERDUE = RungName.FINAL_CALL, RungName.OVERDUE


def local(day: int, hour: int = 14, month: int = 12) -> DateTime:
    return BERLIN.at(date(2026, month, day), time(hour))


TUESDAY, A_WEEK_LATER = local(15), local(22)  # rungs: the 9th, 10th, 11th, 14th; the 16th, 17th, 18th, 21st
EARLY = plan(TUESDAY, local(1), BERLIN, POLICY)


def after(rungs: Sequence[Rung], done: Sequence[RungName] = (), dropped: Sequence[RungName] = ()) -> list[Rung]:
    states = {**dict.fromkeys(done, DONE), **dict.fromkeys(dropped, DROPPED)}
    return [replace(rung, state=states.get(rung.name, rung.state)) for rung in rungs]


def shown(rungs: Sequence[Rung]) -> list[tuple[str, str, str]]:
    return [(rung.name, rung.state, BERLIN.local(rung.at).format("MM-DD HH:mm")) for rung in rungs]


def anew(rungs: Sequence[Rung], decide_by: DateTime, now: DateTime, *, waits: bool = False) -> list[Rung]:
    return replanned(rungs, decide_by, now, BERLIN, POLICY, waits=waits)


def test_nothing_changed_is_nothing_changed() -> None:
    assert anew(EARLY, TUESDAY, local(1, 15)) == EARLY


def test_what_is_to_come_moves_and_says_from_what_it_is_counted() -> None:
    found = anew(EARLY, A_WEEK_LATER, local(2))
    assert shown(found) == [
        ("reminder", "planned", "12-16 14:00"),
        ("warning", "planned", "12-17 14:00"),
        ("escalation", "planned", "12-18 14:00"),
        ("final_call", "planned", "12-21 14:00"),
        ("overdue", "planned", "12-23 14:00"),
    ]
    assert all("2026-12-22 14:00 Europe/Berlin" in rung.because for rung in found)


def test_a_closure_that_was_added_moves_the_ladder() -> None:
    closed = replace(BERLIN, closures=(Closed(date(2026, 12, 10), date(2026, 12, 10), "Move"),))
    found = replanned(EARLY, TUESDAY, local(2), closed, POLICY, waits=False)
    assert shown(found)[:2] == [("reminder", "planned", "12-08 14:00"), ("warning", "planned", "12-09 14:00")]
    assert "“Move” (2026-12-10)" in found[0].because


def test_what_is_done_stays_as_it_was() -> None:
    before = after(EARLY, done=[REMINDER, WARNING])
    found = anew(before, A_WEEK_LATER, local(10, 15))
    assert found[:2] == before[:2]
    assert shown(found)[2:] == [
        ("escalation", "planned", "12-18 14:00"),
        ("final_call", "planned", "12-21 14:00"),
        ("overdue", "planned", "12-23 14:00"),
    ]


def test_what_is_past_now_is_dropped_and_the_escalation_moves_to_now() -> None:
    found = anew(EARLY, local(4), local(3, 9))
    assert shown(found) == [
        ("reminder", "dropped", "11-30 14:00"),
        ("warning", "dropped", "12-01 14:00"),
        ("escalation", "planned", "12-03 09:00"),
        ("final_call", "planned", "12-03 14:00"),
        ("overdue", "planned", "12-07 14:00"),
    ]
    assert found[2].because.startswith("at the re-planning: 2 business days before")


def test_after_the_moment_to_decide_the_final_call_moves_too() -> None:
    found = anew(EARLY, local(2), local(3, 9))
    assert shown(found)[2:] == [
        ("escalation", "planned", "12-03 09:00"),
        ("final_call", "planned", "12-03 09:00"),
        ("overdue", "planned", "12-03 14:00"),
    ]


def test_what_was_due_already_stays_due() -> None:
    found = anew(EARLY, TUESDAY, local(9, 15))  # the reminder of 14:00 has not been taken yet
    assert shown(found)[0] == ("reminder", "planned", "12-09 14:00")


def test_a_dropped_reminder_whose_moment_is_to_come_is_planned_again() -> None:
    squeezed = plan(TUESDAY, local(10, 9), BERLIN, POLICY)
    found = anew(squeezed, A_WEEK_LATER, local(10, 10))
    assert shown(found)[0] == ("reminder", "planned", "12-16 14:00")


def test_a_dropped_rung_stays_so_when_a_later_one_went_out() -> None:
    squeezed = after(plan(TUESDAY, local(14, 9), BERLIN, POLICY), done=[ESCALATION])
    found = anew(squeezed, A_WEEK_LATER, local(14, 10))
    assert shown(found)[:2] == shown(squeezed)[:2]
    assert shown(found)[3] == ("final_call", "planned", "12-21 14:00")


def test_while_the_vendor_is_waited_for_the_assignee_is_left_alone() -> None:
    found = anew(EARLY, TUESDAY, local(2), waits=True)
    assert [rung.state for rung in found] == [DROPPED, DROPPED, PLANNED, PLANNED, PLANNED]
    assert found[0].because.endswith("; left out: the vendor is waited for")
    assert shown(found)[2:] == shown(EARLY)[2:]


def test_when_waiting_ends_what_is_still_to_come_is_planned_anew() -> None:
    waiting = anew(EARLY, TUESDAY, local(2), waits=True)
    assert anew(waiting, TUESDAY, local(8)) == EARLY
    assert [rung.state for rung in anew(waiting, TUESDAY, local(9, 16))][:2] == [DROPPED, PLANNED]
    escalated = after(waiting, done=[ESCALATION])
    assert anew(escalated, TUESDAY, local(11, 16)) == escalated


def test_after_an_overdue_day_exactly_the_next_one_is_to_come() -> None:
    told = after(EARLY, done=[REMINDER, WARNING, ESCALATION, FINAL_CALL, OVERDUE])
    found = anew(told, TUESDAY, local(16, 15))
    assert found[:5] == told
    assert shown(found[5:]) == [("overdue", "planned", "12-17 14:00")]
    assert anew(found, TUESDAY, local(16, 16)) == found
    assert shown(anew(found, A_WEEK_LATER, local(16, 16)))[5:] == [("overdue", "planned", "12-23 14:00")]


def test_no_day_is_told_twice_as_overdue() -> None:
    told = after(EARLY, done=[REMINDER, WARNING, ESCALATION, FINAL_CALL, OVERDUE])  # on the 16th, 14:00
    found = anew(told, local(14, 16), local(16, 15))
    assert shown(found[5:]) == [("overdue", "planned", "12-17 16:00")]


def test_an_overdue_day_that_nobody_was_told_of_stays_due() -> None:
    late = after(EARLY, done=[REMINDER, WARNING, ESCALATION, FINAL_CALL])
    assert shown(anew(late, TUESDAY, local(18, 15)))[4:] == [("overdue", "planned", "12-18 14:00")]


@pytest.mark.parametrize("missing", [ESCALATION, FINAL_CALL])
def test_a_rung_that_is_missing_is_added_at_the_end(missing: RungName) -> None:
    before = [rung for rung in EARLY if rung.name is not missing]
    found = anew(before, TUESDAY, local(2))
    assert found[:4] == before
    assert found[4] == next(rung for rung in EARLY if rung.name is missing)


def test_what_is_not_counted_from_the_moment_to_decide_stays() -> None:
    notice = Rung(RungName.VENDOR_NOTICE, local(17), "the day before the due date")
    cancelled = replace(EARLY[0], state=CANCELLED)
    found = anew([cancelled, *EARLY[1:], notice], A_WEEK_LATER, local(2))
    assert (found[0], found[5]) == (cancelled, notice)
