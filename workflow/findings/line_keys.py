"""What a line is about, so that it can be found again on another invoice."""

import re

from babel.dates import get_month_names

_WORDS = re.compile(r"\w+")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_LOCALES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
_MONTHS = frozenset(
    word
    for locale in _LOCALES
    for width in ("wide", "abbreviated")
    for context in ("format", "stand-alone")
    for name in get_month_names(width, context, locale).values()
    for word in _WORDS.findall(name.casefold())
) | {"sept"}
_ALSO_WORDS = frozenset(
    {
        *("ago", "gen", "gru", "lip", "lis", "lug", "lut", "mag", "mai", "maj", "maja", "mar", "marca", "mars"),
        *("may", "mei", "out", "set", "sie"),
    }
)
"""Months that mean something else too, in one of the languages: only a year beside them tells."""
_QUARTERS = frozenset({"q1", "q2", "q3", "q4"})


def line_key(description: str | None) -> str:
    """Reduce a description to what stays the same from month to month: its words, without dates, figures and case."""
    words = _WORDS.findall((description or "").casefold())
    dates = _dates(words)
    kept = [word for word in words if not word.isdecimal() and word not in dates]
    return " ".join(kept or words)


def _dates(words: list[str]) -> frozenset[str]:
    """Give the words that name a month or a quarter in this description."""
    months = _MONTHS if any(map(_YEAR.fullmatch, words)) else _MONTHS - _ALSO_WORDS
    return months | _QUARTERS if any(map(str.isdecimal, words)) else months
