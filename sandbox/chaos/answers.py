"""A vendor that says 200 and means something else: errors, half answers, other formats, other shapes."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from sandbox.chaos.items import changed, raw_field
from sandbox.chaos.kind import JSON, Act, Brings, Headers, Kind, Reply, Scene, said
from sandbox.chaos.refusing import error_envelope
from sandbox.envelope import envelope
from sources.exact_json import Json, write_json
from workflow.invoices.source import Completeness

HTML: Headers = (("Content-Type", "text/html"),)
SORRY = b"<html><h1>We will be back soon</h1></html>"
PRIVATE = "http://169.254.169.254/latest/meta-data/"


def _lying(_scene: Scene) -> Reply:
    return said(error_envelope(HTTPStatus.INTERNAL_SERVER_ERROR, "upstream failed"))


def _lying_with_data(scene: Scene) -> Reply:
    return said({**scene.honest, "error": "partial outage", "error_code": "DEGRADED"})


def _truncated(scene: Scene) -> Reply:
    body = scene.body()
    return Reply(body[: scene.dice.randrange(1, len(body))])


def _empty_list(scene: Scene) -> Reply:
    return said(scene.listed([]))


def _text(change: Callable[[str], str], encoding: str = "utf-8") -> Act:
    """Write the true answer in another way."""
    return lambda scene: Reply(change(scene.body().decode()).encode(encoding))


def _in(encoding: str) -> Act:
    return _text(lambda text: text.replace("Callaro, Inc.", "Callaró, Inc."), encoding)


def _twice(text: str) -> str:
    return text.replace('"data":', '"data":[],"data":', 1)


def _without(name: str) -> Act:
    return lambda scene: said({key: value for key, value in scene.honest.items() if key != name})


def _with(name: str, value: Json) -> Act:
    return lambda scene: said({**scene.honest, name: value})


def _bare_list(scene: Scene) -> Reply:
    return said([*scene.items])


def _status(status: int, headers: Headers = JSON, body: bytes | None = None) -> Act:
    return lambda scene: Reply(scene.body() if body is None else body, status, headers)


def _redirect(status: int, location: str) -> Act:
    return _status(status, (*JSON, ("Location", location)), b"")


def _redirect_to_itself(scene: Scene) -> Reply:
    query = "&".join(f"{name}={value}" for name, value in scene.query.items())
    return Reply(b"", HTTPStatus.FOUND, (("Location", f"?{query}"),))


def _item_is(value: Json) -> Act:
    """Show something else than an object among the items."""
    return lambda scene: said(scene.listed([*scene.items, value]))  # type: ignore[list-item]  # that is the point


_kind = partial(Kind, "answers")
_NOT_READ = (Completeness.INCOMPLETE, Brings.NONE)
_TRUE = (Completeness.COMPLETE, Brings.ALL)
_MEND = (Completeness.BROKEN, Brings.NONE)

ANSWERS = (
    _kind("lying", "an error comes under status 200", *_NOT_READ, _lying),
    _kind("lying_with_data", "an error comes under status 200, with the list", *_NOT_READ, _lying_with_data),
    _kind("truncated", "the JSON stops somewhere", *_NOT_READ, _truncated),
    _kind("empty_list", "an outage looks like a list without items", Completeness.COMPLETE, Brings.NONE, _empty_list),
    _kind("empty_body", "200 without a body", *_NOT_READ, _status(200, JSON, b"")),
    _kind("nonsense", "a web page comes instead of JSON", *_NOT_READ, _status(200, HTML, SORRY)),
    _kind("html_as_json", "a web page says that it is JSON", *_NOT_READ, _status(200, JSON, SORRY)),
    _kind("json_as_html", "the true answer says that it is a web page", *_TRUE, _status(200, HTML)),
    _kind("utf16", "JSON in UTF-16", *_NOT_READ, _text(str, "utf-16")),
    _kind("utf32", "JSON in UTF-32", *_NOT_READ, _text(str, "utf-32")),
    _kind("byte_order_mark", "JSON behind a byte order mark", *_NOT_READ, _text(str, "utf-8-sig")),
    _kind("latin_1", "JSON in Latin-1", *_NOT_READ, _in("latin-1")),
    _kind("twice_the_key", "data stands twice in the envelope", *_NOT_READ, _text(_twice)),
    _kind("two_documents", "the answer comes twice in one body", *_NOT_READ, _text(lambda text: text * 2)),
    _kind("trailing_words", "words stand behind the JSON", *_NOT_READ, _text(lambda text: text + " -- end of report")),
    _kind(
        "single_quotes", "the JSON is written as Python would", *_NOT_READ, _text(lambda text: text.replace('"', "'"))
    ),
    _kind(
        "callback", "the JSON stands in a call, as for a script", *_NOT_READ, _text(lambda text: f"callback({text})")
    ),
    _kind("nan", "one total is NaN", *_NOT_READ, partial(raw_field, "total", b"NaN")),
    _kind("infinity", "one total is -Infinity", *_NOT_READ, partial(raw_field, "total", b"-Infinity")),
    _kind("lone_surrogate", "one name holds half a letter", *_NOT_READ, partial(raw_field, "payee", b'"\\ud800"')),
    _kind("no_envelope", "the list comes without its envelope", *_NOT_READ, _bare_list),
    _kind("no_data", "the envelope lacks its data", *_NOT_READ, _without("data")),
    _kind("data_null", "the data is null", *_NOT_READ, _with("data", None)),
    _kind("data_text", "the data is a text", *_NOT_READ, _with("data", "see attachment")),
    _kind("data_number", "the data is a number", *_NOT_READ, _with("data", 0)),
    _kind("data_object", "the data is an empty object", *_NOT_READ, _with("data", {})),
    _kind(
        "meta_list",
        "the paging facts are a list",
        Completeness.INCOMPLETE,
        Brings.NONE,
        _with("meta", []),
        paging="page",
    ),
    _kind("request_id_object", "the request id is an object", *_TRUE, _with("request_id", {"id": 1})),
    _kind("item_null", "null stands among the items", *_TRUE, _item_is(None)),
    _kind("item_text", "a text stands among the items", *_TRUE, _item_is("CAL-1")),
    _kind("item_list", "a list stands among the items", *_TRUE, _item_is([])),
    _kind("item_nested", "an envelope stands among the items", *_TRUE, _item_is(envelope([]))),
    _kind(
        "all_items_replaced", "one item is empty", Completeness.COMPLETE, Brings.SOME, partial(changed, lambda _: {})
    ),
    _kind("created", "status 201 with the list", Completeness.INCOMPLETE, Brings.NONE, _status(201)),
    _kind("no_content", "status 204", *_NOT_READ, _status(204, (), b"")),
    _kind("partial_content", "status 206 with the list", *_NOT_READ, _status(206)),
    _kind("not_modified", "status 304, though nothing was asked for conditionally", *_MEND, _status(304, (), b"")),
    _kind("redirect", "the list has moved", *_MEND, _redirect(302, "/elsewhere")),
    _kind("redirect_loop", "the list has moved to where it is", *_MEND, _redirect_to_itself),
    _kind(
        "redirect_for_good",
        "the list has moved for good, to another host",
        *_MEND,
        _redirect(308, "http://vendor.example/"),
    ),
    _kind("redirect_inside", "the list has moved to a private address", *_MEND, _redirect(307, PRIVATE)),
    _kind("redirect_to_file", "the list has moved to a file", *_MEND, _redirect(301, "file:///etc/passwd")),
    _kind("choices", "status 300 with the list", *_MEND, _status(300)),
    _kind(
        "echo",
        "the answer is JSON, but of something else",
        *_NOT_READ,
        lambda scene: Reply(write_json({**scene.query})),
    ),
)
