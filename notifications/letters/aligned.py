"""Amounts below one another: what a plain text shows of an invoice in columns, ranged right as a ledger is."""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.figures import Figures
from notifications.letters.comparing import Comparison, compare
from workflow.invoices.quoting import called
from workflow.reviews.casefile import InvoiceFacts


@dataclass(frozen=True)
class Aligned:
    """The amounts of one invoice in one width, `kinds` each with its name; `earlier` and, shorter, `past` are lines."""

    amount: str
    due: str
    before: str
    change: str
    kinds: tuple[tuple[str, str], ...]
    earlier: tuple[str, ...]
    past: tuple[str, ...]


def aligner(writes: Figures, states: Callable[[str], str]) -> Callable[[InvoiceFacts], Aligned]:
    """Give the function by which a template asks for the columns of an invoice."""
    return lambda invoice: aligned(invoice, compare(invoice), writes, states)


def aligned(
    invoice: InvoiceFacts, comparison: Comparison | None, writes: Figures, states: Callable[[str], str]
) -> Aligned:
    """Write the amounts of an invoice, and the ones before it."""
    document = invoice.document
    currency, kinds = document.currency, comparison.kinds if comparison else ()
    is_other = document.amount_due is not None and document.amount_due != document.total
    said = [
        writes.money(document.total, currency),
        writes.money(document.amount_due, currency) if is_other else "",
        writes.money(comparison.total, currency) if comparison else "",
        writes.change(comparison.change, currency) if comparison else "",
        *(writes.change(one.amount, currency) for one in kinds),
    ]
    amount, due, before, change, *parts = _ranged_right(said)
    named = zip(parts, (one.kind for one in kinds), strict=True)
    earlier = [_earlier(invoice, writes, states, with_days=with_days) for with_days in (True, False)]
    return Aligned(amount, due, before, change, tuple(named), *earlier)


def _earlier(
    invoice: InvoiceFacts, writes: Figures, states: Callable[[str], str], *, with_days: bool
) -> tuple[str, ...]:
    """Write the earlier invoices in columns: number, last day, amount, what became of it."""
    its = invoice.earlier
    numbers = _ranged_left([called(one.number) for one in its])
    days = _ranged_left([f"  until {writes.day(one.ends_on)}" if one.ends_on and with_days else "" for one in its])
    amounts = _ranged_right([writes.money(one.total, one.currency) for one in its])
    rows = zip(numbers, days, amounts, its, strict=True)
    return tuple(f"{number}{day}  {amount}  {states(one.state)}" for number, day, amount, one in rows)


def _ranged_right(texts: list[str]) -> list[str]:
    width = max(map(len, texts), default=0)
    return [text.rjust(width) if text else "" for text in texts]


def _ranged_left(texts: list[str]) -> list[str]:
    width = max(map(len, texts), default=0)
    return [text.ljust(width) for text in texts]
