"""Walks a vendor's list to its end and says so when that was not reached: half a list must never pass for a whole."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from sources.envelope import Envelope
from sources.exact_json import Json, write_json
from sources.http import FetchError, incomplete
from sources.position import Progress
from workflow.invoices.source import Completeness

PAGE_SIZE = 100
MOST_PAGES = 200
"""A billing period has a handful of invoices; a list that goes on for longer is a vendor's mistake."""
MOST_ON_A_PAGE = 1_000
"""Items, however few were asked for: reading them takes time that no deadline cuts short."""
MOST_ITEMS = 10_000
LONGEST_CURSOR = 2_000
"""Characters; it travels in the address of the next request."""
REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY}
"""What a vendor may answer to a page or cursor that it does not know any more."""

Ask = Callable[[dict[str, str]], Envelope]
"""Asks for one page with these parameters besides the filters; raises FetchError."""
Walk = Callable[[Ask, Progress], "Iterator[Page]"]


class MovedError(FetchError):
    """Raised for a list that contradicts what was read of it: it can only be read anew."""

    def __init__(self, problem: str, request_id: str | None) -> None:
        """Make it incomplete: another reading may agree with itself."""
        super().__init__(Completeness.INCOMPLETE, problem, request_id)


def may_be_read_on(failure: FetchError) -> bool:
    """Tell whether the next fetch may go on where this failure ended one."""
    return failure.state == Completeness.INCOMPLETE and not isinstance(failure, MovedError)


@dataclass(frozen=True)
class Page:
    """The items of one answer and the request they came with."""

    items: list[Json]
    request_id: str | None


class Reading:
    """One list being read, from its beginning or from where an earlier fetch broke off."""

    def __init__(self, walk: Walk, progress: Progress) -> None:
        """Take how the list is paged, and how far it has been read; `progress` goes along with the pages."""
        self._walk = walk
        self.progress = progress

    def pages(self, ask: Ask) -> Iterator[Page]:
        """Read to the end; a place that the vendor no longer knows is left for the beginning, once.

        Raises MovedError where the list has to be read anew, FetchError where it may be read on.
        """
        before = len(self.progress.lengths)
        try:
            yield from self._walk(ask, self.progress)
        except FetchError as error:
            if error.status not in REFUSED or not self.progress.lengths:
                raise
            if len(self.progress.lengths) > before:
                told = f"the vendor lost the place in its list while it was read: {error.problem}"
                raise MovedError(told, error.request_id) from error
        else:
            return
        self.progress = Progress()
        yield from self._walk(ask, self.progress)


def by_page(ask: Ask, read: Progress) -> Iterator[Page]:
    """Read `page` from 1 until `meta.pages`; raises FetchError where the list breaks off or contradicts itself."""
    tally = Tally(read)
    while read.pages is None or len(read.lengths) < read.pages:
        asked = len(read.lengths) + 1
        envelope = ask({"page": str(asked), "per_page": str(PAGE_SIZE)})
        stated, said = _whole(envelope, "pages"), _whole(envelope, "page")
        if stated is None:
            raise incomplete("the vendor's answer does not say how many pages there are", envelope.request_id)
        page = tally.page(envelope, envelope.data)
        problem = _contradiction(page, asked, said, stated) or _moved(read.pages, stated)
        read.pages = stated
        yield page
        if problem:
            raise MovedError(problem, envelope.request_id)
    tally.check()


def by_cursor(ask: Ask, read: Progress) -> Iterator[Page]:
    """Read from `cursor` to `data.next_cursor` until there is none; raises FetchError as `by_page` does."""
    tally = Tally(read)
    while read.next is not None or not read.lengths:
        position = {"cursor": read.next} if read.next is not None else {}
        envelope = ask({**position, "page_size": str(PAGE_SIZE)})
        if not isinstance(envelope.data, dict):
            raise incomplete("the vendor's data is not an object with items", envelope.request_id)
        page = tally.page(envelope, envelope.data.get("items"))
        read.next, problem = _next_cursor(envelope.data, read.cursors)
        read.cursors += [digest(read.next)] if read.next is not None else []
        yield page
        if problem:
            raise MovedError(problem, envelope.request_id)
    tally.check()


