"""The price of one unit is another than on the invoice before."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.findings.lines import by_key
from workflow.findings.wording import named, percentage, told
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import DocumentKind, InvoiceDocument, Line, LineKind
from workflow.invoices.identity import folded
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import told_apart
from workflow.invoices.units import unit_word


@dataclass(frozen=True)
class _Priced:
    """The lines at a new price, and the price it takes the place of."""

    lines: tuple[Line, ...]
    before: Decimal
    after: Decimal

    @property
    def quantity(self) -> Decimal | None:
        quantities = [line.quantity for line in self.lines if line.quantity is not None]
        return sum(quantities, Decimal(0)) if quantities else None


class UnitPrice:
    """A price that moves by a fraction of a cent is invisible in the total when calls go up and down.

    The same line in the same unit is compared; a plan by the day is not compared with one by the month. Credits have
    a price of their own each time.
    """

    name = "unit_price"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Compare the prices of the lines that the invoice before had too."""
        document, prior = facts.document, facts.prior
        if prior is None or prior.currency != document.currency or document.kind != DocumentKind.INVOICE:
            return None
        changed = list(_changed(document, prior))
        if not changed:
            return None
        rose = any(one.after > one.before for one in changed)
        why = told([_sentence(one, document.currency) for one in changed])
        inputs = {"prior_number": prior.number, **_inputs(changed, document.currency)}
        return Noticed(
            Severity.CHECK if rose else Severity.INFO, inputs, f"{why} Compared with {told_apart(prior.number)}."
        )


def _changed(document: InvoiceDocument, prior: InvoiceDocument) -> Iterator[_Priced]:
    there = by_key(line for line in prior.lines if _has_price(line))
    for key, lines in by_key(line for line in document.lines if _has_price(line)).items():
        for unit in dict.fromkeys(folded(line.unit) for line in lines):
            yield from _repriced(_in_unit(lines, unit), _in_unit(there.get(key, []), unit))


def _has_price(line: Line) -> bool:
    return line.unit_price is not None and line.kind != LineKind.ADJUSTMENT and bool(line.description)


def _in_unit(lines: list[Line], unit: str) -> list[Line]:
    return [line for line in lines if folded(line.unit) == unit]


def _repriced(lines: list[Line], before: list[Line]) -> Iterator[_Priced]:
    """Pair each new price with the nearest of those that are gone; with none gone, of those there were."""
    old, new = _by_price(before), _by_price(lines)
    gone = sorted(old.keys() - new.keys()) or sorted(old)
    for after in sorted(new.keys() - old.keys()) if old else ():
        yield _Priced(tuple(new[after]), _nearest(gone, after), after)


def _by_price(lines: list[Line]) -> dict[Decimal, list[Line]]:
    found: dict[Decimal, list[Line]] = defaultdict(list)
    for line in lines:
        if line.unit_price is not None:
            found[line.unit_price].append(line)
    return found


def _nearest(prices: list[Decimal], price: Decimal) -> Decimal:
    """Choose among prices in their order; a list of calls may have thousands."""
    place = bisect(prices, price)
    return min(prices[max(place - 1, 0) : place + 1], key=lambda one: abs(one - price))


def _sentence(change: _Priced, currency: str) -> str:
    line = change.lines[0]
    verb = "rose" if change.after > change.before else "fell"
    unit = f" for one {unit_word(line.unit, Decimal(1))}" if line.unit else ""
    share = f" ({percentage(change.before, change.after)})" if change.before else ""
    prices = f"from {printed(change.before, currency)} to {printed(change.after, currency)}"
    return f"The unit price of {named(line)} {verb} {prices}{unit}{share}{_cost(change, currency)}."


def _cost(change: _Priced, currency: str) -> str:
    if change.quantity is None:
        return ""
    difference = (change.after - change.before) * change.quantity
    amount = abs(difference).quantize(Decimal(1).scaleb(-minor_digits(currency)), ROUND_HALF_UP)
    more = "more" if difference > 0 else "less"
    return f"; on {write_number(change.quantity)} that is {printed(amount, currency)} {more}"


def _inputs(changed: list[_Priced], currency: str) -> dict[str, str | None]:
    """Give the figures of the change that costs most."""
    most = max(changed, key=lambda one: abs((one.after - one.before) * (one.quantity or 1)))
    return {
        "line": most.lines[0].description,
        "before": printed(most.before, currency),
        "after": printed(most.after, currency),
        "quantity": None if most.quantity is None else write_number(most.quantity),
    }
