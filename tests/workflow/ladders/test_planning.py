"""The planner keeps its promise: an escalation in time, whatever the dates, the place and the policy."""

from datetime import date, time

import pendulum
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from tests.factories import a_policy
from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.overdue import newest_overdue, next_overdue
from workflow.ladders.planning import plan
from workflow.ladders.rungs import Rung, RungName, RungState
from workflow.policy.policy import Policy

BERLIN = Calendar("Europe/Berlin", "DE")
DEFAULT = a_policy()
TUESDAY = BERLIN.at(date(2026, 12, 15), time(14))  # rungs: reminder the 9th, warning 10th, escalation 11th, call 14th
PLANNED, DROPPED = RungState.PLANNED, RungState.DROPPED

places = st.sampled_from([BERLIN, Calendar("America/New_York", "US"), Calendar("Pacific/Auckland", "NZ")])
counts = st.lists(st.integers(1, 12), min_size=4, max_size=4).map(lambda days: sorted(days, reverse=True))
policies = counts.map(
    lambda days: DEFAULT.model_copy(
        update={
            "deadline": DEFAULT.deadline.model_copy(
                update=dict(zip(("reminder", "warning", "escalation", "final_call"), days, strict=True))
            )
        }
    )
)
business_hours = st.times(min_value=time(4), max_value=time(22)).map(lambda one: one.replace(microsecond=0))
moments = st.datetimes(pendulum.naive(2026, 1, 1), pendulum.naive(2027, 12, 31)).map(pendulum.instance)


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Rung], DateTime, DateTime]:
    """Give a ladder with its `decide_by` and opening, which may lie on either side of it."""
    place = draw(places)
    day = place.on_or_before(draw(st.dates(date(2026, 1, 10), date(2027, 12, 20))))
    decide_by = place.at(day, draw(business_hours))
    opened_at = decide_by.add(minutes=draw(st.integers(-60 * 24 * 30, 60 * 24 * 30)))
    return plan(decide_by, opened_at, place, draw(policies)), decide_by, opened_at


def only(rungs: list[Rung], name: RungName) -> Rung:
    (found,) = (rung for rung in rungs if rung.name is name)
    return found


def ladder(opened_at: DateTime, policy: Policy = DEFAULT) -> dict[str, tuple[RungState, str]]:
    rungs = plan(TUESDAY, opened_at, BERLIN, policy)
    return {rung.name: (rung.state, BERLIN.local(rung.at).format("MM-DD HH:mm")) for rung in rungs}


@given(plans())
def test_the_escalation_is_at_or_before_decide_by_or_at_the_opening(
    planned: tuple[list[Rung], DateTime, DateTime],
) -> None:
    rungs, decide_by, opened_at = planned
    escalation = only(rungs, RungName.ESCALATION)
    assert escalation.state is PLANNED
    assert escalation.at <= max(decide_by, opened_at)


@given(plans())
def test_no_rung_is_planned_before_the_opening(planned: tuple[list[Rung], DateTime, DateTime]) -> None:
    rungs, _, opened_at = planned
    assert all(rung.at >= opened_at for rung in rungs if rung.state is PLANNED)


@given(plans())
def test_rungs_come_in_their_order(planned: tuple[list[Rung], DateTime, DateTime]) -> None:
    rungs, _, _ = planned
    due = [rung for rung in rungs if rung.state is PLANNED]
    assert [rung.name for rung in due] == [name for name in RungName if name in {rung.name for rung in due}]
    assert [rung.at for rung in due] == sorted(rung.at for rung in due)


@given(plans())
def test_only_what_is_past_is_dropped(planned: tuple[list[Rung], DateTime, DateTime]) -> None:
    rungs, _, opened_at = planned
    assert all(rung.at < opened_at for rung in rungs if rung.state is DROPPED)


@given(plans())
def test_being_overdue_comes_after_decide_by_and_the_opening(planned: tuple[list[Rung], DateTime, DateTime]) -> None:
    rungs, decide_by, opened_at = planned
    overdue = only(rungs, RungName.OVERDUE)
    assert overdue.state is PLANNED
    assert overdue.at > max(decide_by, opened_at)


