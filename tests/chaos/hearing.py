"""What a vendor said, in the auditor's own reading of it: was it whole, was it nothing, what stood in it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pendulum import DateTime

from sandbox.chaos.front import Answered
from sandbox.chaos.kind import Kind

Json = Any
ABOUT = "/api/v1/billing/invoices/{starts_on}"
"""What a request for the invoices of a period is about."""

LONGEST_NUMBER = 60
"""Digits."""


@dataclass(frozen=True)
class Told:
    """One object that stood in a list: the fingerprint of all it said, and its number and total, if it has them."""

    fingerprint: bytes
    number: str
    total: Decimal | None


@dataclass(frozen=True)
class Heard:
    """All that a vendor answered about one period of an account in one tick."""

    now: DateTime
    kinds: tuple[Kind, ...]
    is_empty: bool
    items: tuple[Told, ...]
    """The objects that stood in it, where it was plainly the whole list."""


def heard(now: DateTime, answers: Iterable[Answered]) -> Mapping[tuple[str, str], Heard]:
    """Sort the answers of one tick by account and by what they are about."""
    grouped: dict[tuple[str, str], list[Answered]] = defaultdict(list)
    for one in answers:
        grouped[one.request.account, one.request.about].append(one)
    return {about: _heard(now, told) for about, told in grouped.items()}


def _heard(now: DateTime, told: list[Answered]) -> Heard:
    kinds = tuple(one.kind for one in told if one.kind)
    items = _whole_list(told[0]) if len(told) == 1 else None
    objects = tuple(_told(item) for item in items or () if isinstance(item, dict))
    return Heard(now, kinds, items == [], objects)


def _told(item: Mapping[str, Json]) -> Told:
    number = " ".join(str(item.get("invoice_number")).split())
    try:
        return Told(fingerprint(item), number, Decimal(str(item.get("total"))))
    except ArithmeticError:
        return Told(fingerprint(item), number, None)


def _whole_list(answer: Answered) -> list[Json] | None:
    """Give the items of an answer that is plainly whole; None for any other."""
    read = read_json(answer.body)
    if answer.status != 200 or not isinstance(read, dict) or read.get("error") or read.get("error_code"):
        return None
    data, meta = read.get("data"), read.get("meta")
    items = data.get("items") if isinstance(data, dict) else data
    ends = not isinstance(data, dict) or data.get("next_cursor", "missing") is None
    if not isinstance(items, list) or not isinstance(meta, dict) or not ends:
        return None
    whole = meta.get("count") in {None, len(items)} and meta.get("page") in {None, 1}
    return items if whole and meta.get("pages", 1) == 1 else None


def read_json(body: bytes | None) -> Json:
    """Read strict JSON with exact numbers; None for what is none."""
    try:
        text = (body or b"").decode()
        return json.loads(text, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_object)
    except (ValueError, ArithmeticError, RecursionError):
        return None


def canonical(value: Json) -> str:
    """Write JSON down so that the same is the same."""
    return json.dumps(value, sort_keys=True, default=_written)


def fingerprint(value: Json) -> bytes:
    """Tell JSON apart, whatever its order and its idle zeros."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).digest()


def _written(number: Decimal) -> str:
    """Write a number without idle zeros; one out of all proportion as it is."""
    return f"{number.normalize():f}" if abs(number.adjusted()) < LONGEST_NUMBER else str(number)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def _refused(word: str) -> Json:
    raise ValueError(word)
