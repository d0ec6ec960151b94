"""Business hours are hours while people work, and never days."""

from datetime import date, time

import pytest
from pendulum import DateTime

from workflow.calendars import BusinessDays, BusinessHours, Calendar
from workflow.ladders.hours import after

BERLIN = Calendar("Europe/Berlin", "DE")
NINE, FIVE = time(9), time(17)


def local(day: int, hour: int, minute: int = 0, month: int = 12) -> DateTime:
    return BERLIN.at(date(2026, month, day), time(hour, minute))


def a_business_day_after(moment: DateTime) -> DateTime:
    day = BERLIN.shift(BERLIN.local_date(moment), BusinessDays(1))
    return BERLIN.at(day, BERLIN.local(moment).time())


@pytest.mark.parametrize(
    ("now", "hours", "then"),
    [
        (local(9, 10), 4, local(9, 14)),
        (local(9, 13), 4, local(9, 17)),  # up to the minute at which they close
        (local(9, 15, 30), 4, local(10, 11, 30)),
        (local(11, 15), 4, local(14, 11)),  # over a weekend
        (local(12, 3), 1, local(14, 10)),  # from a Saturday night
        (local(9, 20), 1, local(10, 10)),
        (local(23, 16), 10, local(28, 10)),  # Christmas: 1 on the 23rd, 8 on the 24th, the last on the 28th
        (local(9, 12), 0, local(9, 12)),
        (local(9, 3), 0, local(9, 9)),
    ],
)
def test_only_open_hours_count(now: DateTime, hours: int, then: DateTime) -> None:
    assert after(now, BusinessHours(hours), BERLIN, NINE, FIVE) == then


def test_hours_are_those_that_pass_when_the_clocks_change() -> None:
    sundays = Calendar("Europe/Berlin", "DE", weekdays=frozenset({7}))
    midnight = sundays.at(date(2026, 10, 25), time(0))
    assert after(midnight, BusinessHours(4), sundays, time(0), FIVE) == midnight.add(hours=4)
    assert sundays.local(midnight.add(hours=4)).hour == 3


def test_one_business_day_is_not_twenty_four_hours() -> None:
    friday = local(11, 14)
    assert a_business_day_after(friday) == local(14, 14)
    assert a_business_day_after(friday) != friday.add(hours=24)
    assert after(friday, BusinessHours(24), BERLIN, NINE, FIVE) == local(16, 14)
    before_the_change = local(24, 14, month=10)
    assert a_business_day_after(before_the_change) == local(26, 14, month=10)


def test_days_and_hours_do_not_mix() -> None:
    assert BusinessDays(1) != BusinessHours(1)  # type: ignore[comparison-overlap]
    with pytest.raises(TypeError):
        BusinessDays(1) < BusinessHours(1)  # type: ignore[operator]  # noqa: B015
    with pytest.raises(TypeError, match="are no business days"):
        BERLIN.shift(date(2026, 12, 9), BusinessHours(1))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="are no business hours"):
        after(local(9, 10), BusinessDays(1), BERLIN, NINE, FIVE)  # type: ignore[arg-type]


def test_hours_that_cannot_be_counted_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be counted"):
        after(local(9, 10), BusinessHours(-1), BERLIN, NINE, FIVE)
    with pytest.raises(ValueError, match="cannot be counted"):
        after(local(9, 10), BusinessHours(1), BERLIN, FIVE, NINE)
