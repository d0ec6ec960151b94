"""Birch: an American customer from the 15th to the 14th, in US dollars. It moves, and is taxed elsewhere since then."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.billing import Customer, Item, invoice, line
from sandbox.traffic import Campaign, Traffic
from sandbox.year.cause import Kind
from sandbox.year.writer import Chapter, Periods, changed, day_of, months

ACCOUNT, KEY, ANCHOR = "2102", "birch", 15
FALL, OVERCHARGED, MOVED, CREDITED, OLD_TAX, MISSING = -11, -9, -6, -4, -3, -1

DENVER: Item = {
    "name": "Birch LLC",
    "tax_id": "84-5550133",
    "address": "1801 Birch Street, Denver, 80202",
    "country": "US",
}
SEATTLE: Item = {**DENVER, "address": "411 Harbor Row, Seattle, 98104"}
IN_DENVER = Customer(
    account=ACCOUNT,
    buyer=DENVER,
    currency="USD",
    plan="Scale",
    plan_price=Decimal("999.00"),
    minute_price=Decimal("0.11"),
    numbers=20,
    number_price=Decimal("3.00"),
    tax_rate=Decimal("8.81"),
)
IN_SEATTLE = replace(IN_DENVER, buyer=SEATTLE, tax_rate=Decimal("10.35"))
WRONG_PLAN_PRICE = Decimal("1049.00")
CREDIT = Decimal("120.00")


def birch(last: date) -> Chapter:
    """Write the books of Birch up to the last month."""
    periods = months(last, ANCHOR)
    books = Chapter(ACCOUNT, periods, _traffic(periods))
    special = {OVERCHARGED: _correct, CREDITED: _credit, OLD_TAX: _tax_again, MISSING: _nothing}
    for period in periods:
        write = special.get(period, _regular)
        write(books, period)
    fall = "Autumn win-back is all but over: it calls an eighth of what it did, from this period on."
    books.plant(Kind.USAGE_FALL, FALL, fall)
    move = "Birch has moved from Denver to Seattle, and is taxed 10.35 % instead of 8.81 %."
    books.plant(Kind.ADDRESS_CHANGE, MOVED, move)
    return books


def moved_on(last: date) -> date:
    """Say from which day on Birch is to be billed in Seattle."""
    return months(last, ANCHOR)[MOVED].starts_on


def _traffic(periods: Periods) -> Traffic:
    since, fallen = periods[min(periods)].starts_on, periods[FALL].starts_on
    return Traffic(
        (
            Campaign(f"cmp_{ACCOUNT}_1", "Renewal reminders", "America/Denver", ((since, 340),)),
            Campaign(f"cmp_{ACCOUNT}_2", "Autumn win-back", "America/Denver", ((since, 240), (fallen, 30))),
        ),
        tuple(f"+13035550{position:03}" for position in range(100, 100 + IN_DENVER.numbers)),
    )


def _in_force(period: int) -> Customer:
    return IN_DENVER if period < MOVED else IN_SEATTLE


def _regular(books: Chapter, period: int) -> None:
    books.bill(books.regular(_in_force(period), period))


def _correct(books: Chapter, period: int) -> None:
    """Charge too much for the plan, then put that right under the same number."""
    wrong = books.regular(replace(_in_force(period), plan_price=WRONG_PLAN_PRICE), period)
    right = books.regular(_in_force(period), period)
    books.bill(wrong, changed(right, day_of(wrong, "issued_on", later=7)))
    books.plant(Kind.PLAN_MISMATCH, period, "The plan Scale is charged at 1049.00 USD instead of 999.00 USD.")
    books.plant(Kind.CORRECTED, period, "A week later the same number charges 999.00 USD for the plan.")


def _credit(books: Chapter, period: int) -> None:
    """Give some of the money back, for two days on which nobody could be called."""
    billed, customer = books.regular(_in_force(period), period), _in_force(period)
    books.bill(billed)
    lines = [line(customer, "adjustment", "Credit for two days without service", (1, "credit", CREDIT))]
    on = day_of(billed, "issued_on", later=12)
    note = invoice(customer, books.name(period, "-C1"), books.periods[period], lines, on)
    credited: Item = {"kind": "credit_note", "corrects": billed["invoice_number"], "due_on": None}
    books.bill({**note, **credited})
    books.plant(Kind.CREDITED, period, "120.00 USD and their tax come back, for two days without service.", "-C1")


def _tax_again(books: Chapter, period: int) -> None:
    """Tax as in Denver though Birch has moved, then issue it anew; the first one stays as it is."""
    wrong = books.regular(replace(IN_SEATTLE, tax_rate=IN_DENVER.tax_rate), period)
    books.leave_unpaid(wrong)
    books.issue_anew(IN_SEATTLE, period, wrong, day_of(wrong, "issued_on", later=8))
    books.plant(Kind.TAX_REGIME, period, "Taxed at Denver's 8.81 %, though Birch is billed in Seattle.")
    sentence = "The same period at Seattle's 10.35 %; it names the one that it corrects, which is not voided."
    books.plant(Kind.REISSUED, period, sentence, "-R1")


def _nothing(books: Chapter, period: int) -> None:
    books.leave_out(period, "The vendor never writes this invoice.")
