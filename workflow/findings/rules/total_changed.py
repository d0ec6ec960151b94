"""The total changed materially against the seller's invoice before."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.invoices.document import DocumentKind, InvoiceDocument, LineKind


@dataclass(frozen=True)
class _Change:
    """One figure then and now, with the thresholds it is held against."""

    what: str
    before: Decimal
    after: Decimal
    percent: Decimal
    amount: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def is_material(self) -> bool:
        """Strictly more than both thresholds; a change from nothing is more than any percentage."""
        size = abs(self.difference)
        return size > self.amount and size * 100 > self.percent * abs(self.before)


class TotalChanged:
    """A large step against the last invoice is what finance is asked about first.

    Large means strictly more than both a percentage and an amount, because a small invoice may double and a large
    one may move by a few hundred without meaning anything. Usage swings more, so its lines have wider thresholds.
    With no earlier invoice, or one in another currency, there is nothing to compare.
    """

    name = "total_changed"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Compare the total, and the usage lines by themselves, with the invoice before."""
        document, prior = facts.document, facts.prior
        if document.kind != DocumentKind.INVOICE or prior is None or prior.currency != document.currency:
            return None
        material = [change for change in _changes(document, prior, facts) if change.is_material]
        if not material:
            return None
        why = " ".join(_sentence(change, document.currency) for change in material)
        return Noticed(
            Severity.CHECK, _inputs(material[0], prior, document.currency), f"{why} Compared with {prior.number}."
        )


def _changes(document: InvoiceDocument, prior: InvoiceDocument, facts: Facts) -> list[_Change]:
    limits = facts.changed
    usage = _Change("Usage", _usage(prior), _usage(document), limits.usage_percent, limits.usage_amount)
    if document.total is None or prior.total is None:
        return [usage]
    return [_Change("The total", prior.total, document.total, limits.percent, limits.amount), usage]


def _usage(document: InvoiceDocument) -> Decimal:
    return sum((line.amount for line in document.lines if line.kind == LineKind.USAGE and line.amount), Decimal(0))


def _sentence(change: _Change, currency: str) -> str:
    verb = "rose" if change.difference > 0 else "fell"
    share = f" ({_percent(change)})" if change.before else ""
    return (
        f"{change.what} {verb} from {printed(change.before, currency)} to {printed(change.after, currency)}, "
        f"by {printed(abs(change.difference), currency)}{share}; "
        f"more than {change.percent} % and {printed(change.amount, currency)} is material."
    )


def _percent(change: _Change) -> str:
    return f"{change.difference * 100 / abs(change.before):+.1f} %"


def _inputs(change: _Change, prior: InvoiceDocument, currency: str) -> dict[str, str | None]:
    return {
        "prior_number": prior.number,
        "before": printed(change.before, currency),
        "after": printed(change.after, currency),
        "difference": printed(change.difference, currency),
        "threshold_percent": f"{change.percent}",
        "threshold_amount": printed(change.amount, currency),
    }
