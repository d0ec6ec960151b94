"""Reads and writes JSON without ever passing a number through a float."""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NoReturn, TypeAlias, TypeGuard, Union

from workflow.invoices.numerals import write_number

Json: TypeAlias = Union[bool, int, Decimal, str, "list[Json]", "dict[str, Json]", None]

DEEPEST = 32
"""Levels of nesting that are read; an invoice needs six."""
LARGEST_EXPONENT = 30
"""Powers of ten either way; written out as digits, `1e999999999` would be a gigabyte of zeros."""
MOST_VALUES = 200_000
"""Values in one text; a few bytes each when written, they are hundreds of times as many in memory."""
_written = json.JSONEncoder(
    ensure_ascii=False
).encode  # json.dumps would make an encoder for each of ten thousand texts


def read_json(content: bytes) -> Json:
    """Parse UTF-8 JSON with exact numbers; raises ValueError for anything that is not plain, finite and shallow."""
    check_bulk(content)
    try:
        value: Json = json.loads(
            content.decode("utf-8"), parse_float=_number, parse_constant=_refuse, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise ValueError("the JSON is nested too deeply") from error
    _check(value)
    return value


def check_bulk(content: bytes) -> None:
    """Count what separates and opens values before any of them is built; raises ValueError for too many."""
    if sum(map(content.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"the JSON has more than {MOST_VALUES:,} values, as no invoice has")


def write_json(value: Json) -> bytes:
    """Serialise canonically: sorted keys, no blanks, numbers as plain decimals without trailing zeros."""
    return "".join(_pieces(value)).encode("utf-8")


def plain(number: int | Decimal) -> str:
    """Write a number as a plain decimal of unchanged value: no exponent, no trailing zeros."""
    return write_number(Decimal(number))


def is_number(value: object) -> TypeGuard[int | Decimal]:
    """Tell a JSON number from everything else, from true and false too."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond what Decimal holds, which is no ValueError
        number = Decimal("Infinity")
    if not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f"the number {text[:40]} is out of all proportion")
    return number


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a JSON number")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("an object names a key twice")
    return fields


def _check(value: Json) -> None:
    level = [value]
    for _ in range(DEEPEST):
        if not level:
            return
        level = [inner for outer in level for inner in _inside(outer)]
    raise ValueError("the JSON is nested too deeply")


def _inside(value: Json) -> Iterable[Json]:
    if isinstance(value, str):
        value.encode("utf-8")  # half of a surrogate pair is legal JSON and no text; no database takes it
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else ()


def _pieces(value: Json) -> Iterable[str]:
    if isinstance(value, dict):
        members = (f"{_written(key)}:{''.join(_pieces(value[key]))}" for key in sorted(value))
        yield "{" + ",".join(members) + "}"
    elif isinstance(value, list):
        yield "[" + ",".join("".join(_pieces(item)) for item in value) + "]"
    elif is_number(value):
        yield plain(value)
    else:
        yield _written(value)
