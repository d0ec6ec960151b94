"""Numbers of an invoice document: read from and written as plain decimals, without losing a digit."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# On each side of the point: far above any amount of money, and what keeps a hostile number cheap.
_MOST_DIGITS = 30


def parse_plain(text: str) -> Decimal:
    """Read `-12.50` and the like; ValueError for an exponent, a `+`, NaN, a comma, spaces, or digits beyond 0-9."""
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{shorten(text)} is not a plain decimal such as '1234.50'")
    return bounded(Decimal(text))


def bounded(number: Decimal) -> Decimal:
    """Return the number as it is; ValueError when it is not finite or longer than any amount of money."""
    if not number.is_finite():
        raise ValueError(f"{number} is not a plain decimal such as '1234.50'")
    exponent = number.as_tuple().exponent
    if number.adjusted() >= _MOST_DIGITS or (isinstance(exponent, int) and exponent < -_MOST_DIGITS):
        raise ValueError(f"the number has more than {_MOST_DIGITS} digits before or behind its point")
    return number


def write_number(number: Decimal) -> str:
    """Write a number with no trailing zeros and never an exponent: `19`, `2.5`, `0`."""
    text = format(number, "f")  # not normalize(): that rounds to the context's precision
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if number else "0"


def write_money(amount: Decimal, digits: int) -> str:
    """Write money with at least `digits` decimals and no further trailing zeros: `473.00`, `0.125`."""
    whole, _, decimals = write_number(amount).partition(".")
    decimals = decimals.ljust(digits, "0")
    return f"{whole}.{decimals}" if decimals else whole


def shorten(text: str) -> str:
    """Quote a text for an error message, cut to what fits one line."""
    most = 40
    return repr(text if len(text) <= most else text[:most] + "…")
