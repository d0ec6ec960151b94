"""How plain numbers are written in a reader's locale: every digit that is there, and no more."""

from decimal import Decimal
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from notifications.figures import STANDARD_LOCALE


def number(value: Decimal, locale: str) -> str:
    """Write a number with the locale's separators, unrounded."""
    return format_decimal(value, locale=_locale(locale), decimal_quantization=False)


@cache
def _locale(name: str) -> Locale:
    """Look a locale up; an unknown one must not keep a page back."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(STANDARD_LOCALE)
