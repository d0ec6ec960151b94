"""Reading answers whose fields are not published: what can be found is kept, what cannot is left out, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from sources.envelope import Envelope
from sources.exact_json import Json, is_number, plain, write_json
from sources.fields import Path, compiled, searched
from sources.http import quoted
from sources.paging import Ask
from workflow.invoices.numerals import bounded, parse_plain

QUANTITY = "billed_minutes"
"""Unverified: what is read as a campaign's quantity where the setup file names nothing."""
OWN_NAMES = {"quantity": QUANTITY, "unit": "unit", "is_final": "is_final", "name": "name"}
LARGEST_KEPT = 64 * 1024
"""Bytes of one answer that are kept beside a fact; what is larger explains nothing to a person."""
LARGEST_EXACT = 2**53
"""A whole number beyond it is written as text: most readers of JSON would round it."""


@dataclass(frozen=True)
class Counted:
    """What was found in one campaign's analytics."""

    quantity: Decimal | None
    unit: str | None
    is_final: bool
    name: str | None


@dataclass(frozen=True)
class AnalyticsMap:
    """Where in a campaign's analytics its quantity, unit, name and finality stand."""

    paths: Mapping[str, Path]
    is_usual: bool

    @classmethod
    def compile(cls, evidence: Mapping[str, str]) -> Self:
        """Compile `[sources.*.evidence]`; raises FieldError that names the key."""
        expressions = {**OWN_NAMES, **evidence}
        paths = {name: compiled(f"evidence.{name}", expressions[name]) for name in OWN_NAMES}
        return cls(paths, expressions["quantity"] == QUANTITY)

    def read(self, data: Json) -> Counted:
        """Find what is said; raises FieldError for an expression that cannot be worked out on it."""
        found = {name: searched(f"evidence.{name}", path, data) for name, path in self.paths.items()}
        quantity = quantity_of(found["quantity"])
        usual = "minute" if self.is_usual and quantity is not None else None
        return Counted(quantity, quoted(found["unit"]) or usual, found["is_final"] is True, quoted(found["name"]))


def quantity_of(value: Json) -> Decimal | None:
    """Read a number, also one that is written as text; null for anything else."""
    try:
        if is_number(value):
            return bounded(Decimal(value))
        return parse_plain(value) if isinstance(value, str) else None
    except ValueError:
        return None


def id_of(item: Json) -> str | None:
    """Read an item's id, a number or a text; null when it has none that can be asked for."""
    value = item.get("id") if isinstance(item, dict) else None
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if isinstance(text, str) and text == quoted(text) and text not in {".", ".."} else None


def kept(data: Json) -> dict[str, Any]:
    """Give an answer as JSON that any database takes; empty when it is no object or too large."""
    if not isinstance(data, dict) or len(write_json(data)) > LARGEST_KEPT:
        return {}
    return {_text(name): _storable(value) for name, value in data.items()}


def as_list(ask: Ask) -> Ask:
    """Ask for a page whose items are the data itself, or stand in it under whatever name."""
    return lambda position: _flat(ask(position))


def with_items(ask: Ask) -> Ask:
    """Ask for a page whose items stand in the data under whatever name, and give them theirs."""
    return lambda position: _named(ask(position))


def _flat(envelope: Envelope) -> Envelope:
    return replace(envelope, data=_items(envelope.data))


def _named(envelope: Envelope) -> Envelope:
    data = envelope.data
    return replace(envelope, data={**data, "items": _items(data)}) if isinstance(data, dict) else envelope


def _items(data: Json) -> Json:
    if not isinstance(data, dict) or "items" in data:
        return data["items"] if isinstance(data, dict) else data
    lists = [value for value in data.values() if isinstance(value, list)]
    return lists[0] if len(lists) == 1 else None


def _storable(value: Json) -> Any:
    if isinstance(value, dict):
        return {_text(name): _storable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    if is_number(value):
        return value if isinstance(value, int) and abs(value) < LARGEST_EXACT else plain(value)
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    return text.replace("\0", "\ufffd")
