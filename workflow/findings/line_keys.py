"""What a line is about, so that it can be found again on another invoice."""

import re

from babel.dates import get_month_names

_WORDS = re.compile(r"\w+")
_MONTHS = frozenset(
    name.casefold() for width in ("wide", "abbreviated") for name in get_month_names(width, locale="en").values()
)


def line_key(description: str | None) -> str:
    """Reduce a description to what stays the same from month to month: its words, without dates, figures and case."""
    words = _WORDS.findall((description or "").casefold())
    kept = [word for word in words if not word.isdecimal() and word not in _MONTHS]
    return " ".join(kept or words)
