"""Amounts in the smallest coin of a currency."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from workflow.invoices.currency import minor_digits

PRECISION = 250
"""Digits to reckon with: a document's numbers have up to 60, and products of two must stay exact."""
RATE_DIGITS = Decimal("0.00000001")
"""To how many decimals a price or a rate is kept that had to be divided out."""


def coin(currency: str) -> Decimal:
    """Give the smallest coin: 0.01 for EUR, 1 for JPY, 0.001 for KWD."""
    return Decimal(1).scaleb(-minor_digits(currency))


def in_coins(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the smallest coin, as invoices do."""
    return amount.quantize(coin(currency), ROUND_HALF_UP)


def in_coins_together(amounts: Iterable[Decimal], currency: str) -> Iterator[Decimal]:
    """Round amounts to coins so that each running sum is the rounded running sum: nothing is lost on the way."""
    exact = rounded = Decimal(0)
    for amount in amounts:
        exact += amount
        yield in_coins(exact, currency) - rounded
        rounded = in_coins(exact, currency)


def to_rate(number: Decimal) -> Decimal:
    """Keep of a quotient what a price can be written with."""
    return number.quantize(RATE_DIGITS, ROUND_HALF_UP)
