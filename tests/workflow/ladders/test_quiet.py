"""Quiet hours delay what would be told in them, never drop it, and never past the moment to decide."""

from datetime import date, time

import pytest
from pendulum import DateTime

from tests.factories import a_policy
from workflow.calendars import Calendar
from workflow.ladders.overdue import newest_overdue, next_overdue
from workflow.ladders.planning import plan
from workflow.ladders.quiet import next_open
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.policy.parts import QuietPolicy

BERLIN = Calendar("Europe/Berlin", "DE")
NIGHT = QuietPolicy(from_=time(20), until=time(8))
NEVER = a_policy().quiet
NOON = QuietPolicy(from_=time(13), until=time(15))
PLANNED, DROPPED = RungState.PLANNED, RungState.DROPPED


def local(day: int, hour: int, minute: int = 0, month: int = 12, year: int = 2026) -> DateTime:
    return BERLIN.at(date(year, month, day), time(hour, minute))


def ladder(decide_by: DateTime, opened_at: DateTime, quiet: QuietPolicy) -> dict[RungName, Rung]:
    rungs = plan(decide_by, opened_at, BERLIN, a_policy().model_copy(update={"quiet": quiet}))
    return {rung.name: rung for rung in rungs}


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (local(9, 12), local(9, 12)),
        (local(9, 20), local(10, 8)),  # they begin with their first minute
        (local(9, 19, 59), local(9, 19, 59)),
        (local(10, 7, 59), local(10, 8)),
        (local(10, 8), local(10, 8)),  # and their end is open again
        (local(11, 21), local(14, 8)),  # Friday night: Saturday is no business day
        (local(12, 3), local(14, 8)),
        (local(12, 12), local(12, 12)),  # an open minute of a Saturday is an open minute
        (local(24, 22), local(28, 8)),  # Christmas and a weekend
    ],
)
def test_the_next_open_minute(at: DateTime, told: DateTime) -> None:
    assert next_open(at, BERLIN, NIGHT) == told


def test_begin_and_end_alike_mean_never() -> None:
    assert next_open(local(9, 0), BERLIN, NEVER) == local(9, 0)
    assert next_open(local(9, 7), BERLIN, QuietPolicy(from_=time(7), until=time(7))) == local(9, 7)


def test_a_rung_in_quiet_hours_is_told_when_they_end_and_says_so() -> None:
    rungs = ladder(local(15, 14), local(1, 9), NOON)
    assert rungs[RungName.WARNING].at == local(10, 15)
    assert rungs[RungName.WARNING].because == (
        "3 business days before the decision is due (2026-12-15 14:00 Europe/Berlin), not counting a weekend;"
        " delayed from 14:00 to 15:00 by quiet hours (13:00 to 15:00)"
    )


def test_over_a_weekend_the_sentence_names_both_days() -> None:
    rungs = ladder(local(15, 21), local(1, 9), NIGHT)
    assert rungs[RungName.ESCALATION].at == local(14, 8)
    assert rungs[RungName.ESCALATION].because.endswith(
        "; delayed from 2026-12-11 21:00 to 2026-12-14 08:00 by quiet hours (20:00 to 08:00), not counting a weekend"
    )


def test_no_rung_is_delayed_past_the_moment_to_decide() -> None:
    almost_always = QuietPolicy(from_=time(14, 1), until=time(14))
    rungs = ladder(local(15, 13, 59), local(1, 9), almost_always)
    assert rungs[RungName.FINAL_CALL].at == local(14, 14)
    rungs = ladder(local(15, 7), local(14, 21), NIGHT)
    assert (rungs[RungName.ESCALATION].state, rungs[RungName.ESCALATION].at) == (PLANNED, local(15, 7))
    assert rungs[RungName.ESCALATION].because.endswith(
        "; delayed from 2026-12-14 21:00 to 2026-12-15 07:00 by quiet hours (20:00 to 08:00), but not past the moment"
        " when the decision is due"
    )


def test_an_opening_in_quiet_hours_escalates_when_they_end() -> None:
    rungs = ladder(local(15, 14), local(14, 22), NIGHT)
    assert rungs[RungName.ESCALATION].at == local(15, 8)
    assert rungs[RungName.FINAL_CALL].state is DROPPED


def test_opened_after_the_moment_to_decide_nothing_waits() -> None:
    rungs = ladder(local(15, 14), local(15, 22), NIGHT)
    assert rungs[RungName.ESCALATION].at == rungs[RungName.FINAL_CALL].at == local(15, 22)


def test_a_rung_that_quiet_hours_carry_past_the_opening_is_not_past() -> None:
    rungs = ladder(local(15, 21), local(12, 10), NIGHT)  # the escalation of Friday 21:00 waits for Monday
    assert (rungs[RungName.ESCALATION].state, rungs[RungName.ESCALATION].at) == (PLANNED, local(14, 8))


def test_being_overdue_is_told_on_its_own_date_unless_the_night_reaches_over_midnight() -> None:
    assert next_overdue(local(15, 14), local(15, 14), BERLIN, NOON).at == local(16, 15)
    assert next_overdue(local(15, 21), local(15, 21), BERLIN, NIGHT).at == local(17, 8)
    assert newest_overdue(local(15, 21), local(17, 7), BERLIN, NIGHT) == date(2026, 12, 15)
    assert newest_overdue(local(15, 21), local(17, 8), BERLIN, NIGHT) == date(2026, 12, 17)


def test_a_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer() -> None:
    sundays = Calendar("Europe/Berlin", "DE", weekdays=frozenset(range(1, 8)))
    late = QuietPolicy(from_=time(22), until=time(2, 30))
    spring = sundays.at(date(2026, 3, 28), time(23))
    assert next_open(spring, sundays, late) == sundays.at(date(2026, 3, 29), time(3, 30))
    autumn = sundays.at(date(2026, 10, 24), time(23))
    assert next_open(autumn, sundays, late) == autumn.add(hours=3, minutes=30)  # the first 02:30