def digest(value: Json) -> str:
    """Tell a page or a cursor from the others of its list."""
    return hashlib.sha256(write_json(value)).hexdigest()[:32]


class Tally:
    """What has come so far, to hold against what the vendor said would come."""

    def __init__(self, read: Progress) -> None:
        """Go on with what was read."""
        self._read = read
        self._request_id: str | None = None

    def page(self, envelope: Envelope, items: Json) -> Page:
        """Take one page in; raises FetchError when it is no list, one that came before, or one too many."""
        self._request_id = envelope.request_id
        count = _whole(envelope, "count")
        if not isinstance(items, list):
            raise incomplete("the vendor's data holds no list of items", envelope.request_id)
        page_digest = digest(items)
        if items and page_digest in self._read.digests:
            raise MovedError("the vendor gave the same page twice", envelope.request_id)
        if too_many := self._too_many(len(items)):
            raise MovedError(too_many, envelope.request_id)
        self._read.digests.append(page_digest)
        self._read.lengths.append(len(items))
        self._read.counts.append(count)
        return Page(items, envelope.request_id)

    def _too_many(self, items: int) -> str | None:
        lengths = self._read.lengths
        if items > MOST_ON_A_PAGE:
            return f"the vendor sent {items:,} items on one page, of which {PAGE_SIZE} were asked for"
        if len(lengths) == MOST_PAGES:
            return f"the vendor's list does not end within {MOST_PAGES} pages"
        if sum(lengths) + items > MOST_ITEMS:
            return f"the vendor's list has more than {MOST_ITEMS:,} items"
        return None

    def check(self) -> None:
        """Compare `meta.count` with what came, where it was given; raises MovedError.

        The vendor's sample fits a count of the page as well as one of the whole list, so either will do.
        """
        lengths, counts = self._read.lengths, self._read.counts
        total = sum(lengths)
        of_pages = all(count in (None, length) for count, length in zip(counts, lengths, strict=True))
        of_all = all(count in (None, total) for count in counts)
        if not of_pages and not of_all:
            stated = max(count for count in counts if count is not None)
            raise MovedError(f"the vendor counts {stated} items and sent {total}", self._request_id)


def _whole(envelope: Envelope, name: str) -> int | None:
    """Read a number of `meta` that has to be a whole one; raises FetchError for anything else but null."""
    value = envelope.meta.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise incomplete(f"the vendor's meta.{name} is no whole number", envelope.request_id)
    return value


def _contradiction(page: Page, asked: int, said: int | None, pages: int) -> str | None:
    if said is not None and said != asked:
        return f"the vendor gave page {said} when asked for page {asked}"
    if not page.items and asked < pages:
        return f"page {asked} of {pages} is empty"
    if page.items and asked > pages:
        return f"the vendor says there are {pages} pages and sent items on page {asked}"
    return None


def _moved(before: int | None, stated: int) -> str | None:
    if before in (None, stated):
        return None
    return f"the number of pages changed from {before} to {stated} while they were read"


def _next_cursor(data: dict[str, Json], known: list[str]) -> tuple[str | None, str | None]:
    """Give the next cursor and what is wrong with it; `known` are the digests of those that came before."""
    cursor = data.get("next_cursor")
    if cursor is None:
        return None, None
    text = str(cursor) if isinstance(cursor, int) and not isinstance(cursor, bool) else cursor
    if not isinstance(text, str) or not text:
        return None, "the vendor's next cursor is no text"
    if len(text) > LONGEST_CURSOR:
        return None, f"the vendor's next cursor is longer than {LONGEST_CURSOR:,} characters"
    return text, "the vendor gave the same cursor twice" if digest(text) in known else None
