"""What of an invoice can be paid while the rest is disputed."""

from decimal import Decimal

import pytest

from workflow.decisions.part import why_no_part

TOTAL = (Decimal("520.00"), "EUR")


@pytest.mark.parametrize("amount", ["0.01", "400", "400.00", "519.99"])
def test_it_is_more_than_nothing_and_less_than_the_whole(amount: str) -> None:
    assert why_no_part(Decimal(amount), TOTAL) is None


@pytest.mark.parametrize("amount", ["0", "-1.00", "520.00", "520.01", "1E+9"])
def test_anything_else_is_no_part(amount: str) -> None:
    assert "less than the total of 520.00 EUR" in (why_no_part(Decimal(amount), TOTAL) or "")


@pytest.mark.parametrize("amount", [None, Decimal("NaN"), Decimal("Infinity")])
def test_it_is_a_number(amount: Decimal | None) -> None:
    assert "as a number such as 400.00" in (why_no_part(amount, TOTAL) or "")


def test_of_a_total_that_is_not_known_there_is_no_part() -> None:
    assert "no total in one currency" in (why_no_part(Decimal(1), None) or "")


def test_of_a_credit_there_is_no_part() -> None:
    assert why_no_part(Decimal(-10), (Decimal("-50.00"), "EUR"))


@pytest.mark.parametrize(("amount", "currency"), [("400.005", "EUR"), ("400.5", "JPY"), ("1.2345", "KWD")])
def test_it_can_be_paid_in_its_currency(amount: str, currency: str) -> None:
    assert "decimals" in (why_no_part(Decimal(amount), (Decimal(520), currency)) or "")
