"""Which days a count leaves out, in words that let it be repeated."""

from datetime import date

from workflow.calendars import Calendar, Closed
from workflow.ladders.days_off import not_counting, what_it_is

BERLIN = Calendar("Europe/Berlin", "DE")
CLOSED = Calendar("Europe/Berlin", "DE", (Closed(date(2026, 12, 24), date(2026, 12, 31), "Winter break"),))
PART_TIME = Calendar("Europe/Berlin", "DE", weekdays=frozenset({1, 2, 3, 4}))


def test_nothing_left_out_is_nothing_said() -> None:
    assert not not_counting(date(2026, 12, 14), date(2026, 12, 18), BERLIN)


def test_a_weekend_is_short() -> None:
    assert not_counting(date(2026, 12, 11), date(2026, 12, 14), BERLIN) == ", not counting a weekend"
    assert not_counting(date(2026, 11, 27), date(2026, 12, 14), BERLIN) == ", not counting 3 weekends"


def test_a_public_holiday_has_its_name_and_date() -> None:
    said = not_counting(date(2026, 12, 23), date(2027, 1, 4), BERLIN)
    assert said == ", not counting 2 weekends, Christmas Day (2026-12-25) and New Year's Day (2027-01-01)"


def test_a_holiday_of_several_days_is_one_span_unless_something_lies_between() -> None:
    shanghai = Calendar("Asia/Shanghai", "CN")
    said = not_counting(date(2026, 9, 30), date(2026, 10, 8), shanghai)
    assert said.startswith(", not counting a weekend, National Day (2026-10-01 to 2026-10-02)")


def test_a_closure_is_one_span_with_its_name_whatever_else_lies_in_it() -> None:
    said = not_counting(date(2026, 12, 23), date(2027, 1, 4), CLOSED)
    assert said == ", not counting a weekend, New Year's Day (2027-01-01) and “Winter break” (2026-12-24 to 2026-12-31)"


def test_a_weekday_on_which_somebody_does_not_work_is_named() -> None:
    said = not_counting(date(2026, 12, 3), date(2026, 12, 14), PART_TIME)
    assert said == ", not counting 2 weekends and 2 Fridays"


def test_a_long_count_has_a_short_sentence() -> None:
    said = not_counting(date(2026, 1, 2), date(2027, 1, 4), BERLIN)
    assert said == ", not counting 53 weekends and 7 public holidays from 2026-04-03 to 2027-01-01"


def test_what_makes_a_day_no_business_day_has_a_name() -> None:
    assert what_it_is(date(2026, 12, 19), BERLIN) == "a Saturday"
    assert what_it_is(date(2026, 12, 25), BERLIN) == "Christmas Day"
    assert what_it_is(date(2026, 12, 25), CLOSED) == "a day of “Winter break”"
    assert not what_it_is(date(2026, 12, 18), BERLIN)
