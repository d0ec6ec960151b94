"""What the sandbox vendor has billed: the books, what of them is shown on a day, and the demo's."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sandbox.billing import Customer, Item, Usage, invoice, usual_lines
from workflow.invoices.source import Span

Books = Mapping[str, list[Item]]
"""Account to its invoices, each version of one an item of its own: same `id`, the later one further on.

The vendor shows an item from `issued_on` on, or from `updated_on` where it has one.
"""

DEMO_YEAR = 2026
DEMO_MONTH = 10
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


def as_of(items: Iterable[Item], today: date) -> list[Item]:
    """Give what the vendor shows on a day: the newest version of each invoice, in the order of the books."""
    newest = {item["id"]: item for item in items if _shown_from(item) <= today}
    return list(newest.values())


def _shown_from(item: Item) -> date:
    return date.fromisoformat(str(item.get("updated_on") or item["issued_on"]))


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
    """Make the invoice of one month of the demo year."""
    covers = Span(date(DEMO_YEAR, month, 1), date(DEMO_YEAR, month, calendar.monthrange(DEMO_YEAR, month)[1]))
    made = invoice(customer, f"{covers.ends_on:%Y-%m}", covers, usual_lines(customer, usage))
    return {**made, "payment_status": payment}


def _history(customer: Customer) -> list[Item]:
    return [monthly(customer, month, _usual(customer, month)) for month in range(1, DEMO_MONTH)]


def _usual(customer: Customer, month: int) -> list[Usage]:
    """A month like any other: the same two campaigns, a few minutes more or less."""
    ripple = (month * 37 % 11 - 5) * 10
    second = {"44": "Payment follow-up", "51": "Autumn win-back", "67": "Appointment calls"}[customer.account]
    first_minutes, second_minutes = {"44": (3060, 1400), "51": (5000, 3500), "67": (2200, 900)}[customer.account]
    return [Usage("Renewal reminders", first_minutes + ripple), Usage(second, second_minutes - ripple // 2)]
