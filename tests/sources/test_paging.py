"""Lists that break off are read on where they did; lists that moved meanwhile are read anew."""

import json
from collections.abc import Callable
from typing import Literal

import pytest

from sources.envelope import Envelope
from sources.exact_json import Json
from sources.http import FetchError, broken, incomplete
from sources.paging import Ask, MovedError, Reading, Walk, by_cursor, by_page, may_be_read_on
from sources.position import MOST_TRIES, Bookmark, Progress, fitting, question
from workflow.invoices.source import Completeness, Position

Style = Literal["page", "cursor"]
STYLES: list[Style] = ["page", "cursor"]
WALKS: dict[Style, Walk] = {"page": by_page, "cursor": by_cursor}
PAGES = [["a", "b"], ["c", "d"], ["e", "f"], ["g"]]


class Vendor:
    """A list of pages; the request for page `fails_at` (from 1) fails in a given way."""

    def __init__(self, style: Style, pages: list[list[str]] | None = None) -> None:
        self.style = style
        self.pages = PAGES if pages is None else pages
        self.fails_at = 0
        self.failure: FetchError = incomplete("down")
        self.asked: list[int] = []
        self.counts = True

    def ask(self, position: dict[str, str]) -> Envelope:
        """Answer for one page."""
        number = int(position.get("page", position.get("cursor", "1")))
        self.asked.append(number)
        if number == self.fails_at:
            raise self.failure
        if number > len(self.pages):
            raise broken_with(404)
        items: list[Json] = [*self.pages[number - 1]]
        count = sum(map(len, self.pages)) if self.counts else None
        if self.style == "page":
            return Envelope(items, {"page": number, "pages": len(self.pages), "count": count}, "r")
        following = str(number + 1) if number < len(self.pages) else None
        return Envelope({"items": items, "next_cursor": following}, {"count": count}, "r")


def broken_with(status: int) -> FetchError:
    return FetchError(Completeness.BROKEN, "not there", "r", status=status)


def read(vendor: Vendor, progress: Progress | None = None) -> tuple[list[Json], Progress, FetchError | None]:
    """Read until the end or a failure; the progress goes through JSON, as it does between two fetches."""
    saved = json.loads(json.dumps(progress.model_dump())) if progress else None
    reading = Reading(WALKS[vendor.style], fitting(Progress, saved))
    items: list[Json] = []
    try:
        for page in reading.pages(vendor.ask):
            items += page.items
    except FetchError as error:
        return items, reading.progress, error
    return items, reading.progress, None


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_broken_off_at_any_page_it_is_read_on_from_there(style: Style, page: int) -> None:
    vendor = Vendor(style)
    vendor.fails_at = page
    first, progress, failure = read(vendor)
    assert failure
    assert may_be_read_on(failure)
    vendor.fails_at, vendor.asked = 0, []
    second, _, nothing = read(vendor, progress)
    assert nothing is None
    assert first + second == [*"abcdefg"]
    assert vendor.asked == [*range(page, 5)]


@pytest.mark.parametrize("style", STYLES)
def test_a_count_that_changed_in_between_is_noticed_at_the_end(style: Style) -> None:
    vendor = Vendor(style)
    vendor.fails_at = 3
    _, progress, _ = read(vendor)
    vendor.fails_at, vendor.pages = 0, [["a"], ["c"], ["e"], ["g"]]
    _, _, failure = read(vendor, progress)
    assert isinstance(failure, MovedError)
    assert "counts 7 items and sent 6" in failure.problem


