"""Walks a vendor's list to its end and says so when that was not reached: half a list must never pass for a whole."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sources.envelope import Envelope
from sources.exact_json import Json, write_json
from sources.http import incomplete

PAGE_SIZE = 100
MOST_PAGES = 200
"""A billing period has a handful of invoices; a list that goes on for longer is a vendor's mistake."""

Ask = Callable[[dict[str, str]], Envelope]
"""Asks for one page with these parameters besides the filters; raises FetchError."""


@dataclass(frozen=True)
class Page:
    """The items of one answer and the request they came with."""

    items: list[Json]
    request_id: str | None


def by_page(ask: Ask) -> Iterator[Page]:
    """Read `page` from 1 until `meta.pages`; raises FetchError where the list breaks off or contradicts itself."""
    tally, asked, pages = Tally(), 0, 1
    while asked < pages:
        asked += 1
        envelope = ask({"page": str(asked), "per_page": str(PAGE_SIZE)})
        stated = _whole(envelope, "pages")
        if stated is None:
            raise incomplete("the vendor's answer does not say how many pages there are", envelope.request_id)
        yield tally.page(envelope, envelope.data)
        _check_position(envelope, asked, stated)
        if asked > 1 and stated != pages:
            raise incomplete("the number of pages changed while they were read", envelope.request_id)
        pages = stated
    tally.check()


def by_cursor(ask: Ask) -> Iterator[Page]:
    """Read from `cursor` to `data.next_cursor` until there is none; raises FetchError as `by_page` does."""
    tally, seen = Tally(), set[str]()
    position: dict[str, str] = {}
    while True:
        envelope = ask({**position, "page_size": str(PAGE_SIZE)})
        if not isinstance(envelope.data, dict):
            raise incomplete("the vendor's data is not an object with items", envelope.request_id)
        yield tally.page(envelope, envelope.data.get("items"))
        cursor = _next_cursor(envelope.data, envelope.request_id)
        if cursor is None:
            return tally.check()
        if cursor in seen:
            raise incomplete("the vendor gave the same cursor twice", envelope.request_id)
        seen.add(cursor)
        position = {"cursor": cursor}


class Tally:
    """What has come so far, to hold against what the vendor said would come."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._lengths: list[int] = []
        self._counts: list[int | None] = []
        self._digests: set[bytes] = set()
        self._request_id: str | None = None

    def page(self, envelope: Envelope, items: Json) -> Page:
        """Take one page in; raises FetchError when it is no list, one that came before, or one too many."""
        self._request_id = envelope.request_id
        if not isinstance(items, list):
            raise incomplete("the vendor's data holds no list of items", envelope.request_id)
        digest = hashlib.sha256(write_json(items)).digest()
        if items and digest in self._digests:
            raise incomplete("the vendor gave the same page twice", envelope.request_id)
        if len(self._lengths) == MOST_PAGES:
            raise incomplete(f"the vendor's list does not end within {MOST_PAGES} pages", envelope.request_id)
        self._digests.add(digest)
        self._lengths.append(len(items))
        self._counts.append(_whole(envelope, "count"))
        return Page(items, envelope.request_id)

    def check(self) -> None:
        """Compare `meta.count` with what came, where it was given; raises FetchError.

        The vendor's sample fits a count of the page as well as one of the whole list, so either will do.
        """
        total = sum(self._lengths)
        of_pages = all(count in (None, length) for count, length in zip(self._counts, self._lengths, strict=True))
        of_all = all(count in (None, total) for count in self._counts)
        if not of_pages and not of_all:
            stated = max(count for count in self._counts if count is not None)
            raise incomplete(f"the vendor counts {stated} invoices and sent {total}", self._request_id)


def _whole(envelope: Envelope, name: str) -> int | None:
    """Read a number of `meta` that has to be a whole one; raises FetchError for anything else but null."""
    value = envelope.meta.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise incomplete(f"the vendor's meta.{name} is no whole number", envelope.request_id)
    return value


def _check_position(envelope: Envelope, asked: int, pages: int) -> None:
    page = _whole(envelope, "page")
    if page is not None and page != asked:
        raise incomplete(f"the vendor gave page {page} when asked for page {asked}", envelope.request_id)
    empty = envelope.data == []
    if empty and asked < pages:
        raise incomplete(f"page {asked} of {pages} is empty", envelope.request_id)
    if not empty and asked > pages:
        raise incomplete(f"the vendor says there are {pages} pages and sent items on page {asked}", envelope.request_id)


def _next_cursor(data: dict[str, Json], request_id: str | None) -> str | None:
    cursor = data.get("next_cursor")
    if cursor is None:
        return None
    text = str(cursor) if isinstance(cursor, int) and not isinstance(cursor, bool) else cursor
    if not isinstance(text, str) or not text:
        raise incomplete("the vendor's next cursor is no text", request_id)
    return text
