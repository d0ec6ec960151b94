"""What is counted of one review: business days it took, how much of its time had passed, business days to spare."""

import pytest
from pendulum import DateTime

from tests.workflow.health.handled import PAY_BY, a_review, at


@pytest.mark.parametrize(
    ("decided", "days"),
    [(at(5, 17), 0), (at(6), 1), (at(9), 4), (at(10), 4), (at(11), 4), (at(12, 8), 5)],
)
def test_a_review_takes_business_days_and_a_weekend_is_none(decided: DateTime, days: int) -> None:
    assert a_review(decided).days == days


def test_a_holiday_is_no_business_day() -> None:
    before_unity = a_review(at(6), opened_at=at(2, 9, 10), calendar=a_review().calendar)
    assert before_unity.days == 2
    christmas = a_review(at(28, 9, 12), opened_at=at(23, 9, 12))
    assert christmas.days == 2


@pytest.mark.parametrize(
    ("decided", "margin"),
    [
        (at(12, 9), 3),
        (at(12, 15), 2),
        (at(14, 14), 1),
        (at(14, 15), 0),
        (at(15, 14), 0),
        (at(10, 9), 3),
        (at(11, 23), 3),
    ],
)
def test_only_whole_business_days_are_to_spare(decided: DateTime, margin: int) -> None:
    one = a_review(decided)
    assert (one.margin, one.is_late) == (margin, False)


@pytest.mark.parametrize(("decided", "margin"), [(at(15, 15), 0), (at(16, 9), -1), (at(19, 9), -2)])
def test_after_the_payment_deadline_business_days_count_down(decided: DateTime, margin: int) -> None:
    one = a_review(decided)
    assert (one.margin, one.is_late) == (margin, True)


def test_a_deadline_that_never_comes_is_far_off_and_costs_nothing() -> None:
    assert a_review(payment_deadline=PAY_BY.add(years=170)).margin > 200


@pytest.mark.parametrize(("decided", "used"), [(at(5, 9), 0), (at(12), 100), (at(12, 15), 101), (at(19), 198)])
def test_the_time_used_is_a_share_of_the_time_given(decided: DateTime, used: int) -> None:
    assert a_review(decided).used == used


def test_without_any_time_to_decide_no_share_of_it_was_used() -> None:
    assert a_review(at(13), opened_at=at(13)).used is None
