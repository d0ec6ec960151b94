"""Dogwood: a Japanese customer by the quarter, in yen, which has no minor unit. One quarter is billed in dollars."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.billing import Customer, Item
from sandbox.traffic import Campaign, Traffic
from sandbox.year.cause import Kind
from sandbox.year.writer import Chapter, Periods, changed, day_of, quarters

ACCOUNT, KEY = "2104", "dogwood"
RISE, IN_DOLLARS, OTHER_SELLER = -7, -4, -1

TERMS = Customer(
    account=ACCOUNT,
    buyer={
        "name": "Dogwood K.K.",
        "tax_id": "T9999999999991",
        "address": "2-11-3 Hanamizuki, Tokyo, 101-0051",
        "country": "JP",
    },
    currency="JPY",
    plan="Scale",
    plan_price=Decimal(180000),
    minute_price=Decimal("11.75"),
    numbers=10,
    number_price=Decimal(900),
    tax_rate=Decimal(10),
    cycle="quarter",
)
DOLLARS = replace(
    TERMS,
    currency="USD",
    plan_price=Decimal("1200.00"),
    minute_price=Decimal("0.08"),
    number_price=Decimal("6.00"),
)
JAPANESE_SELLER: Item = {
    "name": "Callaro Japan K.K.",
    "tax_id": "T9999999999982",
    "address": "1-9-1 Sunaba, Tokyo, 100-0005",
    "country": "JP",
}


def dogwood(last: date) -> Chapter:
    """Write the books of Dogwood up to the last quarter that has ended."""
    periods = quarters(last)
    books = Chapter(ACCOUNT, periods, _traffic(periods))
    for period in periods:
        if period == IN_DOLLARS:
            _wrong_currency(books, period)
        else:
            books.bill(books.regular(_in_force(period), period))
    books.plant(Kind.USAGE_RISE, RISE, "Delivery calls doubles from this quarter on, and stays there.")
    seller = "Callaro Japan K.K. bills from this quarter on, instead of Callaro, Inc."
    books.plant(Kind.SELLER_CHANGED, OTHER_SELLER, seller)
    return books


def _traffic(periods: Periods) -> Traffic:
    since, risen = periods[min(periods)].starts_on, periods[RISE].starts_on
    return Traffic(
        (
            Campaign(f"cmp_{ACCOUNT}_1", "Renewal reminders", "Asia/Tokyo", ((since, 200),)),
            Campaign(f"cmp_{ACCOUNT}_2", "Delivery calls", "Asia/Tokyo", ((since, 110), (risen, 220))),
        ),
        tuple(f"+81300000{position:03}" for position in range(TERMS.numbers)),
    )


def _in_force(period: int) -> Customer:
    return replace(TERMS, seller=JAPANESE_SELLER) if period == OTHER_SELLER else TERMS


def _wrong_currency(books: Chapter, period: int) -> None:
    """Bill in dollars, then void that and issue it anew in yen."""
    wrong = books.regular(DOLLARS, period)
    again = day_of(wrong, "issued_on", later=6)
    books.leave_unpaid(wrong, changed(wrong, again, status="void"))
    books.issue_anew(TERMS, period, wrong, again)
    books.plant(Kind.CURRENCY, period, "Billed in US dollars, though the account is in yen.")
    books.plant(Kind.VOIDED, period, "The invoice in dollars is void once it is issued anew.")
    books.plant(Kind.REISSUED, period, "The same quarter in yen; it names the invoice that it corrects.", "-R1")
