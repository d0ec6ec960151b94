"""Tax must follow from the taxable amount and the rate."""

from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.findings.lines import added_up
from workflow.findings.together import together
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument, TaxGroup
from workflow.invoices.numerals import write_number

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)


class TaxArithmetic:
    """Tax that was worked out wrongly cannot be reclaimed as it is stated, and the invoice must be written anew.

    EN 16931 (BR-CO-17) has taxable times rate, rounded; which way it is rounded and whether line by line differs from
    country to country, so any of these is right. A smallest coin beside all of them is worth knowing and no more.
    """

    name = "tax_arithmetic"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice each tax group with another tax than it should have, and groups that leave out some of the net."""
        document = facts.document
        return together([*_wrong_groups(document), *_left_out(document)])


def _wrong_groups(document: InvoiceDocument) -> Iterator[Noticed]:
    unit = Decimal(1).scaleb(-minor_digits(document.currency))
    for group in document.taxes:
        if group.rate is None or group.taxable is None or group.amount is None:
            continue
        exact = group.taxable * group.rate / 100
        right = {exact.quantize(unit, rounding) for rounding in ROUNDINGS} | _line_by_line(document, group, unit)
        stated = group.amount.quantize(unit, ROUND_HALF_UP)
        if stated not in right:
            severity = _severity(min(abs(stated - one) for one in right), unit)
            yield _wrong_group(document, group, exact.quantize(unit, ROUND_HALF_UP), severity)


def _line_by_line(document: InvoiceDocument, group: TaxGroup, unit: Decimal) -> set[Decimal]:
    """Work the tax out line by line, each rounded in the same way; nothing where a line has no amount."""
    amounts = [line.amount for line in document.lines if line.tax_rate == group.rate]
    if not amounts or group.rate is None or None in amounts:
        return set()
    taxes = [amount * group.rate / 100 for amount in amounts if amount is not None]
    return {sum((tax.quantize(unit, rounding) for tax in taxes), Decimal(0)) for rounding in ROUNDINGS}


def _wrong_group(document: InvoiceDocument, group: TaxGroup, right: Decimal, severity: Severity) -> Noticed:
    taxable, stated, currency = group.taxable or Decimal(0), group.amount or Decimal(0), document.currency
    gap, rate = stated - right, f"{write_number(group.rate or Decimal(0))} %"
    why = (
        f"{rate} of {printed(taxable, currency)} is {printed(right, currency)}, but the tax stated is "
        f"{printed(stated, currency)}: {printed(abs(gap), currency)} {'more' if gap > 0 else 'less'}."
    )
    inputs: dict[str, str | None] = {
        "category": group.category,
        "rate": rate,
        "taxable": printed(taxable, currency),
        "expected": printed(right, currency),
        "stated": printed(stated, currency),
        "difference": printed(gap, currency),
    }
    return Noticed(severity, inputs, why)


def _left_out(document: InvoiceDocument) -> Iterator[Noticed]:
    """Hold what is taxed in all against the net total; lines at no tax need not stand in a group."""
    stated = [group.taxable for group in document.taxes]
    net, unit = document.net_total, Decimal(1).scaleb(-minor_digits(document.currency))
    if net is None or not stated or None in stated:
        return
    taxable, untaxed = sum(filter(None, stated), Decimal(0)), _untaxed(document)
    gap = taxable.quantize(unit, ROUND_HALF_UP) - net.quantize(unit, ROUND_HALF_UP)
    if gap == 0 or gap + untaxed.quantize(unit, ROUND_HALF_UP) == 0:
        return
    texts = (printed(one, document.currency) for one in (taxable, net, abs(gap)))
    inputs: dict[str, str | None] = dict(zip(("taxable_total", "net_total", "taxable_difference"), texts, strict=True))
    why = (
        f"The tax groups are about {inputs['taxable_total']} together, but the net total is {inputs['net_total']}: "
        f"{inputs['taxable_difference']} {'more' if gap < 0 else 'less'}."
    )
    yield Noticed(_severity(gap, unit), inputs, why)


def _untaxed(document: InvoiceDocument) -> Decimal:
    if any(group.rate == 0 for group in document.taxes):
        return Decimal(0)
    return added_up(line for line in document.lines if line.tax_rate == 0)


def _severity(gap: Decimal, unit: Decimal) -> Severity:
    return Severity.INFO if abs(gap) <= unit else Severity.SEVERE
