"""Which billing period an invoice belongs to."""

from datetime import date
from typing import Any

import pytest

from tests.factories import a_document
from workflow.invoices.matching import is_awaited, matching_period
from workflow.periods.period import BillingPeriod

MONTHS = [(date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))]
PERIODS = [BillingPeriod(starts_on=first, ends_on=last) for first, last in MONTHS]


@pytest.mark.parametrize(
    ("period", "issued_on", "month"),
    [
        ({"starts_on": "2026-10-01", "ends_on": "2026-10-31"}, "2026-11-02", 10),
        ({"starts_on": "2026-09-15", "ends_on": "2026-10-14"}, "2026-11-02", 10),  # the last stated day counts
        ({"starts_on": None, "ends_on": "2026-09-30"}, "2026-11-02", 9),
        ({"starts_on": "2026-09-01", "ends_on": None}, "2026-11-02", 9),
        ({"starts_on": "2026-05-01", "ends_on": "2026-05-31"}, "2026-11-02", 10),  # in no period: by date of issue
        (None, "2026-10-31", 10),  # ended by the date of issue
        (None, "2026-10-30", 9),
        (None, "2027-03-01", 10),
        (None, "2026-09-29", None),
        (None, None, None),
        ({"starts_on": "2026-05-01", "ends_on": "2026-05-31"}, None, None),
    ],
)
def test_the_period_of_the_last_stated_day_else_the_latest_that_ended_by_the_date_of_issue(
    period: Any, issued_on: Any, month: int | None
) -> None:
    found = matching_period(a_document(period=period, issued_on=issued_on), PERIODS)
    assert (found and found.starts_on.month) == month


@pytest.mark.parametrize(
    ("ends_on", "issued_on", "awaited"),
    [
        ("2026-10-31", "2026-10-31", True),
        ("2026-10-30", "2026-11-02", True),  # stated carelessly, but written when the month was over
        ("2026-10-15", "2026-10-16", False),
        ("2026-10-15", "2026-10-31", False),
        ("2026-10-15", None, True),
        (None, "2026-10-16", False),  # a first day alone says as little as a day in the middle
        (None, "2026-11-02", True),
    ],
)
def test_the_invoice_that_is_awaited_is_not_one_written_in_the_middle_of_the_period(
    ends_on: str | None, issued_on: str | None, awaited: bool
) -> None:
    period = {"starts_on": "2026-10-01", "ends_on": ends_on}
    assert is_awaited(a_document(period=period, issued_on=issued_on), PERIODS[1]) is awaited


def test_an_invoice_that_began_before_the_period_is_the_one_that_it_ends_with() -> None:
    covered = {"starts_on": "2026-09-15", "ends_on": "2026-10-14"}
    assert is_awaited(a_document(period=covered, issued_on="2026-10-16"), PERIODS[1])
