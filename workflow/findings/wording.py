"""How the sentences of the checks are put: names of lines, lists, percentages."""

from collections.abc import Sequence
from decimal import Decimal

from workflow.findings.facts import printed
from workflow.invoices.document import Line
from workflow.invoices.quoting import quoted

MOST_NAMED = 6
"""More names or sentences than these make a text that nobody reads to its end."""


def named(line: Line) -> str:
    """Quote what a line is for, cut to what fits a sentence."""
    return quoted(line.description) if (line.description or "").strip() else "a line with no description"


def priced(line: Line, currency: str) -> str:
    """Quote what a line is for, with its amount."""
    amount = "no amount" if line.amount is None else printed(line.amount, currency)
    return f"{named(line)} ({amount})"


def listed(names: Sequence[str]) -> str:
    """Put names into a sentence: `a`, `a and b`, `a, b and 3 more`."""
    shown = list(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown.append(f"{len(names) - MOST_NAMED} more")
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def told(sentences: Sequence[str]) -> str:
    """Put sentences one behind the other; of many the first ones, and how many more there are."""
    left = len(sentences) - MOST_NAMED
    return " ".join([*sentences[:MOST_NAMED], *([f"And {left} more like these."] if left > 0 else [])])


def percentage(before: Decimal, after: Decimal) -> str:
    """Write a change as a share of what it was: `+12.5 %`; `before` must not be zero."""
    return f"{(after - before) * 100 / abs(before):+.1f} %"