def test_another_number_of_pages_is_noticed_at_once() -> None:
    vendor = Vendor("page")
    vendor.fails_at = 3
    _, progress, _ = read(vendor)
    vendor.fails_at, vendor.pages = 0, PAGES[:3]
    items, _, failure = read(vendor, progress)
    assert isinstance(failure, MovedError)
    assert "changed from 4 to 3" in failure.problem
    assert items == ["e", "f"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_place_that_the_vendor_no_longer_knows_is_left_for_the_beginning(style: Style, status: int) -> None:
    vendor = Vendor(style)
    vendor.fails_at = 3
    _, progress, _ = read(vendor)
    vendor.failure, vendor.asked = broken_with(status), []
    answers: Callable[[dict[str, str]], Envelope] = vendor.ask

    def once(position: dict[str, str]) -> Envelope:
        try:
            return answers(position)
        finally:
            vendor.fails_at = 0

    reading = Reading(WALKS[style], progress)
    assert [item for page in reading.pages(once) for item in page.items] == [*"abcdefg"]
    assert vendor.asked == [3, 1, 2, 3, 4]


@pytest.mark.parametrize("style", STYLES)
def test_a_place_lost_while_reading_makes_the_list_incomplete_not_broken(style: Style) -> None:
    vendor = Vendor(style)
    vendor.fails_at, vendor.failure = 2, broken_with(404)
    _, _, failure = read(vendor)
    assert isinstance(failure, MovedError)
    assert failure.state is Completeness.INCOMPLETE


@pytest.mark.parametrize("style", STYLES)
def test_a_list_that_is_not_there_is_broken(style: Style) -> None:
    vendor = Vendor(style)
    vendor.fails_at, vendor.failure = 1, broken_with(404)
    _, _, failure = read(vendor)
    assert failure is vendor.failure
    assert vendor.asked == [1]


def test_a_key_that_is_refused_midway_is_broken() -> None:
    vendor = Vendor("page")
    vendor.fails_at, vendor.failure = 3, broken_with(403)
    _, _, failure = read(vendor)
    assert failure is vendor.failure


def test_a_cursor_that_comes_again_after_a_pause_is_noticed() -> None:
    vendor = Vendor("cursor", [[str(number)] for number in range(1, 6)])
    vendor.fails_at, vendor.counts = 4, False
    _, progress, _ = read(vendor)
    vendor.fails_at = 0

    def back(position: dict[str, str]) -> Envelope:
        return Envelope({"items": ["x"], "next_cursor": "2"}, {}, "r")

    with pytest.raises(MovedError, match="same cursor twice"):
        list(Reading(by_cursor, progress).pages(back))


def test_the_cap_of_pages_holds_across_fetches() -> None:
    endless: Ask = lambda position: Envelope({"items": [], "next_cursor": position.get("cursor", "") + "x"}, {}, None)  # noqa: E731
    full = Progress(next="x", lengths=[0] * 200, counts=[None] * 200, digests=["-"] * 200)
    with pytest.raises(MovedError, match="does not end within 200 pages"):
        next(Reading(by_cursor, full).pages(endless))


def test_a_page_with_far_more_than_was_asked_for_is_not_read() -> None:
    many = Envelope([*map(str, range(1001))], {"pages": 1}, "r")
    with pytest.raises(MovedError, match="1,001 items on one page, of which 100 were asked for"):
        next(Reading(by_page, Progress()).pages(lambda _: many))


def test_a_list_with_too_many_items_is_given_up() -> None:
    almost = Progress(lengths=[9_999], counts=[None], digests=["-"], pages=2)
    with pytest.raises(MovedError, match="more than 10,000 items"):
        next(Reading(by_page, almost).pages(lambda _: Envelope(["a", "b"], {"pages": 2}, "r")))


@pytest.mark.parametrize("cursor", ["", {"next": 1}, True, 1.5, "x" * 2001])
def test_a_cursor_that_is_none_ends_the_reading_and_keeps_the_page(cursor: Json) -> None:
    pages = Reading(by_cursor, Progress()).pages(lambda _: Envelope({"items": ["a"], "next_cursor": cursor}, {}, "r"))
    assert next(pages).items == ["a"]
    with pytest.raises(MovedError):
        next(pages)


def test_a_bookmark_is_only_for_its_own_question() -> None:
    position = Bookmark(of=question(days=["1", "2"]), part="p", at={"a": 1}).kept(None)
    assert Bookmark.opened(position, question(days=["1", "2"]))
    assert Bookmark.opened(position, question(days=["1", "3"])) is None


@pytest.mark.parametrize(
    "position",
    [
        None,
        {},
        {"of": "q"},
        {"of": "q", "part": "p", "at": 5},
        {"of": "q", "part": "p", "more": 1},
        {"of": 1, "part": 2},
    ],
)
def test_a_position_that_makes_no_sense_is_none(position: Position | None) -> None:
    assert Bookmark.opened(position, "q") is None


@pytest.mark.parametrize("saved", [{"lengths": [1]}, {"pages": "4"}, {"elsewhere": 1}, {"lengths": "x"}])
def test_a_progress_that_makes_no_sense_is_a_beginning(saved: dict[str, object]) -> None:
    assert fitting(Progress, saved) == Progress()


def test_a_place_that_several_fetches_did_not_get_past_is_given_up() -> None:
    here = Bookmark(of="q", part="p", at={"page": 3})
    kept, tries = here.kept(None), 0
    while kept is not None:
        kept, tries = here.kept(Bookmark.opened(kept, "q")), tries + 1
    assert tries == MOST_TRIES


def test_getting_on_by_a_page_counts_anew() -> None:
    stuck = Bookmark(of="q", part="p", at={"page": 3}, tries=MOST_TRIES - 1)
    moved_on = Bookmark(of="q", part="p", at={"page": 4}).kept(stuck)
    assert moved_on
    assert moved_on["tries"] == 0


def test_what_is_broken_is_not_read_on() -> None:
    assert not may_be_read_on(broken("no"))
