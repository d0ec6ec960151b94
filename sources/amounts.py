"""Money as a vendor writes it, into money in major units as a plain decimal string."""

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Literal

from sources.exact_json import Json, is_number, plain
from workflow.invoices.currency import is_currency, minor_digits
from workflow.invoices.numerals import parse_plain

Units = Literal["major", "minor"]
ToMajor = Callable[[str, Json], Json]
"""The place, for an error, and the value; raises ValueError."""
_UNROUNDED = Context(prec=100)


def to_major(units: Units, currency: Json) -> ToMajor:
    """Give the conversion for one item; minor units need its currency, whose decimals are ISO 4217's."""
    if units == "major":
        return _as_written
    digits = minor_digits(currency) if isinstance(currency, str) and is_currency(currency) else None
    return lambda place, value: _from_minor(place, value, digits)


def _as_written(_place: str, value: Json) -> Json:
    return plain(value) if is_number(value) else value


def _from_minor(place: str, value: Json, digits: int | None) -> Json:
    """Shift the point; a price per unit may be a fraction of the smallest coin, anything else may not."""
    if value is None:
        return None
    if digits is None:
        raise ValueError(f"{place}: minor units cannot be read without a known currency")
    number = Decimal(value) if is_number(value) else _parsed(place, value)
    if not place.endswith(".unit_price") and number != number.to_integral_value():
        raise ValueError(f'{place}: {plain(number)} is not a whole number of minor units (amounts = "minor")')
    return plain(number.scaleb(-digits, _UNROUNDED))


def _parsed(place: str, value: Json) -> Decimal:
    try:
        return parse_plain(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from error
