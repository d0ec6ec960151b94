"""What is counted, in words: the units of UN/ECE Recommendation 20, which invoices state as codes."""

import re
from decimal import Decimal

from workflow.invoices.quoting import quoted

_CODES = {
    "2P": "kilobyte",
    "4L": "megabyte",
    "AD": "byte",
    "ANN": "year",
    "C62": "unit",
    "DAY": "day",
    "E34": "gigabyte",
    "E35": "terabyte",
    "E48": "service unit",
    "E49": "working day",
    "E50": "accounting unit",
    "E51": "job",
    "H87": "piece",
    "HUR": "hour",
    "KGM": "kilogram",
    "KMT": "kilometre",
    "KWH": "kilowatt hour",
    "LTR": "litre",
    "MIN": "minute",
    "MON": "month",
    "MTR": "metre",
    "MWH": "megawatt hour",
    "NAR": "article",
    "QAN": "quarter",
    "SEC": "second",
    "SET": "set",
    "TNE": "tonne",
    "WEE": "week",
}
"""Of the common level 1 and 2 codes, those in which services are billed; any other code stands for itself."""
_SHORT = {
    "hr": "hour",
    "hrs": "hour",
    "min": "minute",
    "mins": "minute",
    "pcs": "piece",
    "sec": "second",
    "secs": "second",
}
_WORDS = frozenset({*_CODES.values(), "call", "number", "seat", "user", "message", "request"})
_PLAIN = re.compile(r"[\w/%.²³-]{1,20}")


def unit_word(unit: str | None, quantity: Decimal | None) -> str:
    """Say in what a quantity is counted: `minutes` for MIN and for minute, `minute` for one; empty where unstated."""
    stated = (unit or "").strip()
    word = _CODES.get(stated) or _SHORT.get(stated.lower(), stated)
    if word.lower() in _WORDS:
        return word if quantity == 1 else f"{word}s"
    return word if not word or _PLAIN.fullmatch(word) else quoted(word)
