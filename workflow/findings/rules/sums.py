"""The lines, the tax and the total must add up as printed."""

from collections.abc import Iterator
from decimal import Decimal

from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument


class Sums:
    """An invoice whose own figures do not add up cannot be paid as it stands: nobody knows which figure is right.

    Checked to the minor unit, as EN 16931 does: lines against the net total (BR-CO-10 to 13), tax groups against
    the tax total (BR-CO-14), net and tax against the total (BR-CO-15). What the document does not state is not checked.
    """

    name = "sums"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Name each sum that is wrong, with its arithmetic."""
        document = facts.document
        wrong = [sentence for sentence in _differences(document) if sentence]
        if not wrong:
            return None
        totals = {name: getattr(document, name) for name in ("net_total", "tax_total", "total")}
        inputs = {name: None if value is None else printed(value, document.currency) for name, value in totals.items()}
        lines = printed(_lines(document), document.currency)
        return Noticed(Severity.SEVERE, {"lines": lines, **inputs}, " ".join(wrong))


def _lines(document: InvoiceDocument) -> Decimal:
    return sum((line.amount for line in document.lines if line.amount is not None), Decimal(0))


def _differences(document: InvoiceDocument) -> Iterator[str | None]:
    net, tax, total = document.net_total, document.tax_total, document.total
    if document.lines and all(line.amount is not None for line in document.lines):
        yield _difference(document, "The lines add up to", _lines(document), *_untaxed(document))
    if document.taxes and all(group.amount is not None for group in document.taxes):
        groups = sum((group.amount for group in document.taxes if group.amount is not None), Decimal(0))
        yield _difference(document, "The tax groups add up to", groups, "tax total", tax)
    if net is not None and tax is not None:
        yield _difference(document, "Net total and tax add up to", net + tax, "total", total)


def _untaxed(document: InvoiceDocument) -> tuple[str, Decimal | None]:
    """Name the figure that the net lines must add up to; none where tax is in the total and not stated apart."""
    if document.net_total is not None or document.total is None:
        return "net total", document.net_total
    if document.tax_total is not None:
        return "total without tax", document.total - document.tax_total
    taxed = document.taxes or any(line.tax_rate for line in document.lines)
    return "total", None if taxed else document.total


def _difference(
    document: InvoiceDocument, what: str, computed: Decimal, name: str, stated: Decimal | None
) -> str | None:
    """Say how far a computed sum is from the stated one; both are rounded to the minor unit first."""
    if stated is None:
        return None
    unit = Decimal(1).scaleb(-minor_digits(document.currency))
    if computed.quantize(unit) == stated.quantize(unit):
        return None
    gap = printed(abs(computed - stated), document.currency)
    computed_text, stated_text = printed(computed, document.currency), printed(stated, document.currency)
    return f"{what} {computed_text}, but the {name} is {stated_text}: {gap} {'more' if stated > computed else 'less'}."
