"""The lines of an invoice as the bridge reckons with them."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from workflow.findings.bridge.coins import coin, in_coins, to_rate
from workflow.findings.line_keys import line_key
from workflow.findings.lines import ONCE
from workflow.findings.wording import named
from workflow.invoices.document import InvoiceDocument, Line, LineKind
from workflow.invoices.identity import folded

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Charge:
    """One line, `position` from 1, with its figures completed where they follow from each other.

    `quantity` and `price` are null where they cannot be told. `is_derived`: the price was divided out of the line.
    """

    position: int
    line: Line
    key: str
    quantity: Decimal | None
    price: Decimal | None
    amount: Decimal
    is_derived: bool = False

    @property
    def unit(self) -> str:
        """Give the unit in a form that compares."""
        return folded(self.line.unit)

    @property
    def label(self) -> str:
        """Quote what the line is for."""
        return named(self.line)

    @property
    def is_once(self) -> bool:
        """Tell whether the charge is not expected again."""
        return self.line.kind in ONCE

    def fault(self, currency: str) -> Decimal:
        """Give by how much the amount differs from quantity times price, all of them printed; below a coin: zero."""
        line = self.line
        if None in (line.amount, line.quantity, line.unit_price) or self.quantity is None or self.price is None:
            return NOTHING
        gap = self.amount - self.quantity * self.price
        return gap if abs(gap) >= coin(currency) else NOTHING

    def costs_as(self, other: Self, currency: str) -> bool:
        """Tell whether one unit costs what it does on another line; a price that only rounding moved is the same."""
        if self.price is None or other.price is None or self.quantity is None:
            return False
        if self.price == other.price:
            return True
        return self.is_derived and in_coins(self.quantity * other.price, currency) == in_coins(self.amount, currency)

    def restated(self, rate: Decimal, currency: str) -> Self:
        """Give the charge in another currency, of which `rate` is one unit of this one."""
        price = None if self.price is None else to_rate(self.price * rate)
        amount = in_coins(self.amount * rate, currency)
        line = self.line.model_copy(update={"unit_price": None})  # what was printed, was printed in the other currency
        return replace(self, price=price, amount=amount, line=line)


def charges_of(document: InvoiceDocument) -> tuple[Charge, ...]:
    """Read the lines of an invoice."""
    return tuple(_charge(position, line, document.currency) for position, line in enumerate(document.lines, start=1))


def _charge(position: int, line: Line, currency: str) -> Charge:
    quantity, price, amount = line.quantity, line.unit_price, line.amount
    if amount is None:
        known = quantity is not None and price is not None
        amount = (
            in_coins(quantity * price, currency) if known and quantity is not None and price is not None else NOTHING
        )
    elif price is None and quantity:
        price = to_rate(amount / quantity)
    elif quantity is None and price:
        quantity = to_rate(amount / price)
    elif price is None and line.kind == LineKind.SUBSCRIPTION:
        quantity, price = Decimal(1), amount  # what is subscribed to has a price, also where only that is printed
    return Charge(position, line, line_key(line.description), quantity, price, amount, line.unit_price is None)
