"""Lines of two invoices, paired by what they are about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from workflow.findings.line_keys import line_key
from workflow.invoices.document import Line, LineKind

ONCE = frozenset({LineKind.ONE_OFF, LineKind.ADJUSTMENT})
"""What is not expected again. A line of kind `other` is: files say no more of what a line is."""


def by_key(lines: Iterable[Line]) -> Mapping[str, list[Line]]:
    """Give the lines by what they are about, in the order of the invoice."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line_key(line.description)].append(line)
    return found


def recurs(line: Line) -> bool:
    """Tell whether a line is to be expected on the next invoice too."""
    return line.kind not in ONCE


def added_up(lines: Iterable[Line]) -> Decimal:
    """Add up what lines charge, net; a line with no amount adds nothing."""
    return sum((line.amount for line in lines if line.amount is not None), Decimal(0))
