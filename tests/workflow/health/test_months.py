"""Months are a workspace's own, and the admins are told of each on the first business day from the 2nd on."""

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pendulum import DateTime

from tests.workflow.health.handled import BERLIN
from workflow.calendars import Calendar
from workflow.health.months import begins, ended, month_of, months_between, months_until, newest_told, shifted, told_at

SAMOA, HONOLULU = Calendar("Pacific/Apia", "WS"), Calendar("Pacific/Honolulu", "US")
moments = st.integers(0, 15 * 365 * 24).map(lambda hours: pendulum.datetime(2020, 1, 1).add(hours=hours))
places = st.sampled_from([BERLIN, SAMOA, HONOLULU])


def berlin(text: str) -> DateTime:
    return pendulum.from_format(text, "YYYY-MM-DD HH:mm", "Europe/Berlin").in_timezone("UTC")


def test_a_month_ends_when_it_does_there() -> None:
    moment = pendulum.datetime(2026, 10, 31, 23, 30)
    assert [month_of(moment, place) for place in (BERLIN, HONOLULU)] == ["2026-11", "2026-10"]


def test_a_trend_goes_back_over_the_turn_of_the_year() -> None:
    assert months_until("2026-02", 4) == ("2025-11", "2025-12", "2026-01", "2026-02")


def test_months_lie_between_two_of_which_both_count() -> None:
    assert months_between("2026-11", "2027-02") == ("2026-11", "2026-12", "2027-01", "2027-02")
    assert months_between("2026-11", "2026-11") == ("2026-11",)


@pytest.mark.parametrize(
    ("month", "told"),
    [
        ("2026-10", "2026-11-02 09:00"),  # a Monday
        ("2026-09", "2026-10-02 09:00"),  # a Friday
        ("2026-04", "2026-05-04 09:00"),  # the 2nd is a Saturday
        ("2026-12", "2027-01-04 09:00"),  # so it is in January
    ],
)
def test_they_are_told_at_nine_on_the_first_business_day_from_the_2nd_on(month: str, told: str) -> None:
    assert told_at(month, BERLIN) == berlin(told)


def test_until_nine_the_month_before_is_the_newest_that_is_told() -> None:
    told = told_at("2026-10", BERLIN)
    assert newest_told(told.subtract(seconds=1), BERLIN) == "2026-09"
    assert newest_told(told, BERLIN) == "2026-10"


@given(moments, places)
def test_the_newest_month_told_is_due_and_the_next_is_not(now: DateTime, place: Calendar) -> None:
    newest = newest_told(now, place)
    assert told_at(newest, place) <= now < told_at(shifted(newest, 1), place)


@given(moments, places)
def test_a_month_lies_between_its_outer_bounds_everywhere(now: DateTime, place: Calendar) -> None:
    month = month_of(now, place)
    assert begins(month) <= now < ended(month)


@given(moments, places)
def test_what_is_told_is_over_everywhere(now: DateTime, place: Calendar) -> None:
    assert told_at(month_of(now, place), place) >= ended(month_of(now, place))
