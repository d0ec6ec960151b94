"""A vendor whose pages do not add up: read to no end, twice, or with a hole, and never to be taken for the whole."""

from collections.abc import Callable, Iterable
from functools import partial

from sandbox.billing import Item
from sandbox.chaos.kind import Act, Brings, Kind, Reply, Scene, said
from sandbox.chaos.refusing import refusal
from sandbox.envelope import Envelope, cursor_page, envelope
from sources.exact_json import Json
from workflow.invoices.source import Completeness

BILLION = 10**9
GIANT_CURSOR = 10_000


def _paged(items: Iterable[Item], **meta: Json) -> Reply:
    return said(envelope([*items], {"count": None, **meta}))


def _with_meta(change: Callable[[Scene, Envelope], Envelope]) -> Act:
    """Answer truly, but for what the paging facts say."""

    def act(scene: Scene) -> Reply:
        answer = scene.listed(scene.items)
        meta = answer["meta"]
        return said({**answer, "meta": change(scene, meta if isinstance(meta, dict) else {})})

    return act


def _states(**meta: Json) -> Act:
    return _with_meta(lambda _, honest: {**honest, **meta})


def _count_off_by(difference: int) -> Act:
    return _with_meta(lambda scene, honest: {**honest, "count": max(0, len(scene.items) + difference)})


def _same_page(scene: Scene) -> Reply:
    return _paged(scene.items[:1], page=scene.page, pages=10)


def _offset_ignored(scene: Scene) -> Reply:
    return _paged(scene.items[:1], page=1, pages=max(2, len(scene.items)))


def _always_one_more(scene: Scene) -> Reply:
    return _paged(_page_of(scene, scene.page), page=scene.page, pages=scene.page + 1)


def _grow(scene: Scene) -> Reply:
    return _paged(_page_of(scene, scene.page), page=scene.page, pages=len(scene.items) + 2 * scene.page)


def _shrink(scene: Scene) -> Reply:
    return _paged(_page_of(scene, scene.page), page=scene.page, pages=max(1, len(scene.items) + 2 - 2 * scene.page))


def _hole(scene: Scene) -> Reply:
    """Answer three pages of which the middle one is empty; what stood there comes on the last."""
    pages: list[list[Item]] = [[*scene.items[:1]], [], [*scene.items[1:]]]
    place = min(scene.page, 3)
    return _paged(pages[place - 1], page=place, pages=3, count=len(scene.items))


