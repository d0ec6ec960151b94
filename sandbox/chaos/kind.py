"""What a kind of misbehaviour is: what it does to an honest answer, and what must be made of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from random import Random
from typing import Literal

from sandbox.billing import Item
from sandbox.envelope import Envelope, cursor_page, number, numbered_page
from sources.exact_json import Json, write_json
from workflow.invoices.source import Completeness

Piece = bytes | float
"""What is sent, or how many seconds nothing is."""
Headers = tuple[tuple[str, str], ...]
JSON: Headers = (("Content-Type", "application/json"),)
WHOLE = 100
"""As many items as one page holds when nothing is wrong with the paging."""


class Brings(StrEnum):
    """Which of the vendor's true invoices come in from such an answer, unchanged."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


@dataclass(frozen=True)
class Scene:
    """One request, and what an honest vendor would answer: the page asked for, and all items of the list."""

    query: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    honest: Envelope = field(default_factory=dict)
    dice: Random = field(default_factory=lambda: Random(0))  # noqa: S311  # for a game, and to be played again

    @property
    def by_page(self) -> bool:
        """Tell the style of paging: `page`, unless a cursor is asked with."""
        return not {"cursor", "page_size"} & self.query.keys()

    @property
    def page(self) -> int:
        """Tell which page is asked for; of a list with cursors, which one the cursor leads to."""
        asked = self.query.get("page" if self.by_page else "cursor", "1")
        return int(asked) if asked.isdecimal() else 1

    def body(self) -> bytes:
        """Write the honest answer down."""
        return write_json(self.honest)

    def listed(self, items: Iterable[Item], size: int = WHOLE) -> Envelope:
        """Cut the page asked for out of these items, as an honest vendor would; cursors are numbers of pages."""
        every: list[Json] = [*items]
        if self.by_page:
            return numbered_page(every, {**self.query, "per_page": str(size)}, size)
        page = number(self.query, "cursor", 1)
        following = str(page + 1) if page * size < len(every) else None
        return cursor_page(every[(page - 1) * size : page * size], following)


@dataclass(frozen=True)
class Reply:
    """An answer as HTTP knows it; a body in pieces says nothing of its length."""

    body: bytes | Iterable[Piece]
    status: int = HTTPStatus.OK
    headers: Headers = JSON


@dataclass(frozen=True)
class Raw:
    """What goes over the connection as it is, before it is closed, or cut with `reset`."""

    pieces: Iterable[Piece]
    reset: bool = False


Act = Callable[[Scene], Reply | Raw]


@dataclass(frozen=True)
class Kind:
    """One way to misbehave: `does` says what; `state` and `brings` what a source must make of it.

    Some can only be done to one style of `paging`.
    """

    group: str
    name: str
    does: str
    state: Completeness
    brings: Brings
    act: Act
    paging: Literal["page", "cursor"] | None = None

    def fits(self, *, by_page: bool) -> bool:
        """Tell whether it can be done to a list of that style."""
        return self.paging in {None, "page" if by_page else "cursor"}


def said(envelope: Json) -> Reply:
    """Answer with this JSON."""
    return Reply(write_json(envelope))


def head(*headers: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    """Write the head of an answer."""
    return "\r\n".join([status, "Content-Type: application/json", *headers, "", ""]).encode("latin-1")


def with_length(body: bytes, length: int | None = None) -> bytes:
    """Write a whole answer over one connection, which states this length or the true one."""
    return head(f"Content-Length: {len(body) if length is None else length}", "Connection: close") + body
