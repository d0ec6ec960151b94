"""How much of a line's change is its quantity, how much its price, how much neither."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.bridge.charges import NOTHING, Charge
from workflow.findings.bridge.coins import in_coins


@dataclass(frozen=True)
class Move:
    """The parts of a change; `fault` is what differs from quantity times price now, `mended` what did so before."""

    quantity: Decimal = NOTHING
    price: Decimal = NOTHING
    fault: Decimal = NOTHING
    mended: Decimal = NOTHING


def moved(before: Charge, after: Charge, currency: str) -> Move | None:
    """Split the change of a line; None where a quantity or a price cannot be told and the amount has changed.

    More units are counted at the price of before, and the price gets the rest; where only one of them has changed it
    gets all, so that rounding is never lost.
    """
    change = after.amount - before.amount
    if not change:
        return Move()
    if before.quantity is None or before.price is None or after.quantity is None or after.price is None:
        return None
    fault, mended = _faults(before, after, currency)
    change -= fault + mended
    if after.costs_as(before, currency) or before.costs_as(after, currency):
        return Move(change, NOTHING, fault, mended)
    by_quantity = in_coins((after.quantity - before.quantity) * before.price, currency)
    return Move(by_quantity, change - by_quantity, fault, mended)


def _faults(before: Charge, after: Charge, currency: str) -> tuple[Decimal, Decimal]:
    """Say what the faults of two amounts add to their change: as the new one's doing if it has any."""
    was, now = before.fault(currency), after.fault(currency)
    return (now - was, NOTHING) if now else (NOTHING, -was)
