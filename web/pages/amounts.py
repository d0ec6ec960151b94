"""An amount as a person types it; what may mean two numbers is refused, not guessed."""

import re
from decimal import Decimal

from workflow.decisions.decide import Incomplete
from workflow.invoices.numerals import parse_plain, shorten

_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def read_amount(text: str) -> Decimal:
    """Read an amount with a point before the hundredths; raises Incomplete for anything else."""
    if _AMBIGUOUS.fullmatch(text):
        plain = text.replace(".", "")
        raise Incomplete(f"{shorten(text)} may mean {plain} or {text}; write {plain} or {text}0.")
    try:
        return parse_plain(text)
    except ValueError:
        raise Incomplete(f"{shorten(text)} is no amount as we read it; write it as 1234.56.") from None
