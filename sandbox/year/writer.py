"""How the books of one customer are written: every version of each invoice, and beside it what was planted."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sandbox.billing import Customer, Item, Usage, invoice, usual_lines
from sandbox.traffic import DAY, Traffic
from sandbox.year.cause import Cause, Kind
from sources.exact_json import Json
from workflow.invoices.source import Span

Periods = Mapping[int, Span]
FIRST = -14
MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Chapter:
    """One customer's books: all versions of its invoices, what was planted, its periods and its traffic."""

    account: str
    periods: Periods
    traffic: Traffic
    items: list[Item] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)

    def usage(self, covers: Span) -> list[Usage]:
        """Count what each campaign brought in some days."""
        counted = [Usage(one.name, one.minutes(covers)) for one in self.traffic.campaigns]
        return [one for one in counted if one.minutes]

    def name(self, period: int, suffix: str = "") -> str:
        """Name an invoice of a period; `suffix` tells it from the regular one."""
        return f"{self.periods[period].ends_on:%Y-%m}{suffix}"

    def regular(self, customer: Customer, period: int, suffix: str = "") -> Item:
        """Make the invoice that a period should have."""
        covers = self.periods[period]
        return invoice(customer, self.name(period, suffix), covers, usual_lines(customer, self.usage(covers)))

    def bill(self, *versions: Item) -> None:
        """Write all versions of an invoice; the last is paid the day before it is due, or at once by card."""
        self.leave_unpaid(*versions)
        last = versions[-1]
        if last["due_on"] is None:
            self.items[-1] = {**last, "payment_status": "paid"}
        else:
            self.items.append(changed(last, day_of(last, "due_on") - DAY, payment_status="paid"))

    def leave_unpaid(self, *versions: Item) -> None:
        """Write all versions of an invoice that nobody pays."""
        self.items.extend(versions)

    def issue_anew(self, customer: Customer, period: int, wrong: Item, on: date) -> None:
        """Bill a period once more, rightly, under a number of its own, naming the wrong invoice."""
        covers = self.periods[period]
        lines = usual_lines(customer, self.usage(covers))
        right = invoice(customer, self.name(period, "-R1"), covers, lines, on)
        self.bill({**right, "corrects": wrong["invoice_number"]})

    def plant(self, kind: Kind, period: int, sentence: str, suffix: str = "") -> None:
        """Say what was planted in an invoice."""
        number = f"CAL-{self.account}-{self.name(period, suffix)}"
        self.causes.append(Cause(self.account, number, kind, sentence, self.periods[period]))

    def leave_out(self, period: int, sentence: str) -> None:
        """Say that a period never gets its invoice."""
        self.causes.append(Cause(self.account, None, Kind.NEVER_CAME, sentence, self.periods[period]))


def months(last: date, anchor: int) -> Periods:
    """Give the monthly periods of an anchor day, each counted by the month that it ends in."""
    begins = 0 if anchor == 1 else -1
    return {
        period: between(anchor_day(last, period + begins, anchor), anchor_day(last, period + begins + 1, anchor))
        for period in range(FIRST, 1)
    }


def quarters(last: date) -> Periods:
    """Give quarters that begin on the first of a month, the newest of them ended in the month before the last."""
    return {
        period: between(anchor_day(last, period - 2, 1), anchor_day(last, period + 1, 1)) for period in range(-13, 0, 3)
    }


def anchor_day(last: date, offset: int, anchor: int) -> date:
    """Give the anchor day in the month so many months from the last, or the month's last day when it is shorter."""
    years, month = divmod(last.month - 1 + offset, MONTHS_IN_YEAR)
    year, month = last.year + years, month + 1
    return date(year, month, min(anchor, calendar.monthrange(year, month)[1]))


def between(start: date, end: date) -> Span:
    """Give the days from a start up to the day before an end."""
    return Span(start, end - DAY)


def changed(item: Item, on: date, **fields: Json) -> Item:
    """Make a later version of an item, shown from a day on."""
    return {**item, **fields, "updated_on": on.isoformat()}


def day_of(item: Item, name: str, later: int = 0) -> date:
    """Read a date of an item; `later` adds days."""
    return date.fromisoformat(str(item[name])) + timedelta(days=later)
