"""Payment runs: the last one whose money arrives in time, and the next one."""

from datetime import date
from typing import Any

import pytest

from tests.factories import a_policy
from workflow.calendars import Calendar, Closed
from workflow.ladders.deadlines import Deadline, Terms, deadline_of
from workflow.ladders.runs import last_run_landing_by, next_run

BERLIN = Calendar("Europe/Berlin", "DE")
CLOSED = Calendar("Europe/Berlin", "DE", (Closed(date(2026, 12, 24), date(2026, 12, 27), "Christmas break"),))
EVERY_DAY = a_policy().deadline
THURSDAYS = EVERY_DAY.model_copy(update={"runs": ("thu",)})
TWICE = EVERY_DAY.model_copy(update={"runs": ("mon", "thu")})


def deadline(due_on: date, place: Calendar = BERLIN, **more: Any) -> Deadline:
    return deadline_of(Terms(None, due_on, date(2026, 12, 1), "invoice", 30, **more), place, THURSDAYS)


@pytest.mark.parametrize(
    ("pay_on", "held_on"),
    [
        (date(2026, 12, 15), date(2026, 12, 10)),  # a Tuesday: Friday, Monday, Tuesday after the run
        (date(2026, 12, 14), date(2026, 12, 3)),  # a day less, so the week before
        (date(2026, 12, 21), date(2026, 12, 10)),
        (date(2026, 12, 22), date(2026, 12, 17)),
        (date(2026, 12, 30), date(2026, 12, 24)),  # Christmas Day and a weekend in between
        (date(2026, 12, 29), date(2026, 12, 17)),
    ],
)
def test_the_last_run_whose_money_arrives_in_time(pay_on: date, held_on: date) -> None:
    found = last_run_landing_by(pay_on, BERLIN, THURSDAYS)
    assert found
    assert found.on == held_on


def test_a_run_on_a_day_off_is_held_on_the_last_business_day_before_it() -> None:
    found = last_run_landing_by(date(2026, 12, 30), CLOSED, THURSDAYS)
    assert found
    assert (found.on, found.meant_for) == (date(2026, 12, 23), date(2026, 12, 24))
    assert next_run(date(2026, 12, 18), CLOSED, THURSDAYS) == date(2026, 12, 23)
    assert next_run(date(2026, 12, 23), CLOSED, THURSDAYS) == date(2026, 12, 31)


def test_a_run_before_a_holiday_counts_for_the_day_on_which_it_is_held() -> None:
    # Thursday the 24th is closed: its run is on Wednesday the 23rd, the latest day for the 30th
    assert deadline(date(2026, 12, 30), CLOSED).decide_by == CLOSED.at(date(2026, 12, 23), THURSDAYS.cutoff)


def test_the_next_run_comes_after_the_day() -> None:
    assert next_run(date(2026, 12, 9), BERLIN, THURSDAYS) == date(2026, 12, 10)
    assert next_run(date(2026, 12, 10), BERLIN, THURSDAYS) == date(2026, 12, 17)
    assert next_run(date(2026, 12, 10), BERLIN, TWICE) == date(2026, 12, 14)


def test_without_runs_there_is_none() -> None:
    assert next_run(date(2026, 12, 9), BERLIN, EVERY_DAY) is None
    assert last_run_landing_by(date(2026, 12, 15), BERLIN, EVERY_DAY) is None


def test_the_decision_is_due_at_the_cut_off_of_that_run_and_says_why() -> None:
    found = deadline(date(2026, 12, 31), CLOSED)
    assert found.decide_by == CLOSED.at(date(2026, 12, 23), THURSDAYS.cutoff)
    assert found.decide_because == (
        "the cut-off, 14:00 Europe/Berlin, of the last payment run whose money arrives by the payment deadline"
        " (2026-12-31 14:00 Europe/Berlin): runs are on Thursdays, this one is on 2026-12-23, the last business day"
        " before 2026-12-24, which is a day of “Christmas break”, and 3 business days later is 2026-12-30, not"
        " counting “Christmas break” (2026-12-24 to 2026-12-27)"
    )


def test_paid_outside_of_the_runs_the_lead_time_alone_counts() -> None:
    found = deadline(date(2026, 12, 18), off_cycle=True)
    assert found.decide_by == BERLIN.at(date(2026, 12, 15), THURSDAYS.cutoff)
    assert found.decide_because == (
        "paid outside of the payment runs: 3 business days before the payment deadline (2026-12-18 14:00 Europe/Berlin)"
    )


def test_an_agreed_due_date_finds_its_own_run() -> None:
    found = deadline(date(2026, 12, 18), agreed_due_on=date(2026, 12, 22))
    assert found.decide_by == BERLIN.at(date(2026, 12, 17), THURSDAYS.cutoff)
