"""What EN 16931 says alike for its two syntaxes, UBL and CII: rules on values, whatever elements hold them."""

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from typing import Any

from sources.elements import Node
from workflow.invoices.document import CoveredPeriod, DocumentKind, LineKind

MOST_LISTED = 50_000
"""Lines of one invoice; each costs far more than its bytes to read, to check and to show."""
# UNTDID 1001, as the invoice document has it: credit note, factored credit note.
_CREDIT_NOTE_CODES = {"381", "396"}
# A division that would need rounding is refused instead.
_EXACTLY = Context(prec=40, traps=[Inexact, DivisionByZero, InvalidOperation, Overflow])
_CENT = Decimal("0.01")


def kind_of(type_code: str | None) -> DocumentKind:
    """Tell an invoice from a credit note by its type code (BT-3)."""
    return DocumentKind.CREDIT_NOTE if type_code in _CREDIT_NOTE_CODES else DocumentKind.INVOICE


def stated_period(node: Node, starts_on: Any, ends_on: Any) -> CoveredPeriod:
    """Make a period of its two days; raises UnreadableInvoice, naming the node, for one that runs backwards."""
    if starts_on and ends_on and ends_on < starts_on:
        raise node.unreadable(f"ends on {ends_on}, before it starts on {starts_on}")
    return CoveredPeriod(starts_on=starts_on, ends_on=ends_on)


def listed(root: Node, path: str) -> list[Node]:
    """Return the lines, allowances or tax groups of a document; raises UnreadableInvoice for more than any has."""
    found = root.all(path)
    if len(found) > MOST_LISTED:
        part = path.rpartition(":")[2]
        raise root.unreadable(f"has {len(found):,} times {part}, as no invoice has")
    return found


def adjustment(given: Node, indicator: str | None, amount: Decimal | None) -> dict[str, Any]:
    """Begin the line of a document-level allowance (BG-20, negative) or charge (BG-21, positive)."""
    if indicator not in {"true", "1", "false", "0"}:
        raise given.unreadable("ChargeIndicator must be true or false, or nobody knows whether to add or subtract")
    if amount is not None and indicator in {"false", "0"}:
        amount = amount.copy_negate()
    return {"kind": LineKind.ADJUSTMENT, "amount": amount}


def price_of_one(
    price: Decimal | None, base: Decimal | None, quantity: Decimal | None, amount: Decimal | None
) -> Decimal | None:
    """BT-146 for one unit: a price for a base quantity (BT-149) is divided by it.

    Null when the quotient has no end or the base is 0: a rounded price would be one that nobody stated.
    `quantity` (BT-129) and `amount` (BT-131) are the line's.
    """
    if price is None or base is None or base == 1 or _base_repeats_price(price, base, quantity, amount):
        return price
    try:
        return _EXACTLY.divide(price, base)
    except (Inexact, DivisionByZero, InvalidOperation):
        return None


def _base_repeats_price(price: Decimal, base: Decimal, quantity: Decimal | None, amount: Decimal | None) -> bool:
    """Tell a price written a second time where its base belongs, as in the standard's own examples in CII.

    Read by the letter that is a price of 1; the line's amount says which of the two was charged.
    """
    if price != base or quantity is None or amount is None:
        return False
    return abs(quantity * price - amount) < _CENT <= abs(quantity - amount)
