"""Cedar: a British customer from the 31st on, in pounds, whose vendor makes mistakes and is late once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.billing import PAYEE, Customer, Item, invoice, line, stated, usual_lines
from sandbox.traffic import DAY, Campaign, Traffic
from sandbox.year.cause import Kind
from sandbox.year.writer import Chapter, Periods, changed, day_of, months
from workflow.invoices.source import Span

ACCOUNT, KEY, ANCHOR = "2103", "cedar", 31
DEARER, DOUBLED, MISADDED, NEW_BANK, MISTAXED, LATE, OVERLAPPING, ZERO = -10, -8, -7, -5, -4, -3, -2, 0

FIRST_TERMS = Customer(
    account=ACCOUNT,
    buyer={"name": "Cedar Ltd", "tax_id": "GB987654321", "address": "9 Cedar Row, Leeds, LS1 7DH", "country": "GB"},
    currency="GBP",
    plan="Growth",
    plan_price=Decimal("429.00"),
    minute_price=Decimal("0.08"),
    numbers=5,
    number_price=Decimal("2.00"),
    tax_rate=Decimal(20),
)
DEAR = replace(FIRST_TERMS, minute_price=Decimal("0.085"))
OTHER_BANK: Item = {**PAYEE, "iban": "GB29NWBK60161331926819", "bic": "NWBKGB2L"}
LAST_TERMS = replace(DEAR, payee=OTHER_BANK)
TOO_MUCH = Decimal("10.00")
TOO_MUCH_TAX = Decimal("2.40")


def cedar(last: date) -> Chapter:
    """Write the books of Cedar up to the last month."""
    periods = months(last, ANCHOR)
    books = Chapter(ACCOUNT, periods, _traffic(periods))
    special = {
        DOUBLED: _double,
        MISADDED: _misadd,
        MISTAXED: _mistax,
        LATE: _come_late,
        OVERLAPPING: _overlap,
        ZERO: _zero,
    }
    for period in periods:
        write = special.get(period, _regular)
        write(books, period)
    books.plant(Kind.PRICE_CHANGE, DEARER, "A minute costs 0.085 GBP from this period on, 0.08 GBP before.")
    books.plant(Kind.PAYEE_CHANGED, NEW_BANK, "The money is to go to another bank account from this period on.")
    return books


def _traffic(periods: Periods) -> Traffic:
    since = periods[min(periods)].starts_on
    return Traffic(
        (
            Campaign(f"cmp_{ACCOUNT}_1", "Appointment calls", "Europe/London", ((since, 80),)),
            Campaign(f"cmp_{ACCOUNT}_2", "Renewal reminders", "Europe/London", ((since, 40),)),
        ),
        tuple(f"+442079460{position:03}" for position in range(FIRST_TERMS.numbers)),
    )


def _in_force(period: int) -> Customer:
    if period < DEARER:
        return FIRST_TERMS
    return DEAR if period < NEW_BANK else LAST_TERMS


def _regular(books: Chapter, period: int) -> None:
    books.bill(books.regular(_in_force(period), period))


def _double(books: Chapter, period: int) -> None:
    """Bill the same twice, under two numbers, and void the second."""
    _regular(books, period)
    twin = books.regular(_in_force(period), period, "-2")
    books.leave_unpaid(twin, changed(twin, day_of(twin, "issued_on", later=5), status="void"))
    books.plant(Kind.VOIDED, period, "The same invoice under a second number, void five days later.", "-2")


def _misadd(books: Chapter, period: int) -> None:
    right = books.regular(_in_force(period), period)
    total = _money(right, "total") + TOO_MUCH
    books.bill({**right, "total": total, "amount_due": total})
    books.plant(Kind.SUMS, period, "The total is 10.00 GBP more than net and tax.")


def _mistax(books: Chapter, period: int) -> None:
    right = books.regular(_in_force(period), period)
    tax, total = _money(right, "tax_total") + TOO_MUCH_TAX, _money(right, "total") + TOO_MUCH_TAX
    group: Item = {"category": "S", "rate": LAST_TERMS.tax_rate, "taxable": right["net_total"], "amount": tax}
    books.bill({**right, "taxes": [group], "tax_total": tax, "total": total, "amount_due": total})
    books.plant(Kind.TAX_ARITHMETIC, period, "The tax is 2.40 GBP more than 20 % of what is taxable.")


def _come_late(books: Chapter, period: int) -> None:
    """Date the invoice as ever, and show it only five days after it is due."""
    dated = books.regular(_in_force(period), period)
    came = changed(dated, day_of(dated, "due_on", later=5))
    books.leave_unpaid(came, changed(came, day_of(dated, "due_on", later=15), payment_status="paid"))
    books.plant(Kind.CAME_LATE, period, "Dated as ever, but there only five days after its due date.")


def _overlap(books: Chapter, period: int) -> None:
    covers = books.periods[period]
    right = books.regular(_in_force(period), period)
    books.bill({**right, "period": stated(Span(covers.starts_on - 10 * DAY, covers.ends_on))})
    books.plant(Kind.PERIOD_MISMATCH, period, "It states to begin ten days early, in days that were billed before.")


def _zero(books: Chapter, period: int) -> None:
    """Take everything back on the invoice itself."""
    customer, covers = _in_force(period), books.periods[period]
    lines = usual_lines(customer, books.usage(covers))
    net = _money(books.regular(customer, period), "net_total")
    thanks = line(customer, "adjustment", "Anniversary credit", (1, "credit", -net))
    books.bill(invoice(customer, books.name(period), covers, [*lines, thanks]))
    books.plant(Kind.ZERO, period, "A credit takes back all of it: the total is 0.00 GBP.")


def _money(item: Item, name: str) -> Decimal:
    return Decimal(str(item[name]))
