"""What the sandbox vendor has billed: made-up invoices, in the vendor's own field names, that add up to the cent."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sources.exact_json import Json

Item = dict[str, Json]
Books = Mapping[str, list[Item]]
"""Account to its invoices; each has `issued_on`, the first day on which the vendor shows it."""

TERMS = timedelta(days=14)
DEMO_YEAR = 2026
DEMO_MONTH = 10
CENT = Decimal("0.01")
SELLER: Item = {
    "name": "Callaro, Inc.",
    "tax_id": "EU372041881",
    "address": "500 Sandbox Street, San Francisco, CA 94107",
    "country": "US",
}
PAYEE: Item = {"name": "Callaro, Inc.", "iban": "DE75512108001245126199", "bic": "SOGEDEFFXXX"}


@dataclass(frozen=True)
class Customer:
    """One account of the vendor: whom it bills, in which currency, under which plan and tax."""

    account: str
    buyer: Item
    currency: str
    plan: str
    plan_price: Decimal
    minute_price: Decimal
    numbers: int
    number_price: Decimal
    tax_rate: Decimal


@dataclass(frozen=True)
class Usage:
    """The minutes of one campaign in one month."""

    campaign: str
    minutes: int


ACME = Customer(
    account="44",
    buyer={"name": "Acme GmbH", "tax_id": "DE123456788", "address": "Lindenstr. 8, Berlin, 10969", "country": "DE"},
    currency="EUR",
    plan="Growth",
    plan_price=Decimal("499.00"),
    minute_price=Decimal("0.09"),
    numbers=8,
    number_price=Decimal("2.50"),
    tax_rate=Decimal(19),
)
BOREALIS = Customer(
    account="51",
    buyer={"name": "Borealis LLC", "tax_id": "84-5550172", "address": "12 Pine Street, Denver, 80202", "country": "US"},
    currency="USD",
    plan="Scale",
    plan_price=Decimal("999.00"),
    minute_price=Decimal("0.11"),
    numbers=20,
    number_price=Decimal("3.00"),
    tax_rate=Decimal("4.5"),
)
COBALT = Customer(
    account="67",
    buyer={"name": "Cobalt Ltd", "tax_id": "GB123456789", "address": "3 Quay Road, Leeds, LS1 4AP", "country": "GB"},
    currency="GBP",
    plan="Growth",
    plan_price=Decimal("429.00"),
    minute_price=Decimal("0.08"),
    numbers=5,
    number_price=Decimal("2.00"),
    tax_rate=Decimal(20),
)


def demo_books() -> Books:
    """Nine months of history each; then October: 44 hardly moves, 51 rises by half, and that of 67 never comes."""
    october = {
        "44": [Usage("Renewal reminders", 3120), Usage("Payment follow-up", 1460)],
        "51": [Usage("Renewal reminders", 5010), Usage("Autumn win-back", 12580)],
    }
    books = {customer.account: _history(customer) for customer in (ACME, BOREALIS, COBALT)}
    for customer in (ACME, BOREALIS):
        books[customer.account].append(monthly(customer, DEMO_MONTH, october[customer.account], payment="unpaid"))
    return books


def monthly(customer: Customer, month: int, usage: Iterable[Usage], *, payment: str = "paid") -> Item:
    """Make the invoice of one month of the demo year, issued on the second day of the next month."""
    last = date(DEMO_YEAR, month, calendar.monthrange(DEMO_YEAR, month)[1])
    issued_on = last + timedelta(days=2)
    lines = _lines(customer, usage)
    return {
        "id": f"inv_{customer.account}_{last:%Y%m}",
        "invoice_number": f"CAL-{customer.account}-{last:%Y-%m}",
        "tenant_id": customer.account,
        "kind": "invoice",
        "status": "final",
        "payment_status": payment,
        "issued_on": issued_on.isoformat(),
        "due_on": (issued_on + TERMS).isoformat(),
        "period": {"starts_on": last.replace(day=1).isoformat(), "ends_on": last.isoformat()},
        "currency": customer.currency,
        "seller": SELLER,
        "buyer": customer.buyer,
        "payee": PAYEE,
        "lines": [*lines],
        **_sums(lines, customer.tax_rate),
    }


def _history(customer: Customer) -> list[Item]:
    return [monthly(customer, month, _usual(customer, month)) for month in range(1, DEMO_MONTH)]


def _usual(customer: Customer, month: int) -> list[Usage]:
    """A month like any other: the same two campaigns, a few minutes more or less."""
    ripple = (month * 37 % 11 - 5) * 10
    second = {"44": "Payment follow-up", "51": "Autumn win-back", "67": "Appointment calls"}[customer.account]
    first_minutes, second_minutes = {"44": (3060, 1400), "51": (5000, 3500), "67": (2200, 900)}[customer.account]
    return [Usage("Renewal reminders", first_minutes + ripple), Usage(second, second_minutes - ripple // 2)]


def _lines(customer: Customer, usage: Iterable[Usage]) -> list[Item]:
    plan = _line("subscription", f"{customer.plan} plan", 1, "month", customer.plan_price)
    calls = [
        _line("usage", f"Voice minutes, campaign {used.campaign}", used.minutes, "minute", customer.minute_price)
        for used in usage
    ]
    rental = _line("subscription", "Phone number rental", customer.numbers, "number", customer.number_price)
    return [{**line, "tax_rate": customer.tax_rate} for line in (plan, *calls, rental)]


def _line(kind: str, description: str, quantity: int, unit: str, unit_price: Decimal) -> Item:
    amount = (quantity * unit_price).quantize(CENT, ROUND_HALF_UP)
    priced: Item = {"quantity": quantity, "unit": unit, "unit_price": unit_price, "amount": amount}
    return {"kind": kind, "description": description, **priced}


def _sums(lines: list[Item], tax_rate: Decimal) -> Item:
    net = sum((amount for line in lines if isinstance(amount := line["amount"], Decimal)), Decimal(0))
    tax = (net * tax_rate / 100).quantize(CENT, ROUND_HALF_UP)
    group: Item = {"category": "S", "rate": tax_rate, "taxable": net, "amount": tax}
    return {"taxes": [group], "net_total": net, "tax_total": tax, "total": net + tax, "amount_due": net + tax}
