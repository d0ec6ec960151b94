"""How the sandbox vendor writes an invoice: in its own field names, adding up to the smallest coin."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sources.exact_json import Json
from workflow.invoices.currency import minor_digits
from workflow.invoices.source import Span

Item = dict[str, Json]
"""One invoice as the vendor's list shows it."""

TERMS = timedelta(days=14)
ISSUED_AFTER = timedelta(days=2)
"""How long after the last day covered the vendor writes the invoice."""
SELLER: Item = {
    "name": "Callaro, Inc.",
    "tax_id": "EU372041881",
    "address": "500 Sandbox Street, San Francisco, CA 94107",
    "country": "US",
}
PAYEE: Item = {"name": "Callaro, Inc.", "iban": "DE75512108001245126199", "bic": "SOGEDEFFXXX"}


@dataclass(frozen=True)
class Customer:
    """One account of the vendor: whom it bills, in which currency, under which plan and tax.

    `cycle` is what the plan's price is for; `extras` are further charges per cycle, by what they are for. Without
    `terms` a card is charged, and no due date stated.
    """

    account: str
    buyer: Item
    currency: str
    plan: str
    plan_price: Decimal
    minute_price: Decimal
    numbers: int
    number_price: Decimal
    tax_rate: Decimal
    cycle: str = "month"
    extras: tuple[tuple[str, Decimal], ...] = ()
    terms: timedelta | None = TERMS
    seller: Item = field(default_factory=lambda: SELLER)
    payee: Item = field(default_factory=lambda: PAYEE)


@dataclass(frozen=True)
class Usage:
    """The minutes of one campaign in one month."""

    campaign: str
    minutes: int


def invoice(customer: Customer, name: str, covers: Span, lines: list[Item], issued_on: date | None = None) -> Item:
    """Make an unpaid invoice over these lines; its number is `CAL-<account>-<name>`.

    Issued two days after the last day covered unless said otherwise.
    """
    issued_on = issued_on or covers.ends_on + ISSUED_AFTER
    return {
        "id": f"inv_{customer.account}_{name.replace('-', '')}",
        "invoice_number": f"CAL-{customer.account}-{name}",
        "tenant_id": customer.account,
        "kind": "invoice",
        "status": "final",
        "payment_status": "unpaid",
        "issued_on": issued_on.isoformat(),
        "due_on": (issued_on + customer.terms).isoformat() if customer.terms else None,
        "period": stated(covers),
        "currency": customer.currency,
        "seller": customer.seller,
        "buyer": customer.buyer,
        "payee": customer.payee,
        "lines": [*lines],
        **sums(customer, lines),
    }


def stated(covers: Span) -> Item:
    """Write down the days that something covers, both included."""
    return {"starts_on": covers.starts_on.isoformat(), "ends_on": covers.ends_on.isoformat()}


def usual_lines(customer: Customer, usage: Iterable[Usage]) -> list[Item]:
    """Make the lines of a whole cycle: the plan, the calls, the rental of numbers, what else is subscribed to."""
    plan = line(customer, "subscription", f"{customer.plan} plan", (1, customer.cycle, customer.plan_price))
    rented = (customer.numbers, "number", customer.number_price)
    rental = line(customer, "subscription", "Phone number rental", rented)
    extras = [line(customer, "subscription", what, (1, customer.cycle, price)) for what, price in customer.extras]
    return [plan, *usage_lines(customer, usage), rental, *extras]


def usage_lines(customer: Customer, usage: Iterable[Usage]) -> list[Item]:
    """Make a line for each campaign."""
    return [
        line(
            customer,
            "usage",
            f"Voice minutes, campaign {used.campaign}",
            (used.minutes, "minute", customer.minute_price),
        )
        for used in usage
    ]


def line(customer: Customer, kind: str, description: str, priced: tuple[int, str, Decimal]) -> Item:
    """Make one line; `priced` is the quantity, its unit and the price of one."""
    quantity, unit, unit_price = priced
    return {
        "kind": kind,
        "description": description,
        "quantity": quantity,
        "unit": unit,
        "unit_price": unit_price,
        "amount": rounded(customer, quantity * unit_price),
        "tax_rate": customer.tax_rate,
    }


def sums(customer: Customer, lines: Iterable[Item]) -> Item:
    """Add lines up: one tax group at the customer's rate, then the totals."""
    net = sum((amount for one in lines if isinstance(amount := one["amount"], Decimal)), Decimal(0))
    tax = rounded(customer, net * customer.tax_rate / 100)
    group: Item = {"category": "S", "rate": customer.tax_rate, "taxable": net, "amount": tax}
    return {"taxes": [group], "net_total": net, "tax_total": tax, "total": net + tax, "amount_due": net + tax}


def rounded(customer: Customer, amount: Decimal) -> Decimal:
    """Round to the smallest coin of the customer's currency."""
    return amount.quantize(Decimal(1).scaleb(-minor_digits(customer.currency)), ROUND_HALF_UP)
