"""What the fields of an invoice are called, and what stood in them: one naming for letters and pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notifications.figures import Figures
from notifications.places import DOCUMENT, ENTRIES, LINE_KIND, NOT_STATED, Field
from notifications.wording import one_line
from workflow.invoices.difference import FieldChange
from workflow.invoices.document import InvoiceDocument, Line, TaxGroup
from workflow.invoices.quoting import called
from workflow.invoices.units import unit_word

NOT_THERE = "not there"
UNSEEN = "differs only in what cannot be seen"
TIMES = "×"  # noqa: RUF001  # the sign of multiplication
LONGEST_ABOUT = 60
LONGEST_VALUE = 200
LEAD_IN = 40
"""How much of two long texts is shown before the place where they part."""
ORDER = {place: rank for rank, place in enumerate(DOCUMENT)}
_ENTRY = re.compile(r"(lines|taxes)\[([0-9]+)\](?:\.(.+))?")


@dataclass(frozen=True)
class Value:
    """What stood in a field, as its reader writes it; `by_vendor` when these are the vendor's words."""

    text: str
    by_vendor: bool = False


@dataclass(frozen=True)
class NamedChange:
    """A field that changed, in words: `about` is what the vendor calls its line, empty for a field of the whole."""

    name: str
    about: str
    before: Value
    now: Value


def named(
    changes: Sequence[FieldChange], before: InvoiceDocument, now: InvoiceDocument, writes: Figures, most: int
) -> tuple[NamedChange, ...]:
    """Put the `most` weightiest changes between two documents into words; the lines come after the whole."""
    weightiest = sorted(changes, key=lambda change: ORDER.get(change.place, len(ORDER)))[:most]
    return tuple(_named(change, before, now, writes) for change in weightiest)


def compared_with(before: InvoiceDocument, now: InvoiceDocument, revision: int) -> str:
    """Name the version that `now`, of this revision, takes the place of: the revision before, or another invoice."""
    return f"revision {revision - 1}" if before.number == now.number else f"invoice {called(before.number)}"


def _named(change: FieldChange, before: InvoiceDocument, now: InvoiceDocument, writes: Figures) -> NamedChange:
    place = _ENTRY.fullmatch(change.place)
    if place is None:
        fallback = change.place.replace("_", " ").replace(".", ": ").capitalize()
        return _of_field(change, DOCUMENT.get(change.place, (fallback, None)), (before, now), writes)
    entries, position, field = place[1], int(place[2]), place[3]
    noun, fields = ENTRIES[entries]
    holder = before if change.now is None and field is None else now
    entry = getattr(holder, entries)[position - 1]
    if field is None:
        return _of_entry(change, f"{noun} {position}", entry, holder.currency, writes)
    name, writer = fields.get(field, (field.replace("_", " "), None))
    return _of_field(change, (f"{noun} {position}: {name}", writer), (before, now), writes, _about(entry, writes))


def _of_field(
    change: FieldChange,
    field: Field,
    documents: tuple[InvoiceDocument, InvoiceDocument],
    writes: Figures,
    about: str = "",
) -> NamedChange:
    name, writer = field
    if writer is None:
        return _in_vendors_words(name, about, change)
    was, is_ = (
        Value(NOT_STATED if text is None else writer(text, writes, document.currency))
        for text, document in zip((change.before, change.now), documents, strict=True)
    )
    return NamedChange(name, about, was, is_)


def _in_vendors_words(name: str, about: str, change: FieldChange) -> NamedChange:
    was, is_ = (None if text is None else one_line(text) for text in (change.before, change.now))
    if was is not None and is_ is not None:
        name = f"{name} ({UNSEEN})" if was == is_ else name
        start = max(0, _parting(was, is_) - LEAD_IN) if max(len(was), len(is_)) > LONGEST_VALUE else 0
    else:
        start = 0
    return NamedChange(name, about, *(_excerpt(text, start) for text in (was, is_)))


def _parting(one: str, other: str) -> int:
    """Find where two texts begin to differ."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _excerpt(text: str | None, start: int) -> Value:
    if text is None:
        return Value(NOT_STATED)
    cut = text[start : start + LONGEST_VALUE]
    return Value(f"{'…' if start else ''}{cut}{'…' if len(text) > start + LONGEST_VALUE else ''}", by_vendor=True)


def _of_entry(change: FieldChange, name: str, entry: Line | TaxGroup, currency: str, writes: Figures) -> NamedChange:
    there, absent = Value(_charged(entry, currency, writes)), Value(NOT_THERE)
    is_new = change.before is None
    sides = (absent, there) if is_new else (there, absent)
    return NamedChange(f"{name}, {'new' if is_new else 'gone'}", _about(entry, writes), *sides)


def _charged(entry: Line | TaxGroup, currency: str, writes: Figures) -> str:
    amount = writes.money(entry.amount, currency)
    if isinstance(entry, TaxGroup):
        return f"{amount} on {writes.money(entry.taxable, currency)}"
    if entry.quantity is None or entry.unit_price is None:
        return amount
    quantity = " ".join(filter(None, (writes.number(entry.quantity), unit_word(entry.unit, entry.quantity))))
    return f"{amount} ({quantity} {TIMES} {writes.money(entry.unit_price, currency)})"


def _about(entry: Line | TaxGroup, writes: Figures) -> str:
    """Say which line or tax group it is, in the vendor's words."""
    if isinstance(entry, TaxGroup):
        rate = None if entry.rate is None else f"{writes.number(entry.rate)} %"
        words = ", ".join(filter(None, (entry.category, rate)))
    else:
        words = one_line(entry.description or LINE_KIND[entry.kind])
    return words if len(words) <= LONGEST_ABOUT else words[:LONGEST_ABOUT] + "…"
