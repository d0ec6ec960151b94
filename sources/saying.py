"""How a stranger's text stands in a sentence of ours."""

from workflow.invoices.numerals import shorten

_LONGEST = 200


def shown(text: str) -> str:
    """Return a name as it is, or quoted and cut when it is long or could not be printed on one line."""
    return text if text.isprintable() and 0 < len(text) <= _LONGEST else shorten(text)
