"""Money in the smallest coin, in every currency there is: the point is shifted, and no digit is lost."""

from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from sources.amounts import to_major
from tests.properties import cases, in_rounds
from workflow.invoices.currency import minor_digits
from workflow.invoices.numerals import parse_plain, write_money

currencies = st.sampled_from(sorted(list_currencies()))
coins = st.integers(-(10**25), 10**25)


def shifted(coins: int, digits: int) -> Decimal:
    """The oracle: a point set among the digits as text, without arithmetic."""
    text = str(abs(coins)).rjust(digits + 1, "0")
    whole, decimals = text[: len(text) - digits], text[len(text) - digits :]
    return Decimal(f"{'-' if coins < 0 else ''}{whole}.{decimals or '0'}")


@in_rounds
def test_every_amount_of_coins_is_read_in_every_currency_and_goes_back(round_: int) -> None:
    @cases(0.04)
    @given(currencies, coins, st.booleans())
    def holds(currency: str, coins: int, as_text: bool) -> None:
        digits = minor_digits(currency)
        read = to_major("minor", currency)("total", str(coins) if as_text else coins)
        assert isinstance(read, str)
        amount = parse_plain(read)
        assert amount == shifted(coins, digits)
        assert int(amount.scaleb(digits)) == coins
        assert parse_plain(write_money(amount, digits)) == amount

    holds()


@pytest.mark.parametrize(
    ("currency", "read"), [("JPY", "1234567"), ("EUR", "12345.67"), ("KWD", "1234.567"), ("CLF", "123.4567")]
)
def test_the_point_stands_where_the_currency_has_it(currency: str, read: str) -> None:
    assert to_major("minor", currency)("total", 1234567) == read


@pytest.mark.parametrize("value", ["12.5", "0.1"])
def test_a_part_of_a_coin_is_no_amount_but_may_be_a_price_per_unit(value: str) -> None:
    with pytest.raises(ValueError, match="not a whole number of minor units"):
        to_major("minor", "EUR")("total", value)
    assert to_major("minor", "EUR")("lines[0].unit_price", value) == str(Decimal(value) / 100)
