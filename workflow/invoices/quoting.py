"""Numbers and names that a vendor wrote, put so that they cannot be taken for our own words or figures."""

import re

LONGEST = 60
_PLAIN = re.compile(r"[\w./#-]{1,40}")
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_QUOTES = str.maketrans('"“”„', "''''")


def quoted(text: str | None, longest: int = LONGEST) -> str:
    """Quote a text on one line, cut to what fits a sentence; a quotation mark in it cannot end the quotation."""
    words = " ".join((text or "").split()).translate(_QUOTES)
    return f'"{words}"' if len(words) <= longest else f'"{words[:longest].rstrip()}…"'


def called(number: str) -> str:
    """Name an invoice by its number, quoted unless it is one word as numbers are."""
    return number if _PLAIN.fullmatch(number) else quoted(number)


def named(name: str) -> str:
    """Name what the setup file names: words alone stand as they are."""
    return name if all(word.isalpha() for word in name.split()) else quoted(name)


def told_apart(number: str) -> str:
    """Name something by its number in a sentence with figures: what could be a figure or a date is quoted."""
    return quoted(number) if _FIGURE.fullmatch(number) else called(number)
