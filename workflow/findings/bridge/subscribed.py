"""What a subscription's line says of a whole cycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.bridge.charges import Charge
from workflow.findings.bridge.coins import coin, in_coins
from workflow.findings.bridge.comparison import ABOUT_AS_LONG
from workflow.findings.bridge.sheet import Sheet
from workflow.findings.days import contains, length
from workflow.findings.facts import Facts, PlanPrice
from workflow.findings.plan_days import plan_days, plan_named
from workflow.invoices.charged_days import span_of
from workflow.invoices.document import LineKind
from workflow.invoices.source import Span

_BY_DAY = {"day", "days"}
_ONE_DAY = Decimal(1)


@dataclass(frozen=True)
class Subscribed:
    """A charge for a subscription: what a whole cycle of it costs, and which of its days are charged.

    `own` are the days it states, else the invoice's. `days` of `cycle` are charged, null for a whole one. `planned` is
    what the setup file says for a cycle of this plan on its last day; null where it says nothing, or another plan.
    """

    charge: Charge
    name: str
    full: Decimal
    own: Span | None
    days: Decimal | None
    cycle: int
    planned: PlanPrice | None


def plan_of(charge: Charge, plans: Sequence[PlanPrice]) -> str | None:
    """Name the plan that a line charges for: one of the setup file's, or, where that has none, whatever is a plan."""
    if charge.line.kind not in {LineKind.SUBSCRIPTION, LineKind.OTHER}:
        return None
    if plans:
        return plan_named(charge.line.description, plans)
    return charge.key if "plan" in charge.key.split() and charge.line.kind == LineKind.SUBSCRIPTION else None


def subscribed(charge: Charge, sheet: Sheet, facts: Facts) -> Subscribed:
    """Read a charge for a subscription of one of the two invoices; plans are priced in the customer's currency."""
    customer, currency = facts.customer, facts.document.currency
    name = plan_of(charge, customer.plans)
    own = span_of(charge.line.period) or sheet.days
    planned = _planned(name, own, customer.plans) if customer.currency == sheet.currency else None
    cycle = _cycle(sheet.days, facts.billed)
    days = _days(charge, own, sheet.days, cycle)
    full = charge.amount if days is None else _whole(charge, days, cycle, planned, currency)
    return Subscribed(charge, name or charge.label, full, own, days, cycle, planned)


def _planned(name: str | None, own: Span | None, plans: Sequence[PlanPrice]) -> PlanPrice | None:
    in_force = plan_days(plans, own) if own else ()
    return in_force[-1].plan if in_force and in_force[-1].plan.name == name else None


def _cycle(days: Span | None, billed: Span | None) -> int:
    """Count the days of the cycle: the invoice's own where it covers about one, else the billing period's."""
    if days is None or billed is None:
        known = days or billed
        return length(known) if known else 0
    own, usual = length(days), length(billed)
    return own if min(own, usual) >= ABOUT_AS_LONG * max(own, usual) else usual


def _days(charge: Charge, own: Span | None, of: Span | None, cycle: int) -> Decimal | None:
    """Count the days that are charged where they are a part of the cycle."""
    if charge.unit in _BY_DAY and charge.quantity is not None:
        return charge.quantity if _ONE_DAY <= charge.quantity < cycle else None
    if own is None or of is None or not cycle or own == of:
        return None
    covers_one = length(of) == cycle
    is_part = contains(of, own) if covers_one else length(own) < ABOUT_AS_LONG * cycle
    return Decimal(length(own)) if is_part else None


def _whole(charge: Charge, days: Decimal, cycle: int, planned: PlanPrice | None, currency: str) -> Decimal:
    """Give what a whole cycle costs, from the price of a part: as planned where the part fits, else in proportion."""
    if planned and abs(planned.amount * days / cycle - charge.amount) <= coin(currency):
        return planned.amount
    if charge.unit in _BY_DAY and charge.price is not None:
        return in_coins(charge.price * cycle, currency)
    return in_coins(charge.amount * cycle / days, currency)
