"""An invoice beside the one before: how much more or less it costs, and which kinds of line moved it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from workflow.invoices.document import InvoiceDocument
from workflow.invoices.quoting import called
from workflow.reviews.casefile import InvoiceFacts

BIGGEST = 3


@dataclass(frozen=True)
class KindChange:
    """How much more or less one kind of line costs than before."""

    kind: str
    amount: Decimal


@dataclass(frozen=True)
class Comparison:
    """An invoice against the one before; `percent` is None when that one was zero."""

    number: str
    total: Decimal
    change: Decimal
    percent: Decimal | None
    kinds: tuple[KindChange, ...]


def compare(invoice: InvoiceFacts) -> Comparison | None:
    """Set an invoice beside the one before; None when there is none that it compares with, or no total."""
    prior, document = invoice.comparable, invoice.document
    if prior is None or prior.total is None or document.total is None:
        return None
    change = document.total - prior.total
    percent = change / abs(prior.total) * 100 if prior.total else None
    return Comparison(called(prior.number), prior.total, change, percent, _biggest_changes(document, prior))


def _biggest_changes(document: InvoiceDocument, prior: InvoiceDocument) -> tuple[KindChange, ...]:
    now, before = _by_kind(document), _by_kind(prior)
    changes = [KindChange(kind, now.get(kind, Decimal(0)) - before.get(kind, Decimal(0))) for kind in {*now, *before}]
    moved = [change for change in changes if change.amount]
    return tuple(sorted(moved, key=lambda change: (-abs(change.amount), change.kind))[:BIGGEST])


def _by_kind(document: InvoiceDocument) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in document.lines:
        sums[line.kind.replace("_", "-")] += line.amount or Decimal(0)
    return sums
