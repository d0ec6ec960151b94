"""Billing cycles: where periods begin, for every anchor, without drift."""

import datetime
from datetime import date
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.periods.cycles import Cycle, boundaries

FIRSTS = st.dates(date(2019, 1, 1), date(2031, 12, 31))


def starts(every: str, anchor: int, first: date, count: int) -> list[date]:
    return list(islice(boundaries([Cycle(every, anchor)], first), count))


def last_of(year: int, month: int) -> date:
    """The month's last day, without a calendar module: the day before the next month's first."""
    return date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(days=1)


def anchored(year: int, month: int, anchor: int) -> date:
    """The oracle: counted by (year, month), the anchor day or the month's last when that comes first."""
    return min(date(year, month, 1) + datetime.timedelta(days=anchor - 1), last_of(year, month))


@given(st.integers(1, 31), st.integers(2019, 2031), st.integers(1, 12))
def test_a_monthly_anchor_never_drifts(anchor: int, year: int, month: int) -> None:
    months = [divmod(year * 12 + month - 1 + k, 12) for k in range(60)]
    expected = [anchored(y, index + 1, anchor) for y, index in months]
    assert starts("month", anchor, expected[0], 60) == expected


@given(st.sampled_from(["month", "quarter", "year"]), st.integers(1, 31), FIRSTS)
def test_periods_go_forward_from_the_first_day(every: str, anchor: int, first: date) -> None:
    days = starts(every, anchor, first, 30)
    assert days[0] == first
    assert all(before < after for before, after in pairwise(days))


@given(st.sampled_from([("month", 31), ("quarter", 92), ("year", 366), ("week", 7)]), st.integers(1, 31), FIRSTS)
def test_no_period_is_longer_than_its_cycle(cycle: tuple[str, int], anchor: int, first: date) -> None:
    every, longest = cycle
    days = starts(every, (anchor - 1) % 7 + 1 if every == "week" else anchor, first, 30)
    assert all((after - before).days <= longest for before, after in pairwise(days))


@given(st.integers(1, 7), FIRSTS)
def test_weeks_begin_on_their_weekday(anchor: int, first: date) -> None:
    days = starts("week", anchor, first, 20)
    assert all(day.isoweekday() == anchor for day in days[1:])
    assert all((after - before).days == 7 for before, after in pairwise(days[1:]))


def test_a_month_anchored_on_the_31st_begins_on_the_last_day_of_shorter_months() -> None:
    assert starts("month", 31, date(2026, 1, 31), 5) == [
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
        date(2026, 5, 31),
    ]


def test_a_first_day_that_is_no_anchor_day_begins_a_stub() -> None:
    assert starts("month", 1, date(2026, 1, 15), 3) == [date(2026, 1, 15), date(2026, 2, 1), date(2026, 3, 1)]


def test_a_first_day_before_the_anchor_of_its_own_month_begins_a_stub() -> None:
    assert starts("month", 20, date(2026, 1, 15), 3) == [date(2026, 1, 15), date(2026, 1, 20), date(2026, 2, 20)]


@pytest.mark.parametrize(
    ("every", "first", "expected"),
    [
        ("quarter", date(2025, 11, 30), [date(2026, 2, 28), date(2026, 5, 30), date(2026, 8, 30)]),
        ("year", date(2024, 2, 29), [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]),
    ],
)
def test_quarters_and_years_count_their_months_from_the_first(every: str, first: date, expected: list[date]) -> None:
    assert starts(every, first.day, first, len(expected) + 1)[1:] == expected


def test_a_first_day_in_the_middle_of_a_week_begins_a_stub() -> None:
    assert starts("week", 1, date(2026, 1, 7), 3) == [date(2026, 1, 7), date(2026, 1, 12), date(2026, 1, 19)]