def _boundary(shift: int) -> Act:
    """Answer two pages as if the list had moved by `shift` items between them."""

    def act(scene: Scene) -> Reply:
        middle = max(1, len(scene.items) // 2)
        page = scene.items[:middle] if scene.page == 1 else scene.items[max(0, middle + shift) :]
        return _paged(page, page=scene.page, pages=2, count=len(scene.items))

    return act


def _billion(scene: Scene) -> Reply:
    return _paged(_page_of(scene, scene.page), page=scene.page, pages=BILLION)


def _page_of(scene: Scene, page: int) -> tuple[Item, ...]:
    return scene.items[page - 1 : page]


def _cursors(following: Callable[[Scene], Json]) -> Act:
    """Answer the page that the cursor leads to, one item each, and give this next cursor."""

    def act(scene: Scene) -> Reply:
        answer = cursor_page(_page_of(scene, scene.page), None)
        data = answer["data"]
        return said({**answer, "data": {**(data if isinstance(data, dict) else {}), "next_cursor": following(scene)}})

    return act


def _to_and_fro(scene: Scene) -> Json:
    return {"a": "b", "b": "a"}.get(scene.query.get("cursor", ""), "a")


def _lost(scene: Scene) -> Reply:
    """Answer the first page, and know nothing of the cursor that stood on it."""
    if "cursor" in scene.query:
        return refusal(422, scene)
    return said(cursor_page([*scene.items[:1]], "gone"))


def _number_as_cursor(scene: Scene) -> Json:
    return scene.page + 1 if scene.page < len(scene.items) else None


def _same_page_under_cursors(scene: Scene) -> Reply:
    return said(cursor_page([*scene.items[:1]], str(scene.page + 1)))


def _stops_early(scene: Scene) -> Reply:
    """End the list after its first item, and count no more than that."""
    first = scene.items[:1]
    return _paged(first, page=1, pages=1, count=len(first)) if scene.by_page else said(cursor_page([*first], None))


def _half(scene: Scene) -> Reply:
    """Leave out the last item of the page, and leave the count as it was."""
    data = scene.honest.get("data")
    if isinstance(data, list):
        return said({**scene.honest, "data": data[:-1]})
    items = data.get("items") if isinstance(data, dict) else None
    cut: Json = items[:-1] if isinstance(items, list) else []
    return said({**scene.honest, "data": {"items": cut, "next_cursor": None}})


_kind = partial(Kind, "paging")
_page, _cursor = partial(_kind, paging="page"), partial(_kind, paging="cursor")
_NONE, _SOME, _ALL = (
    (Completeness.INCOMPLETE, Brings.NONE),
    (Completeness.INCOMPLETE, Brings.SOME),
    (Completeness.INCOMPLETE, Brings.ALL),
)
_BELIEVED = (Completeness.COMPLETE, Brings.SOME)

PAGING = (
    _kind("half", "the last item of the page is left out, and counted", *_SOME, _half),
    _kind("stops_early", "the list ends after one item, and counts no more: nobody can tell", *_BELIEVED, _stops_early),
    _page("same_page", "whichever page is asked for, the first one comes under its number", *_SOME, _same_page),
    _page("offset_ignored", "whichever page is asked for, page 1 comes", *_SOME, _offset_ignored),
    _page("always_one_more", "there is always one page more than the one asked for", *_SOME, _always_one_more),
    _page("pages_grow", "the number of pages grows while they are read", *_SOME, _grow),
    _page("pages_shrink", "the number of pages shrinks while they are read", *_SOME, _shrink),
    _page("empty_middle_page", "the page in the middle is empty", *_SOME, _hole),
    _page("boundary_dropped", "the item between two pages is on neither", *_SOME, _boundary(1)),
    _page("boundary_repeated", "the item between two pages is on both", *_ALL, _boundary(-1)),
    _page("pages_billion", "there are a billion pages, and nothing on most of them", *_ALL, _billion),
    _page("page_misnumbered", "every page says that it is another", *_ALL, _states(page=7)),
    _page("page_negative", "the page says that it is page -1", *_NONE, _states(page=-1)),
    _page("pages_negative", "there are -1 pages", *_NONE, _states(pages=-1)),
    _page("pages_zero", "there are no pages, and items on the first", *_ALL, _states(pages=0)),
    _page("pages_text", "the number of pages is a text", *_NONE, _states(pages="1")),
    _page("pages_fraction", "there are two and a half pages", *_NONE, _with_meta(lambda _, __: {"pages": True})),
    _page("pages_missing", "nobody says how many pages there are", *_NONE, _states(pages=None)),
    _page("pages_giant", "the number of pages has 400 digits", *_ALL, _states(pages=int("9" * 400))),
    _page(
        "cursor_style",
        "pages are asked for, and a list with cursors comes",
        *_NONE,
        lambda scene: said(cursor_page([*scene.items], None)),
    ),
    _kind("count_too_high", "more items are counted than sent", *_ALL, _count_off_by(2)),
    _kind("count_too_low", "fewer items are counted than sent", *_ALL, _count_off_by(-1)),
    _kind("count_negative", "-1 items are counted", *_NONE, _states(count=-1)),
    _kind("count_text", "the count is a text", *_NONE, _states(count="many")),
    _cursor("same_cursor", "the next cursor is always the same", *_SOME, _cursors(lambda _: "2")),
    _cursor("same_page_under_cursors", "every cursor leads to the first page", *_SOME, _same_page_under_cursors),
    _cursor("cursor_to_and_fro", "cursor a leads to b and b to a", *_SOME, _cursors(_to_and_fro)),
    _cursor(
        "cursor_without_end",
        "there is always a next cursor, to empty pages",
        *_ALL,
        _cursors(lambda scene: str(scene.page + 1)),
    ),
    _cursor("cursor_object", "the next cursor is an object", *_SOME, _cursors(lambda _: {"next": 2})),
    _cursor("cursor_list", "the next cursor is a list", *_SOME, _cursors(lambda _: ["2"])),
    _cursor("cursor_true", "the next cursor is true", *_SOME, _cursors(lambda _: True)),
    _cursor("cursor_empty", "the next cursor is an empty text", *_SOME, _cursors(lambda _: "")),
    _cursor("cursor_giant", "the next cursor has 10,000 letters", *_SOME, _cursors(lambda _: "c" * GIANT_CURSOR)),
    _cursor(
        "cursor_controls",
        "the next cursor holds line breaks of a request",
        *_SOME,
        _cursors(lambda _: "2 HTTP/1.1\r\nX-Evil: 1\r\n\r\n"),
    ),
    _cursor("cursor_lost", "the next cursor is refused when it is used", *_SOME, _lost),
    _cursor(
        "cursor_number",
        "the next cursor is a number, which does",
        Completeness.COMPLETE,
        Brings.ALL,
        _cursors(_number_as_cursor),
    ),
    _cursor(
        "page_style",
        "cursors are asked for, and a list of pages comes",
        *_NONE,
        lambda scene: _paged(scene.items, page=1, pages=1),
    ),
)
