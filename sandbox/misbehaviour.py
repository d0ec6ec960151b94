"""The ways in which a vendor's answer can be wrong, for tests and for showing what the engine makes of it."""

import gzip
import threading
from collections.abc import Iterator
from http import HTTPStatus
from typing import Literal, get_args
from uuid import uuid4

from fastapi import Response
from starlette.responses import StreamingResponse

from sources.exact_json import Json, write_json

Refusal = Literal["401", "403", "404", "422", "429", "500", "503"]
Misbehaviour = Refusal | Literal["half", "truncated", "nonsense", "lying", "encoded", "redirect", "drip"]
"""`half`: fewer items than counted; `truncated`: JSON that stops; `lying`: an error with status 200; `drip`: no end."""

CODES = {
    HTTPStatus.UNAUTHORIZED: "UNAUTHORIZED",
    HTTPStatus.FORBIDDEN: "FORBIDDEN",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.UNPROCESSABLE_ENTITY: "VALIDATION_ERROR",
    HTTPStatus.TOO_MANY_REQUESTS: "RATE_LIMITED",
}
JSON = "application/json"
WAIT = "120"
"""Seconds of Retry-After, for a 429 and a 503."""
BETWEEN_DRIPS = 0.05


def error_answer(status: int, text: str) -> Response:
    """Make an answer in Callaro's error envelope."""
    headers = {"Retry-After": WAIT} if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE} else {}
    return Response(write_json(_error(status, text)), status, headers, JSON)


def misbehaving(how: Misbehaviour, envelope: dict[str, Json], closing: threading.Event) -> Response:
    """Spoil an answer; a drip goes on until the reader hangs up or `closing` is set."""
    if how in get_args(Refusal):
        return error_answer(int(how), HTTPStatus(int(how)).phrase)
    body = write_json(envelope)
    if how == "half":
        return Response(write_json(_half(envelope)), media_type=JSON)
    if how == "truncated":
        return Response(body[: len(body) // 2], media_type=JSON)
    if how == "lying":
        return Response(write_json(_error(HTTPStatus.INTERNAL_SERVER_ERROR, "upstream failed")), media_type=JSON)
    if how == "encoded":
        return Response(gzip.compress(body), headers={"Content-Encoding": "gzip"}, media_type=JSON)
    if how == "redirect":
        return Response(status_code=HTTPStatus.FOUND, headers={"Location": "/elsewhere"})
    if how == "drip":
        return StreamingResponse(_drip(closing), media_type=JSON)
    return Response(b"<html><h1>We will be back soon</h1></html>", media_type="text/html")


def _error(status: int, text: str) -> dict[str, Json]:
    code = CODES.get(HTTPStatus(status), "INTERNAL_ERROR")
    return {"error": text, "error_code": code, "details": {}, "errors": {}, "request_id": str(uuid4())}


def _half(envelope: dict[str, Json]) -> dict[str, Json]:
    """Leave out the last item, and leave the count as it was."""
    data = envelope["data"]
    if isinstance(data, list):
        return {**envelope, "data": data[:-1]}
    items = data.get("items") if isinstance(data, dict) else None
    cut: Json = items[:-1] if isinstance(items, list) else []
    return {**envelope, "data": {"items": cut, "next_cursor": None}}


def _drip(closing: threading.Event) -> Iterator[bytes]:
    yield b'{"data":['
    while not closing.wait(BETWEEN_DRIPS):
        yield b" "
