"""What changed between two versions of an invoice, field by field."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from workflow.invoices.document import HOW_IT_CAME, InvoiceDocument, to_json

NOT_COMPARED = frozenset(HOW_IT_CAME)
"""How a document came, not what it says."""


@dataclass(frozen=True)
class FieldChange:
    """One field that is no longer what it was; `place` as in `lines[2].amount`, values as in the JSON form."""

    place: str
    before: str | None
    now: str | None


def difference(before: InvoiceDocument, now: InvoiceDocument) -> tuple[FieldChange, ...]:
    """List the fields that differ, in the order of the document; lines and tax groups are paired by what they are.

    A line that is only in one of the two is one change of its whole: null on the other side.
    """
    was, is_ = to_json(before), to_json(now)
    names = [name for name in is_ if name not in NOT_COMPARED]
    return tuple(change for name in names for change in _changes(name, was[name], is_[name]))


def _changes(place: str, before: Any, now: Any) -> Iterator[FieldChange]:
    if before == now:
        return
    if isinstance(before, list) and isinstance(now, list):
        yield from _of_lists(place, before, now)
    elif isinstance(before, Mapping) and isinstance(now, Mapping):
        for name in now:
            yield from _changes(f"{place}.{name}", before[name], now[name])
    else:
        yield FieldChange(place, _told(before), _told(now))


def _of_lists(place: str, before: Sequence[Any], now: Sequence[Any]) -> Iterator[FieldChange]:
    """Pair the entries that are about the same, each with the first that is left; the rest came or went."""
    waiting: dict[str, deque[tuple[int, Any]]] = defaultdict(deque)
    for position, entry in enumerate(before, start=1):
        waiting[_about(entry)].append((position, entry))
    for position, entry in enumerate(now, start=1):
        same = waiting[_about(entry)]
        if same:
            yield from _changes(f"{place}[{position}]", same.popleft()[1], entry)
        else:
            yield FieldChange(f"{place}[{position}]", None, _told(entry) or "")
    gone = (left for entries in waiting.values() for left in entries)
    for position, entry in sorted(gone, key=itemgetter(0)):
        yield FieldChange(f"{place}[{position}]", _told(entry) or "", None)


def _about(entry: Mapping[str, Any]) -> str:
    """Say what a line or a tax group is about; its figures may change."""
    if "description" in entry:
        return f"{entry['kind']}|{' '.join((entry['description'] or '').casefold().split())}"
    return f"{entry['category']}|{entry['rate']}"


def _told(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_told(part)}" for name, part in value.items() if part is not None) or None
    return None if value is None else str(value)
