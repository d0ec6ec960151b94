"""Tax must follow from the taxable amount and the rate."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.findings.lines import added_up
from workflow.findings.together import together
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument, TaxGroup
from workflow.invoices.numerals import write_number

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
ByRate = Mapping[Decimal, list[Decimal]]
"""What is taxed at each rate in percent, amount by amount."""


class TaxArithmetic:
    """Tax that was worked out wrongly cannot be reclaimed as it is stated, and the invoice must be written anew.

    EN 16931 (BR-CO-17) has taxable times rate, rounded; which way it is rounded and whether line by line differs from
    country to country, so any of these is right. A smallest coin beside all of them is worth knowing and no more.
    Lines that each state a rate and add up to the net say what is taxed at which rate (BR-S-08); where they do not add
    up, that is another check's to say.
    """

    name = "tax_arithmetic"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice each tax group with another tax than it should have, and groups that leave out some of the net.

        And groups that tax at other rates than the lines, and without groups a tax total that does not follow from the
        lines.
        """
        document = facts.document
        by_rate = _lines_by_rate(document)
        if all(group.taxable is None for group in document.taxes):
            return together(_wrong_total(document, by_rate))
        return together([*_wrong_groups(document), *_left_out(document), *_other_rates(document, by_rate)])


def _wrong_groups(document: InvoiceDocument) -> Iterator[Noticed]:
    unit = _unit(document)
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
    return _rounded_each((amount * group.rate / 100 for amount in amounts if amount is not None), unit)


def _rounded_each(taxes: Iterable[Decimal], unit: Decimal) -> set[Decimal]:
    """Add taxes up, each of them rounded before, in each of the ways that are right."""
    exact = list(taxes)
    return {sum((tax.quantize(unit, rounding) for tax in exact), Decimal(0)) for rounding in ROUNDINGS}


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
    net, unit = document.net_total, _unit(document)
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


def _lines_by_rate(document: InvoiceDocument) -> ByRate:
    """Sort what the lines charge by its rate; nothing where a line leaves that open or the lines miss the net."""
    found: dict[Decimal, list[Decimal]] = defaultdict(list)
    for line in document.lines:
        if line.tax_rate is None or line.amount is None:
            return {}
        found[line.tax_rate].append(line.amount)
    net, unit = _net(document), _unit(document)
    if net is not None and added_up(document.lines).quantize(unit) != net.quantize(unit):
        return {}
    return found


def _net(document: InvoiceDocument) -> Decimal | None:
    if document.net_total is not None or document.total is None or document.tax_total is None:
        return document.net_total
    return document.total - document.tax_total


def _wrong_total(document: InvoiceDocument, by_rate: ByRate) -> Iterator[Noticed]:
    """Hold the tax total against the lines: with no taxable amount stated, they alone say what is taxed."""
    if not by_rate or document.tax_total is None:
        return
    unit, taxed = _unit(document), _sums(by_rate)
    line_by_line = (amount * rate / 100 for rate, amounts in by_rate.items() for amount in amounts)
    right = _rounded_each(_taxes(taxed), unit) | _rounded_each(line_by_line, unit)
    stated = document.tax_total.quantize(unit, ROUND_HALF_UP)
    if stated in right:
        return
    tax, currency = _tax(taxed, unit), document.currency
    inputs: dict[str, str | None] = {
        "taxed_lines": _said(taxed, currency),
        "expected_tax": printed(tax, currency),
        "tax_total": printed(document.tax_total, currency),
    }
    why = (
        f"Tax on the lines is {inputs['expected_tax']} ({inputs['taxed_lines']}), but the tax total is "
        f"{inputs['tax_total']}: {_apart(stated - tax, currency)}."
    )
    yield Noticed(_severity(min(abs(stated - one) for one in right), unit), inputs, why)


def _other_rates(document: InvoiceDocument, by_rate: ByRate) -> Iterator[Noticed]:
    """Hold what the groups tax at each rate against the lines; what is taxed at nothing need not stand in a group."""
    lines, groups = _sums(by_rate), _sums(_groups_by_rate(document))
    if not lines or not groups or _net(document) is None:
        return
    unit, rates = _unit(document), {*lines, *groups} - {Decimal(0)}
    if all(abs(groups.get(rate, Decimal(0)) - lines.get(rate, Decimal(0))) <= unit for rate in rates):
        return
    of_lines, of_groups, currency = _tax(lines, unit), _tax(groups, unit), document.currency
    inputs: dict[str, str | None] = {
        "taxed_lines": _said(lines, currency),
        "taxed_groups": _said(groups, currency),
        "tax_of_lines": printed(of_lines, currency),
        "tax_of_groups": printed(of_groups, currency),
    }
    why = (
        f"Tax on the lines is {inputs['tax_of_lines']} ({inputs['taxed_lines']}), but on the amounts of the tax groups "
        f"{inputs['tax_of_groups']} ({inputs['taxed_groups']}): {_apart(of_groups - of_lines, currency)}."
    )
    yield Noticed(_severity(of_groups - of_lines, unit), inputs, why)


def _groups_by_rate(document: InvoiceDocument) -> ByRate:
    """Sort what the groups tax by its rate; nothing where one leaves that open."""
    found: dict[Decimal, list[Decimal]] = defaultdict(list)
    for group in document.taxes:
        if group.rate is None or (group.rate and group.taxable is None):
            return {}
        found[group.rate].append(group.taxable or Decimal(0))
    return found


def _sums(by_rate: ByRate) -> Mapping[Decimal, Decimal]:
    return {rate: sum(amounts, Decimal(0)) for rate, amounts in by_rate.items()}


def _taxes(taxed: Mapping[Decimal, Decimal]) -> Iterator[Decimal]:
    return (amount * rate / 100 for rate, amount in taxed.items())


def _tax(taxed: Mapping[Decimal, Decimal], unit: Decimal) -> Decimal:
    return sum((tax.quantize(unit, ROUND_HALF_UP) for tax in _taxes(taxed)), Decimal(0))


def _said(taxed: Mapping[Decimal, Decimal], currency: str) -> str:
    """Say what is taxed at which rate, the highest first: `19 % of 80.00 EUR and 7 % of 20.00 EUR`."""
    ordered = [one for one in sorted(taxed.items(), reverse=True) if one[1]]
    said = [f"{write_number(rate)} % of {printed(amount, currency)}" for rate, amount in ordered]
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:]))) or printed(Decimal(0), currency)


def _apart(gap: Decimal, currency: str) -> str:
    return f"{printed(abs(gap), currency)} {'more' if gap > 0 else 'less'}" if gap else "the same"


def _unit(document: InvoiceDocument) -> Decimal:
    return Decimal(1).scaleb(-minor_digits(document.currency))


def _severity(gap: Decimal, unit: Decimal) -> Severity:
    return Severity.INFO if abs(gap) <= unit else Severity.SEVERE
