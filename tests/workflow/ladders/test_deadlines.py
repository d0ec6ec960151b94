"""By when an invoice must be paid, and by when it must be decided so that the money arrives."""

import datetime
from datetime import date
from itertools import pairwise, takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_policy
from tests.workflow.ladders import oracle
from workflow.calendars import ONE_DAY, BusinessDays, Calendar
from workflow.ladders.deadlines import Deadline, Terms, deadline_of
from workflow.periods.cycles import Cycle, boundaries

BERLIN = Calendar("Europe/Berlin", "DE")
POLICY = a_policy().deadline


def deadline(**changes: Any) -> Deadline:
    stated = {
        "issued_on": date(2026, 12, 1),
        "due_on": None,
        "received_on": date(2026, 12, 2),
        "collection": "invoice",
        "payment_terms_days": 30,
    }
    return deadline_of(Terms(**{**stated, **changes}), BERLIN, POLICY)


def local(moment: Any) -> str:
    written: str = BERLIN.local(moment).format("YYYY-MM-DD HH:mm")
    return written


@pytest.mark.parametrize(
    ("due_on", "pay_by", "decide_by"),
    [
        (date(2026, 12, 18), "2026-12-18 14:00", "2026-12-15 14:00"),  # a Friday
        (date(2026, 12, 19), "2026-12-18 14:00", "2026-12-15 14:00"),  # a Saturday
        (date(2026, 12, 26), "2026-12-24 14:00", "2026-12-21 14:00"),  # holidays and a weekend
        (date(2027, 1, 1), "2026-12-31 14:00", "2026-12-28 14:00"),
        (date(2026, 10, 27), "2026-10-27 14:00", "2026-10-22 14:00"),  # the clocks change in between
    ],
)
def test_the_due_date_or_the_last_business_day_before_it(due_on: date, pay_by: str, decide_by: str) -> None:
    found = deadline(due_on=due_on)
    assert (local(found.payment_deadline), local(found.decide_by)) == (pay_by, decide_by)


def test_without_a_due_date_the_payment_terms_count_from_the_date_of_issue() -> None:
    assert local(deadline().payment_deadline) == "2026-12-31 14:00"


def test_without_a_date_of_issue_they_count_from_the_day_of_receipt() -> None:
    found = deadline(issued_on=None)
    assert local(found.payment_deadline) == "2026-12-31 14:00"  # the 1st of January, so the day before
    assert "received on 2026-12-02" in found.payment_because


def test_charged_to_a_card_the_days_to_dispute_count_from_the_date_of_issue() -> None:
    found = deadline(collection="automatic")
    assert local(found.payment_deadline) == "2026-12-15 14:00"
    assert "charged by card" in found.payment_because


def test_a_stated_due_date_counts_even_when_it_is_charged_to_a_card() -> None:
    assert local(deadline(collection="automatic", due_on=date(2026, 12, 9)).payment_deadline) == "2026-12-09 14:00"


def test_it_says_how_both_moments_were_computed() -> None:
    found = deadline(due_on=date(2026, 12, 19))
    assert found.payment_because == (
        "due on 2026-12-19, a Saturday; the last business day before it is 2026-12-18; cut-off 14:00 Europe/Berlin"
    )
    assert found.decide_because == "3 business days before the payment deadline (2026-12-18 14:00 Europe/Berlin)"


def test_it_names_every_day_that_it_leaves_out() -> None:
    found = deadline(due_on=date(2027, 1, 3))
    assert found.payment_because == (
        "due on 2027-01-03, a Sunday; the last business day before it is 2026-12-31, not counting a Saturday and"
        " New Year's Day (2027-01-01); cut-off 14:00 Europe/Berlin"
    )
    assert deadline(due_on=date(2026, 12, 30)).decide_because == (
        "3 business days before the payment deadline (2026-12-30 14:00 Europe/Berlin), not counting a weekend and"
        " Christmas Day (2026-12-25)"
    )


def test_a_due_date_on_a_holiday_says_which() -> None:
    assert deadline(due_on=date(2027, 1, 1)).payment_because.startswith("due on 2027-01-01, New Year's Day; the last")


def test_what_was_agreed_takes_the_place_of_the_stated_due_date() -> None:
    found = deadline(due_on=date(2026, 12, 18), agreed_due_on=date(2026, 12, 30))
    assert local(found.payment_deadline) == "2026-12-30 14:00"
    assert found.payment_because == (
        "agreed in the place of “due on 2026-12-18”: due on 2026-12-30; cut-off 14:00 Europe/Berlin"
    )


def test_one_business_day_is_one_business_day() -> None:
    found = deadline_of(
        Terms(None, date(2026, 12, 18), date(2026, 12, 1), "invoice", 30),
        BERLIN,
        POLICY.model_copy(update={"lead_business_days": 1}),
    )
    assert found.decide_because.startswith("1 business day before")


PERIODS = pairwise(takewhile(date(2029, 4, 1).__gt__, boundaries([Cycle("month", 31)], date(2024, 1, 31))))


@pytest.mark.parametrize(("first", "following"), list(PERIODS))
def test_an_anchor_on_the_31st_has_its_deadlines_through_two_leap_years(first: date, following: date) -> None:
    assert following == (first.replace(day=1) + datetime.timedelta(days=62)).replace(day=1) - ONE_DAY
    found = deadline(issued_on=following, received_on=following)
    due_on = following + datetime.timedelta(days=30)
    pay_on, decide_on = BERLIN.local_date(found.payment_deadline), BERLIN.local_date(found.decide_by)
    assert pay_on == oracle.last_on_or_before(BERLIN, due_on)
    assert decide_on == oracle.counted(BERLIN, pay_on, -3)
    assert f"issued on {following}, so {due_on}" in found.payment_because


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_the_money_always_has_its_business_days(due_on: date) -> None:
    found = deadline(due_on=due_on)
    paid_on, decided_on = BERLIN.local_date(found.payment_deadline), BERLIN.local_date(found.decide_by)
    assert paid_on <= due_on
    assert BERLIN.shift(decided_on, BusinessDays(POLICY.lead_business_days)) == paid_on


@pytest.mark.parametrize("none", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_date_that_programs_write_for_none_is_none(none: date) -> None:
    assert deadline(due_on=none, issued_on=none) == deadline(due_on=None, issued_on=None)
