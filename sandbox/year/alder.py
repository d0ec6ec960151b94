"""Alder: a German customer by the month, in euro. It grows, changes its plan, and gets an invoice re-issued."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.billing import Customer, Item, Usage, invoice, line, stated, usual_lines
from sandbox.traffic import DAY, Campaign, Traffic
from sandbox.year.cause import Kind
from sandbox.year.writer import Chapter, Periods, changed, day_of, months
from workflow.invoices.source import Span

ACCOUNT, KEY = "2101", "alder-emea"
RECORDING, WORKSHOP, RISE, RECORDING_ENDS, PLAN, REISSUED, MISCOUNTED = -12, -10, -8, -6, -5, -2, -1

GROWTH = Customer(
    account=ACCOUNT,
    buyer={"name": "Alder GmbH", "tax_id": "DE129876543", "address": "Erlenweg 12, Berlin, 10999", "country": "DE"},
    currency="EUR",
    plan="Growth",
    plan_price=Decimal("499.00"),
    minute_price=Decimal("0.09"),
    numbers=8,
    number_price=Decimal("2.50"),
    tax_rate=Decimal(19),
)
SCALE = replace(GROWTH, plan="Scale", plan_price=Decimal("699.00"))
RECORDED = replace(GROWTH, extras=(("Call recording storage", Decimal("35.00")),))
WRONG_PRICE = Decimal("0.11")
SIXTEENTH = 16
MINUTES_TOO_MANY = 400


def alder(last: date) -> Chapter:
    """Write the books of Alder up to the last month."""
    periods = months(last, anchor=1)
    books = Chapter(ACCOUNT, periods, _traffic(periods))
    special = {WORKSHOP: _workshop, PLAN: _plan_change, REISSUED: _reissue, MISCOUNTED: _miscount}
    for period in periods:
        write = special.get(period, _regular)
        write(books, period)
    rise = "Renewal reminders calls three and a half times as much from this month on, and stays there."
    books.plant(Kind.USAGE_RISE, RISE, rise)
    books.plant(Kind.NEW_LINE, RECORDING, "Call recording storage is charged for the first time, 35.00 EUR a month.")
    books.plant(Kind.LINE_GONE, RECORDING_ENDS, "Call recording storage is not charged any more.")
    books.plant(Kind.PLAN_CHANGE, PLAN + 1, "The first whole month of the plan Scale; Growth is gone.")
    return books


def scale_from(last: date) -> date:
    """Say from which day on the plan is Scale."""
    return months(last, anchor=1)[PLAN].starts_on.replace(day=SIXTEENTH)


def _traffic(periods: Periods) -> Traffic:
    since, risen = periods[min(periods)].starts_on, periods[RISE].starts_on
    return Traffic(
        (
            Campaign(f"cmp_{ACCOUNT}_1", "Renewal reminders", "Europe/Berlin", ((since, 100), (risen, 350))),
            Campaign(f"cmp_{ACCOUNT}_2", "Payment follow-up", "Europe/Berlin", ((since, 50),)),
        ),
        tuple(f"+493023125{position:03}" for position in range(GROWTH.numbers)),
    )


def _in_force(period: int) -> Customer:
    if period > PLAN:
        return SCALE
    return RECORDED if RECORDING <= period < RECORDING_ENDS else GROWTH


def _regular(books: Chapter, period: int) -> None:
    books.bill(books.regular(_in_force(period), period))


def _workshop(books: Chapter, period: int) -> None:
    """Add a second invoice to the period, for something that happened once."""
    customer, first = _in_force(period), books.periods[period].starts_on
    two_days = Span(first.replace(day=12), first.replace(day=13))
    workshop = line(customer, "one_off", "Onboarding workshop, two days", (2, "day", Decimal("400.00")))
    books.bill(invoice(customer, books.name(period, "-W1"), two_days, [workshop]))
    books.plant(Kind.TWO_INVOICES, period, "A workshop of two days, billed by itself in the same period.", "-W1")
    _regular(books, period)


def _plan_change(books: Chapter, period: int) -> None:
    """Charge each plan for its own days."""
    covers = books.periods[period]
    change = covers.starts_on.replace(day=SIXTEENTH)
    plans = [
        _prorated(GROWTH, Span(covers.starts_on, change - DAY), covers),
        _prorated(SCALE, Span(change, covers.ends_on), covers),
    ]
    lines = [*plans, *usual_lines(SCALE, books.usage(covers))[1:]]
    books.bill(invoice(SCALE, books.name(period), covers, lines))
    books.plant(Kind.PLAN_CHANGE, period, "Growth until the 15th, Scale from the 16th on, each charged by the day.")


def _prorated(customer: Customer, part: Span, covers: Span) -> Item:
    by_day = customer.plan_price / _length(covers)
    priced = _length(part), "day", by_day.quantize(Decimal("0.000001"))
    return {**line(customer, "subscription", f"{customer.plan} plan", priced), "period": stated(part)}


def _length(covers: Span) -> int:
    return (covers.ends_on - covers.starts_on).days + 1


def _reissue(books: Chapter, period: int) -> None:
    """Charge too much a minute, then void that and issue it anew under a number of its own."""
    wrong = books.regular(replace(SCALE, minute_price=WRONG_PRICE), period)
    again = day_of(wrong, "issued_on", later=9)
    books.leave_unpaid(wrong, changed(wrong, again, status="void"))
    books.issue_anew(SCALE, period, wrong, again)
    books.plant(Kind.PRICE_CHANGE, period, "A minute is charged at 0.11 EUR instead of 0.09 EUR.")
    books.plant(Kind.VOIDED, period, "The invoice with the wrong price is void once it is issued anew.")
    books.plant(
        Kind.REISSUED, period, "The same month at the right price; it names the invoice that it corrects.", "-R1"
    )


def _miscount(books: Chapter, period: int) -> None:
    """Charge more minutes than the campaign has called."""
    covers = books.periods[period]
    first, second = books.usage(covers)
    usage = [first, Usage(second.campaign, second.minutes + MINUTES_TOO_MANY)]
    books.bill(invoice(SCALE, books.name(period), covers, usual_lines(SCALE, usage)))
    sentence = f"{second.campaign} is charged {MINUTES_TOO_MANY} minutes more than its analytics count."
    books.plant(Kind.USAGE_MISMATCH, period, sentence)
