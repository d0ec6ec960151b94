"""Reads one item of a vendor's list into the shape of the invoice document, by the paths of the setup file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import BaseModel

from sources.amounts import ToMajor
from sources.exact_json import Json, is_number, plain
from workflow.invoices.document import CoveredPeriod, InvoiceDocument, Line, Party, Payee, TaxGroup

SET_BY_THE_READER = {"source", "sha256"}
OBJECTS: Mapping[str, type[BaseModel]] = {"period": CoveredPeriod, "seller": Party, "buyer": Party, "payee": Payee}
LISTS: Mapping[str, type[BaseModel]] = {"lines": Line, "taxes": TaxGroup}
MONEY = {"net_total", "tax_total", "total", "prepaid", "amount_due", "amount", "unit_price", "taxable"}


class FieldError(ValueError):
    """Raised for a path that cannot be used or that finds nothing usable; the message names the field."""


class Path(Protocol):
    """A compiled JMESPath expression."""

    def search(self, value: Json) -> Json:
        """Give what the expression finds, None when it finds nothing."""


@dataclass(frozen=True)
class FieldMap:
    """Which path of an item each field of the document is read from; a field without one keeps its own name."""

    paths: tuple[tuple[tuple[str, ...], Path], ...]

    @classmethod
    def compile(cls, fields: Mapping[str, str]) -> Self:
        """Compile `{"number": "invoice_number", "seller.name": "issuer"}`; raises FieldError that names the key."""
        by_depth = sorted(fields.items(), key=lambda field: field[0].count("."))
        return cls(tuple((_place(name), compiled(f"fields.{name}", path)) for name, path in by_depth))

    def read(self, item: Mapping[str, Json]) -> dict[str, Json]:
        """Give the item's values under the document's names, as the vendor wrote them; raises FieldError."""
        found = {name: item[name] for name in _names(InvoiceDocument) if name in item}
        for place, path in self.paths:
            _put(found, place, searched(f"fields.{'.'.join(place)}", path, dict(item)))
        return found


def into_document(found: Mapping[str, Json], to_major: ToMajor) -> dict[str, Json]:
    """Turn the values into those of an invoice document: numbers as strings, money in major units, no foreign names.

    Raises ValueError for an amount that is not in the units the setup file promises.
    """
    return {name: _field(name, value, to_major) for name, value in found.items() if value is not None}


def compiled(key: str, path: str) -> Path:
    """Compile an expression of the setup file; raises FieldError that names its key."""
    try:
        expression: Path = jmespath.compile(path)
    except (JMESPathError, RecursionError) as error:
        raise FieldError(f"{key}: {path!r} is no JMESPath expression") from error
    return expression


def searched(key: str, path: Path, value: Json) -> Json:
    """Give what the expression finds; raises FieldError that names its key where it cannot be worked out."""
    try:
        return path.search(value)
    except (JMESPathError, TypeError, ValueError, ArithmeticError) as error:
        raise FieldError(f"{key}: the expression fails on this item: {error}") from error


def _field(name: str, value: Json, to_major: ToMajor) -> Json:
    if name in OBJECTS and isinstance(value, dict):
        return _part(OBJECTS[name], value, to_major, name)
    if name in LISTS and isinstance(value, list):
        entries = enumerate(value, start=1)
        return [_entry(LISTS[name], entry, to_major, f"{name}[{position}]") for position, entry in entries]
    return _scalar(name, name, value, to_major)


def _entry(model: type[BaseModel], value: Json, to_major: ToMajor, place: str) -> Json:
    return _part(model, value, to_major, place) if isinstance(value, dict) else value


def _part(model: type[BaseModel], value: dict[str, Json], to_major: ToMajor, place: str) -> dict[str, Json]:
    known = {name: value[name] for name in model.model_fields if value.get(name) is not None}
    period = known.pop("period", None)
    part = {name: _scalar(name, f"{place}.{name}", inner, to_major) for name, inner in known.items()}
    return part if period is None else {**part, "period": _field("period", period, to_major)}


def _scalar(name: str, place: str, value: Json, to_major: ToMajor) -> Json:
    if name in MONEY:
        return to_major(place, value)
    return plain(value) if is_number(value) else value


def _names(model: type[BaseModel]) -> list[str]:
    return [name for name in model.model_fields if name not in SET_BY_THE_READER]


def _place(name: str) -> tuple[str, ...]:
    first, *rest = name.split(".")
    if first in _names(InvoiceDocument) and not rest:
        return (first,)
    if first in OBJECTS and len(rest) == 1 and rest[0] in OBJECTS[first].model_fields:
        return (first, rest[0])
    raise FieldError(f"fields.{name}: the invoice document has no such field")


def _put(found: dict[str, Json], place: tuple[str, ...], value: Json) -> None:
    if len(place) == 1:
        found[place[0]] = value
        return
    parent = found.get(place[0])
    found[place[0]] = {**(parent if isinstance(parent, dict) else {}), place[1]: value}
