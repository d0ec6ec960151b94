"""What a word of a search may mean: a part of a name or number, an amount, or a time that an invoice covers."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, or_

from workflow.invoices.invoice import Invoice, Revision
from workflow.people.workspace import Workspace

MOST_DECIMALS = 4
SHORTEST_MONTH = 3
_A_FIGURE = re.compile(r"-?[0-9][0-9.,']{0,19}")
_CURRENCY_SIGNS = "€$£¥"
_A_TIME = re.compile(r"(?P<year>[12][0-9]{3})(?:[-/](?P<month>0[1-9]|1[0-2])(?:[-/](?P<day>0[1-9]|[12][0-9]|3[01]))?)?")
_MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])/([12][0-9]{3})")


@dataclass(frozen=True)
class Times:
    """Days as invoices are stored with, `2026-10-01`: from the first to the last, both included."""

    first: str
    last: str


def holds(word: str) -> ColumnElement[bool]:
    """Tell whether a word stands in the number, the vendor's name or the workspace's, is the amount, or the period."""
    vendor = Revision.document["seller"]["name"].as_string()
    names = (Invoice.number, vendor, Workspace.name, Workspace.key)
    within = [one.icontains(word, autoescape=True) for one in names]
    amounts = list(amounts_of(word))
    return or_(*within, *([Revision.total.in_(amounts)] if amounts else []), *_covers(word))


def amounts_of(word: str) -> Iterator[Decimal]:
    """Give every amount that a word may mean, `4.877` both, in each way in which a database may have stored it."""
    figure = word.strip(_CURRENCY_SIGNS)
    if not _A_FIGURE.fullmatch(figure):
        return
    # Of either sign, for both are given.
    whole, _, decimals = figure.lstrip("-").replace(",", ".").replace("'", "").rpartition(".")
    readings = {(whole + decimals).replace(".", ""), f"{whole.replace('.', '') or '0'}.{decimals or '0'}"}
    for amount in {Decimal(one).normalize() for one in readings if one}:
        for digits in range(MOST_DECIMALS + 1):
            written = amount.quantize(Decimal(1).scaleb(-digits))
            if written == amount:
                yield from {written, -written}


def times_of(word: str) -> Times | None:
    """Give the days that a word means: `2026`, `2026-10`, `10/2026` or `2026-10-31`; None for any other."""
    turned = _MONTH_FIRST.fullmatch(word)
    found = _A_TIME.fullmatch(f"{turned[2]}-{int(turned[1]):02}" if turned else word)
    if found is None:
        return None
    year, month, day = found["year"], found["month"], found["day"]
    return Times(f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or '31'}")


def month_of(word: str) -> str | None:
    """Give the month whose English name a word begins, as two digits: `10` for `Oct`; None for any other."""
    plain = word.strip(".,").lower()
    names = [name.lower() for name in calendar.month_name]
    found = (
        [number for number, name in enumerate(names) if name.startswith(plain)] if len(plain) >= SHORTEST_MONTH else []
    )
    return f"{found[0]:02}" if found else None


def _covers(word: str) -> Iterator[ColumnElement[bool]]:
    """Tell whether an invoice covers one of the days that a word means, or begins or ends in a month that it names."""
    period = Revision.document["period"]
    first, last = period["starts_on"].as_string(), period["ends_on"].as_string()
    if times := times_of(word):
        yield (first <= times.last) & (last >= times.first)
    if month := month_of(word):
        yield from (func.substr(one, 6, 2) == month for one in (first, last))
