"""Business days of a place, and its local times as moments."""

import datetime
from datetime import date, time
from itertools import pairwise

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendars import BusinessDays, Calendar, Closed, Off, OffBecause

BERLIN = Calendar("Europe/Berlin", "DE")
PLACES = [
    BERLIN,
    Calendar("Europe/Berlin", "DE-BY"),
    Calendar("America/New_York", "US"),
    Calendar("Europe/London", "GB"),
]
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
places = st.sampled_from(PLACES)


@pytest.mark.parametrize(
    ("country", "day", "is_one"),
    [
        ("DE", date(2026, 11, 6), True),  # a Friday
        ("DE", date(2026, 11, 7), False),  # a Saturday
        ("DE", date(2026, 11, 8), False),  # a Sunday
        ("DE", date(2026, 10, 3), False),  # German Unity
        ("DE", date(2026, 12, 25), False),
        ("DE", date(2026, 1, 6), True),
        ("DE-BY", date(2026, 1, 6), False),  # Epiphany is a holiday in Bavaria
        ("US", date(2026, 11, 26), False),  # Thanksgiving
        ("DE", date(2026, 11, 26), True),
        ("US", date(2026, 7, 3), False),  # the 4th is a Saturday, observed on Friday
        ("GB", date(2026, 12, 28), False),  # Boxing Day is a Saturday, its substitute is Monday
        ("DE", date(2026, 12, 28), True),
    ],
)
def test_business_days_are_those_of_the_country(country: str, day: date, is_one: bool) -> None:
    assert Calendar("UTC", country).is_business_day(day) is is_one


CLOSED = Calendar(
    "Europe/Berlin", "DE", (Closed(date(2026, 12, 24), date(2026, 12, 28), "Winter break"),), frozenset({1, 2, 3, 4})
)


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 12, 23), None),
        (date(2026, 12, 11), Off(OffBecause.WEEKDAY, "Friday")),
        (date(2026, 12, 13), Off(OffBecause.WEEKDAY, "Sunday")),
        (date(2026, 5, 14), Off(OffBecause.HOLIDAY, "Ascension Day")),
        (date(2026, 12, 24), Off(OffBecause.CLOSED, "Winter break")),
        (date(2026, 12, 25), Off(OffBecause.CLOSED, "Winter break")),  # a holiday too, but the closure covers more
        (date(2026, 12, 28), Off(OffBecause.CLOSED, "Winter break")),
        (date(2026, 12, 29), None),
    ],
)
def test_a_day_off_says_why(day: date, off: Off | None) -> None:
    assert CLOSED.off(day) == off
    assert CLOSED.is_business_day(day) is (off is None)


@given(places, DAYS)
def test_a_day_is_a_business_day_unless_something_says_why_not(place: Calendar, day: date) -> None:
    assert place.is_business_day(day) is (place.off(day) is None)


def test_closures_and_weekdays_are_no_business_days() -> None:
    assert CLOSED.shift(date(2026, 12, 23), BusinessDays(1)) == date(2026, 12, 29)
    assert CLOSED.shift(date(2026, 12, 10), BusinessDays(1)) == date(2026, 12, 14)


def test_shifting_goes_over_weekends_and_holidays() -> None:
    assert BERLIN.shift(date(2026, 12, 23), BusinessDays(2)) == date(2026, 12, 28)
    assert BERLIN.shift(date(2026, 12, 28), BusinessDays(-2)) == date(2026, 12, 23)


def test_shifting_by_nothing_stays_put_even_on_a_sunday() -> None:
    assert BERLIN.shift(date(2026, 11, 8), BusinessDays(0)) == date(2026, 11, 8)


def test_the_first_business_day_after_a_sunday_is_monday() -> None:
    assert BERLIN.shift(date(2026, 11, 8), BusinessDays(1)) == date(2026, 11, 9)


def test_on_or_before_keeps_a_business_day_and_steps_back_from_any_other() -> None:
    assert BERLIN.on_or_before(date(2026, 11, 6)) == date(2026, 11, 6)
    assert BERLIN.on_or_before(date(2026, 11, 8)) == date(2026, 11, 6)
    assert BERLIN.on_or_before(date(2027, 1, 1)) == date(2026, 12, 31)


@given(places, DAYS, st.integers(1, 30))
def test_shifting_forth_and_back_is_where_it_began(place: Calendar, day: date, days: int) -> None:
    start = place.on_or_before(day)
    assert place.shift(place.shift(start, BusinessDays(days)), BusinessDays(-days)) == start


@given(places, DAYS, st.integers(1, 30))
def test_a_shift_counts_exactly_the_business_days_passed(place: Calendar, day: date, days: int) -> None:
    end = place.shift(day, BusinessDays(days))
    passed = [day + datetime.timedelta(n) for n in range(1, (end - day).days + 1)]
    assert place.is_business_day(end)
    assert sum(place.is_business_day(one) for one in passed) == days


@pytest.mark.parametrize(
    ("day", "local", "utc"),
    [
        (date(2026, 3, 28), time(2, 30), "2026-03-28T01:30:00Z"),
        (date(2026, 3, 29), time(2, 30), "2026-03-29T01:30:00Z"),  # does not exist: forward by the gap, 03:30
        (date(2026, 3, 29), time(3, 0), "2026-03-29T01:00:00Z"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00Z"),  # exists twice: the first of the two
        (date(2026, 10, 25), time(3, 0), "2026-10-25T02:00:00Z"),
        (date(2026, 7, 1), time(14, 0), "2026-07-01T12:00:00Z"),
    ],
)
def test_a_local_time_is_one_moment_across_daylight_saving(day: date, local: time, utc: str) -> None:
    assert BERLIN.at(day, local) == pendulum.parse(utc)


def test_a_day_may_begin_in_a_gap() -> None:
    havana = Calendar("America/Havana", "CU")  # daylight saving begins at midnight there
    assert havana.at(date(2026, 3, 8), time(0)) == pendulum.datetime(2026, 3, 8, 5)


@given(st.sampled_from(["Europe/Berlin", "America/Havana", "Pacific/Auckland", "Asia/Kolkata", "UTC"]), DAYS)
def test_midnights_never_go_back(zone: str, day: date) -> None:
    place = Calendar(zone, "DE")
    midnights = [place.at(day + datetime.timedelta(n), time(0)) for n in range(3)]
    assert all(datetime.timedelta(hours=22) < after - before for before, after in pairwise(midnights))


@given(places, DAYS, st.times(min_value=time(4), max_value=time(23)))
def test_a_moment_has_the_local_date_it_was_made_of(place: Calendar, day: date, local: time) -> None:
    moment = place.at(day, local)
    assert place.local_date(moment) == day
    assert place.local(moment).time() == local
