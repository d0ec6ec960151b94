"""The ways in which the vendor itself can be told to answer wrongly, for one account and whatever it asks.

All kinds there are, also those that no web server could be made to do, are in `sandbox/chaos`.
"""

import threading
from collections.abc import Iterable, Iterator
from typing import Literal

from fastapi import Response
from starlette.responses import StreamingResponse

from sandbox.chaos.catalogue import KINDS
from sandbox.chaos.kind import Piece, Raw, Reply, Scene
from sandbox.chaos.refusing import BUSY, WAIT, error_envelope
from sandbox.envelope import Envelope
from sources.exact_json import write_json

Refusal = Literal["401", "403", "404", "422", "429", "500", "503"]
Misbehaviour = Refusal | Literal["half", "truncated", "nonsense", "lying", "encoded", "redirect", "drip"]
"""`half`: fewer items than counted; `truncated`: JSON that stops; `lying`: an error with status 200; `drip`: no end."""


def error_answer(status: int, text: str, code: str | None = None) -> Response:
    """Make an answer in Callaro's error envelope; without a `code`, that of the status."""
    headers = dict(WAIT) if status in BUSY else None
    return Response(write_json(error_envelope(status, text, code)), status, headers, "application/json")


def misbehaving(how: Misbehaviour, honest: Envelope, closing: threading.Event) -> Response:
    """Spoil an answer; a drip goes on until the reader hangs up or `closing` is set."""
    told = KINDS[how].act(Scene(honest=honest))
    if isinstance(told, Raw):
        raise TypeError(f"{how} is not an answer that a web server can give")
    return _response(told, closing)


def _response(told: Reply, closing: threading.Event) -> Response:
    headers = dict(told.headers)
    if isinstance(told.body, bytes):
        return Response(told.body, told.status, headers)
    return StreamingResponse(_streamed(told.body, closing), told.status, headers)


def _streamed(pieces: Iterable[Piece], closing: threading.Event) -> Iterator[bytes]:
    for piece in pieces:
        if isinstance(piece, bytes):
            yield piece
        elif closing.wait(piece):
            return
