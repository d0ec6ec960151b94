"""By when an invoice must be paid, and by when it must be decided so that the money arrives."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_policy
from workflow.calendars import BusinessDays, Calendar
from workflow.ladders.deadlines import Deadline, Terms, deadline_of

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
        "due on 2026-12-19; that is no business day, the last one before it is 2026-12-18; cut-off 14:00 Europe/Berlin"
    )
    assert found.decide_because == "3 business days before the payment deadline (2026-12-18 14:00 Europe/Berlin)"


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_the_money_always_has_its_business_days(due_on: date) -> None:
    found = deadline(due_on=due_on)
    paid_on, decided_on = BERLIN.local_date(found.payment_deadline), BERLIN.local_date(found.decide_by)
    assert paid_on <= due_on
    assert BERLIN.shift(decided_on, BusinessDays(POLICY.lead_business_days)) == paid_on


@pytest.mark.parametrize("none", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_date_that_programs_write_for_none_is_none(none: date) -> None:
    assert deadline(due_on=none, issued_on=none) == deadline(due_on=None, issued_on=None)
