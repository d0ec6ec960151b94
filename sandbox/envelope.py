"""Callaro's published manner: what a question holds, and the envelopes that answers come in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from uuid import uuid4

from fastapi import Response
from starlette.exceptions import HTTPException

from sources.exact_json import Json

Envelope = dict[str, Json]
USUAL_PAGE = 25


@dataclass(frozen=True)
class Asked:
    """One request of a tenant: who it is, what stands in the path and after the question mark, and the body."""

    account: str
    place: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Answer = Callable[[Asked], Envelope | Response]


@dataclass(frozen=True)
class Route:
    """One route of the vendor: method, path below the version, and what answers."""

    method: str
    path: str
    answer: Answer


class Refused(HTTPException):
    """Raised for a request that is refused under an error code of its own."""

    def __init__(self, status: HTTPStatus, code: str, detail: str) -> None:
        """Take the `error_code` beside the status."""
        super().__init__(status, detail)
        self.code = code


def envelope(data: Json, meta: Envelope | None = None, message: str | None = None) -> Envelope:
    """Wrap an answer as most routes do; `message` is mostly null."""
    return {"data": data, "message": message, "meta": meta or {}, "request_id": str(uuid4())}


def untraced(data: Json) -> Envelope:
    """Wrap an answer without a `request_id`, which may be null as published."""
    return {**envelope(data), "request_id": None}


def numbered_page(items: Sequence[Json], query: Mapping[str, str], limit: int) -> Envelope:
    """Cut out one page by `page` and `per_page`."""
    size = min(number(query, "per_page", USUAL_PAGE), limit)
    page = number(query, "page", 1)
    pages = max(1, -(-len(items) // size))
    meta: Envelope = {"count": len(items), "page": page, "per_page": size, "pages": pages}
    return envelope([*items[(page - 1) * size : page * size]], meta)


def cursor_page(items: Sequence[Json], next_cursor: str | None) -> Envelope:
    """Wrap one page of the cursor style; null ends it."""
    return envelope({"items": [*items], "next_cursor": next_cursor}, {"count": len(items)})


def day(query: Mapping[str, Json], name: str) -> date:
    """Read a date as `YYYY-MM-DD`; anything else is refused."""
    text = query.get(name)
    try:
        read = date.fromisoformat(str(text))
    except ValueError:
        read = None
    if read is None or read.isoformat() != text:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is no date.")
    return read


def number(query: Mapping[str, str], name: str, default: int, *, least: int = 1) -> int:
    """Read a whole number; anything else, or less than `least`, is refused."""
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is no number.")
    return int(text)
