"""A vendor that refuses: Callaro's error envelope under every status, and every shape of Retry-After."""

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from uuid import uuid4

from sandbox.chaos.kind import JSON, Brings, Headers, Kind, Reply, Scene
from sandbox.envelope import Envelope
from sources.exact_json import write_json
from workflow.invoices.source import Completeness

CODES = {
    HTTPStatus.UNAUTHORIZED: "UNAUTHORIZED",
    HTTPStatus.FORBIDDEN: "FORBIDDEN",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.UNPROCESSABLE_ENTITY: "VALIDATION_ERROR",
    HTTPStatus.TOO_MANY_REQUESTS: "RATE_LIMITED",
}
WAIT: Headers = (("Retry-After", "120"),)
BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
DATE = ("Date", "Mon, 02 Nov 2026 10:00:00 GMT")

BROKEN = (400, 401, 402, 403, 404, 405, 410, 418, 422, 501, 505)
LATER = (408, 425, 429, 500, 502, 503, 504, 520)
WAITS = {
    "zero": ("0",),
    "hour": ("3600",),
    "date_to_come": ("Mon, 02 Nov 2026 12:00:00 GMT",),
    "date_gone_by": ("Sun, 01 Nov 2026 10:00:00 GMT",),
    "iso_date": ("2026-11-02T12:00:00Z",),
    "negative": ("-5",),
    "centuries": ("9999999999",),
    "fraction": ("1.5",),
    "power": ("1e9",),
    "text": ("soon",),
    "empty": ("",),
    "twice": ("60", "7200"),
    "list": ("60, 7200",),
    "blanks": ("   90  ",),
    "far_year": ("Fri, 31 Dec 9999 23:59:59 GMT",),
    "giant": ("9" * 4000,),
}


def error_envelope(status: int, text: str, code: str | None = None) -> Envelope:
    """Make Callaro's error envelope; without a `code`, that of the status."""
    known = CODES.get(HTTPStatus(status)) if status in set(HTTPStatus) else None
    code = code or known or "INTERNAL_ERROR"
    return {"error": text, "error_code": code, "details": {}, "errors": {}, "request_id": str(uuid4())}


def refusal(status: int, _scene: Scene) -> Reply:
    """Refuse under a status."""
    text = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Something went wrong."
    wait = WAIT if status in BUSY else ()
    return Reply(write_json(error_envelope(status, text)), status, (*JSON, *wait))


def _wait(values: Iterable[str], _scene: Scene) -> Reply:
    headers = (*JSON, DATE, *(("Retry-After", value) for value in values))
    status = HTTPStatus.TOO_MANY_REQUESTS
    return Reply(write_json(error_envelope(status, "Too many requests")), status, headers)


def _error_with_invoices(scene: Scene) -> Reply:
    return Reply(scene.body(), HTTPStatus.INTERNAL_SERVER_ERROR)


def _error_in_html(_scene: Scene) -> Reply:
    page = b"<html><h1>502 Bad Gateway</h1></html>"
    return Reply(page, HTTPStatus.BAD_GATEWAY, (("Content-Type", "text/html"),))


_kind = partial(Kind, "refusing")
_LATER = (Completeness.INCOMPLETE, Brings.NONE)
_MEND = (Completeness.BROKEN, Brings.NONE)

REFUSING = (
    *(
        _kind(f"{status}", f"status {status}, which a person must mend", *_MEND, partial(refusal, status))
        for status in BROKEN
    ),
    *(_kind(f"{status}", f"status {status}, which may pass", *_LATER, partial(refusal, status)) for status in LATER),
    *(
        _kind(f"wait_{name}", f"429 with Retry-After {name.replace('_', ' ')}", *_LATER, partial(_wait, values))
        for name, values in WAITS.items()
    ),
    _kind("error_with_invoices", "status 500 over a whole and true list", *_LATER, _error_with_invoices),
    _kind("error_in_html", "status 502 with a web page", *_LATER, _error_in_html),
)