@given(plans())
def test_opened_at_or_after_decide_by_all_admins_are_called_at_once(
    planned: tuple[list[Rung], DateTime, DateTime],
) -> None:
    rungs, decide_by, opened_at = planned
    call = only(rungs, RungName.FINAL_CALL)
    assert ((call.state, call.at) == (PLANNED, opened_at)) or opened_at < decide_by


@given(plans())
def test_every_moment_says_how_it_was_computed(planned: tuple[list[Rung], DateTime, DateTime]) -> None:
    rungs, _, opened_at = planned
    moved = [rung for rung in rungs if rung.at == opened_at and "already past" in rung.because]
    assert all("the decision" in rung.because for rung in rungs)
    assert all(rung.because.startswith("at the opening") for rung in moved)


def test_with_time_enough_rungs_are_counted_back_in_business_days() -> None:
    assert ladder(BERLIN.at(date(2026, 12, 1), time(9))) == {
        "reminder": (PLANNED, "12-09 14:00"),
        "warning": (PLANNED, "12-10 14:00"),
        "escalation": (PLANNED, "12-11 14:00"),
        "final_call": (PLANNED, "12-14 14:00"),
        "overdue": (PLANNED, "12-16 14:00"),
    }


def test_opened_in_between_what_is_past_is_dropped() -> None:
    assert ladder(BERLIN.at(date(2026, 12, 10), time(9))) == {
        "reminder": (DROPPED, "12-09 14:00"),
        "warning": (PLANNED, "12-10 14:00"),
        "escalation": (PLANNED, "12-11 14:00"),
        "final_call": (PLANNED, "12-14 14:00"),
        "overdue": (PLANNED, "12-16 14:00"),
    }


def test_opened_after_the_final_call_the_escalation_moves_to_the_opening() -> None:
    squeezed = ladder(BERLIN.at(date(2026, 12, 15), time(9)))
    assert squeezed["escalation"] == (PLANNED, "12-15 09:00")
    assert squeezed["final_call"] == (DROPPED, "12-14 14:00")


def test_opened_at_decide_by_both_fall_at_the_opening() -> None:
    squeezed = ladder(TUESDAY)
    assert squeezed["escalation"] == squeezed["final_call"] == (PLANNED, "12-15 14:00")
    assert squeezed["overdue"] == (PLANNED, "12-16 14:00")


def test_opened_weeks_after_decide_by_the_next_business_day_is_the_first_overdue() -> None:
    assert ladder(BERLIN.at(date(2027, 1, 15), time(14)))["overdue"] == (PLANNED, "01-18 14:00")


def test_a_rung_that_falls_on_the_opening_is_not_past() -> None:
    assert ladder(BERLIN.at(date(2026, 12, 9), time(14)))["reminder"] == (PLANNED, "12-09 14:00")


def test_overdue_comes_once_a_business_day() -> None:
    friday = BERLIN.at(date(2026, 12, 18), time(14))
    assert next_overdue(TUESDAY, friday, BERLIN, DEFAULT.quiet).at == BERLIN.at(date(2026, 12, 21), time(14))
    assert next_overdue(TUESDAY, friday.subtract(seconds=1), BERLIN, DEFAULT.quiet).at == friday


def test_after_an_outage_only_the_newest_overdue_day_counts() -> None:
    assert newest_overdue(TUESDAY, BERLIN.at(date(2026, 12, 20), time(9)), BERLIN, DEFAULT.quiet) == date(2026, 12, 18)


@given(moments)
def test_the_newest_overdue_and_the_next_one_are_neighbours(now: DateTime) -> None:
    newest, following = (
        newest_overdue(TUESDAY, now, BERLIN, DEFAULT.quiet),
        next_overdue(TUESDAY, now, BERLIN, DEFAULT.quiet),
    )
    assert BERLIN.local_date(following.at) == BERLIN.shift(newest, BusinessDays(1)) or now < TUESDAY
