"""Elm: a Canadian customer whose card is charged, in Canadian dollars; once it calls more, several times a month."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.billing import Customer, Item, Usage, invoice, stated, usage_lines, usual_lines
from sandbox.traffic import DAY, Campaign, Traffic, days
from sandbox.year.cause import Kind
from sandbox.year.writer import Chapter, Periods, changed, day_of, months
from workflow.invoices.source import Span

ACCOUNT, KEY = "2105", "elm"
DECLINED, PREMIUM, RISE = -9, -7, -3
CREDIT_LIMIT = Decimal("200.00")
"""Net, of usage not yet billed: once a day's end has reached it, the card is charged the next day."""

STARTER = Customer(
    account=ACCOUNT,
    buyer={
        "name": "Elm Inc.",
        "tax_id": "999999999RT0001",
        "address": "88 Elm Walk, Toronto, M5S 1G5",
        "country": "CA",
    },
    currency="CAD",
    plan="Starter",
    plan_price=Decimal("99.00"),
    minute_price=Decimal("0.12"),
    numbers=3,
    number_price=Decimal("3.00"),
    tax_rate=Decimal(13),
    terms=None,
)
WITH_PREMIUM = replace(STARTER, extras=(("Premium voices", Decimal("29.00")),))


def elm(last: date) -> Chapter:
    """Write the books of Elm up to the last month."""
    periods = months(last, anchor=1)
    books = Chapter(ACCOUNT, periods, _traffic(periods))
    for period in periods:
        if period == DECLINED:
            _decline(books, period)
        elif period >= RISE:
            _top_up(books, period)
        else:
            books.bill(books.regular(_in_force(period), period))
    books.plant(Kind.NEW_LINE, PREMIUM, "Premium voices are charged for the first time, 29.00 CAD a month.")
    rise = "Both campaigns call five times as much from this month on, so the card is charged several times a month."
    books.plant(Kind.USAGE_RISE, RISE, rise)
    return books


def _traffic(periods: Periods) -> Traffic:
    since, risen = periods[min(periods)].starts_on, periods[RISE].starts_on
    return Traffic(
        (
            Campaign(f"cmp_{ACCOUNT}_1", "Order updates", "America/Toronto", ((since, 30), (risen, 150))),
            Campaign(f"cmp_{ACCOUNT}_2", "Feedback calls", "America/Toronto", ((since, 17), (risen, 85))),
        ),
        tuple(f"+14165550{position:03}" for position in range(100, 100 + STARTER.numbers)),
    )


def _in_force(period: int) -> Customer:
    return WITH_PREMIUM if period >= PREMIUM else STARTER


def _decline(books: Chapter, period: int) -> None:
    """Have the card declined at first, and charged five days later."""
    refused: Item = {**books.regular(_in_force(period), period), "payment_status": "failed"}
    books.bill(refused, changed(refused, day_of(refused, "issued_on", later=5)))
    books.plant(Kind.PAYMENT_FAILED, period, "The card is declined, and charged five days later.")


def _top_up(books: Chapter, period: int) -> None:
    """Charge the card each time the limit is reached, then for the plan and the rest of the month's usage."""
    customer, covers = _in_force(period), books.periods[period]
    *pieces, rest = _pieces(books, covers)
    for position, piece in enumerate(pieces, start=1):
        suffix = f"-T{position}"
        lines = usage_lines(customer, books.usage(piece))
        books.bill(invoice(customer, books.name(period, suffix), piece, lines, piece.ends_on + DAY))
        sentence = f"The usage since {piece.starts_on} has reached {CREDIT_LIMIT} CAD, so the card is charged."
        books.plant(Kind.TOP_UP, period, sentence, suffix)
    lines = [_over(rest, one) for one in usual_lines(customer, books.usage(rest))]
    books.bill(invoice(customer, books.name(period), covers, lines))


def _over(piece: Span, line: Item) -> Item:
    """State the days of a usage line where they are not the whole month."""
    return {**line, "period": stated(piece)} if line["kind"] == "usage" else line


def _pieces(books: Chapter, covers: Span) -> Iterator[Span]:
    """Cut a month where the limit is reached; what is left at its end, at least its last day, comes last."""
    begins = covers.starts_on
    for day in days(Span(covers.starts_on, covers.ends_on - DAY)):
        if _value(books.usage(Span(begins, day))) >= CREDIT_LIMIT:
            yield Span(begins, day)
            begins = day + DAY
    yield Span(begins, covers.ends_on)


def _value(usage: list[Usage]) -> Decimal:
    return sum((one.minutes * STARTER.minute_price for one in usage), Decimal(0))
