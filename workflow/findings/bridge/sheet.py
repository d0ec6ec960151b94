"""An invoice taken apart for the bridge: parts that add up to its total, whatever it prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from workflow.findings.bridge.charges import NOTHING, Charge, charges_of
from workflow.findings.bridge.coins import coin, in_coins
from workflow.findings.days import days_of
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.source import Span

Rates = Mapping[Decimal, Decimal]
"""What is taxed, by rate in percent."""


@dataclass(frozen=True)
class Sheet:
    """The parts of an invoice: its lines, plus `gap` is `net`, plus `tax` and `rest` is `total`.

    `currency` is the one it was printed in. `due_tax` is what follows from the taxed amounts and their `rates`; null
    where the invoice prints no rates that fit.
    """

    number: str
    currency: str
    days: Span | None
    charges: tuple[Charge, ...]
    net: Decimal
    tax: Decimal
    total: Decimal
    rates: Rates
    due_tax: Decimal | None

    @property
    def gap(self) -> Decimal:
        """Give what the net total has more than the lines."""
        return self.net - sum((one.amount for one in self.charges), NOTHING)

    @property
    def rest(self) -> Decimal:
        """Give what the total has more than net and tax."""
        return self.total - self.net - self.tax

    def restated(self, rate: Decimal, currency: str) -> Self:
        """Give the sheet in another currency; every part is rounded by itself, and the total is their sum."""
        charges = tuple(one.restated(rate, currency) for one in self.charges)
        gap, tax, rest = (in_coins(part * rate, currency) for part in (self.gap, self.tax, self.rest))
        net = sum((one.amount for one in charges), NOTHING) + gap
        due = None if self.due_tax is None else tax - in_coins((self.tax - self.due_tax) * rate, currency)
        rates = {percent: in_coins(taxed * rate, currency) for percent, taxed in self.rates.items()}
        return replace(self, charges=charges, net=net, tax=tax, total=net + tax + rest, rates=rates, due_tax=due)


def sheet_of(document: InvoiceDocument) -> Sheet | None:
    """Take an invoice apart; None where neither a total nor anything that makes one is printed.

    What is not printed follows from the rest: the tax from its groups, the total or the rates; net from the total and
    the tax, else from the lines.
    """
    charges = charges_of(document)
    lines = sum((one.amount for one in charges), NOTHING)
    net, tax, total = document.net_total, _stated_tax(document), document.total
    if net is None:
        net = total - tax if total is not None and tax is not None else lines
        if total is None and all(line.amount is None and line.unit_price is None for line in document.lines):
            return None
    rates = _rates(document, net)
    due = _due(rates, document.currency)
    if tax is None:
        stated = total is not None and document.net_total is not None
        tax = total - net if stated and total is not None else due or NOTHING
    if due is not None and _is_rounding(document, rates, due, tax):
        due = tax
    total = net + tax if total is None else total
    return Sheet(document.number, document.currency, days_of(document), charges, net, tax, total, rates, due)


def _stated_tax(document: InvoiceDocument) -> Decimal | None:
    if document.tax_total is not None or not document.taxes:
        return document.tax_total
    amounts = [group.amount for group in document.taxes if group.amount is not None]
    return sum(amounts, NOTHING) if len(amounts) == len(document.taxes) else None


def _rates(document: InvoiceDocument, net: Decimal) -> Rates:
    """Say what is taxed at which rate: as the tax groups print it, else as the lines do, if that adds up to net."""
    groups = [(group.rate, group.taxable) for group in document.taxes]
    lines = [(line.tax_rate, line.amount) for line in document.lines]
    for stated in (groups, lines):
        rates = _by_rate(stated)
        if rates and abs(sum(rates.values()) - net) < coin(document.currency):
            return rates
    named = {rate for rate, _ in [*groups, *lines] if rate is not None}
    return {named.pop(): net} if len(named) == 1 else {}


def _by_rate(stated: Iterable[tuple[Decimal | None, Decimal | None]]) -> dict[Decimal, Decimal]:
    rates: dict[Decimal, Decimal] = {}
    for rate, taxed in stated:
        if taxed is None or (rate is None and taxed):
            return {}
        if rate is not None:
            rates[rate] = rates.get(rate, NOTHING) + taxed
    return rates


def _due(rates: Rates, currency: str) -> Decimal | None:
    if not rates:
        return None
    return sum((in_coins(taxed * rate / 100, currency) for rate, taxed in rates.items()), NOTHING)


def _is_rounding(document: InvoiceDocument, rates: Rates, due: Decimal, tax: Decimal) -> bool:
    """Tell whether a tax is off by no more than rounding: less than a coin, or rounded line by line."""
    exact = sum((taxed * rate / 100 for rate, taxed in rates.items()), NOTHING)
    by_line = sum(
        (
            in_coins((line.amount or NOTHING) * (line.tax_rate or NOTHING) / 100, document.currency)
            for line in document.lines
        ),
        NOTHING,
    )
    return tax in (due, by_line) or abs(tax - exact) < coin(document.currency)
