"""A server that says whatever it is told to, and remembers what it was asked."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass
class Teller:
    """Tells the answers of a path, else those of `answers`, in turn and then the last one for ever."""

    answers: list[Answer] = field(default_factory=list)
    at: dict[str, list[Answer]] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    _told: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start the server."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def asked(self) -> int:
        """How many requests came."""
        return len(self.heard)

    def say(self, *bodies: object) -> None:
        """Answer anything with these bodies, as JSON."""
        self.answers = [said(body) for body in bodies]

    def paths(self) -> list[str]:
        """Give the paths that were asked for, with their methods."""
        return [f"{one.method} {one.path}" for one in self.heard]

    def answer(self, heard: Heard) -> Answer:
        """Give what is next."""
        self.heard.append(heard)
        place = heard.path if heard.path in self.at else ""
        answers = self.at[place] if place else self.answers
        told = self._told.get(place, 0)
        self._told[place] = told + 1
        return answers[min(told, len(answers) - 1)]


def said(body: object, status: int = 200, **headers: str) -> Answer:
    """Make an answer of JSON."""
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(body).encode()


def paged(items: list[Any], **meta: object) -> dict[str, object]:
    """Make a page of the numbered style."""
    return {"data": items, "message": None, "meta": {"pages": 1, **meta}, "request_id": None}


def cursored(items: object, following: object = None) -> dict[str, object]:
    """Make a page of the cursor style."""
    return {"data": {"items": items, "next_cursor": following}, "message": None, "meta": {}, "request_id": None}


def refused(status: int, code: str = "NO", **headers: str) -> Answer:
    """Make an answer in the error envelope."""
    body = {"error": "no", "error_code": code, "details": {}, "errors": {}, "request_id": "r-1"}
    return said(body, status, **headers)


def _handler(teller: Teller) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or each answer waits 40 ms

        def do_GET(self) -> None:  # the library's name
            self._answer()

        def do_POST(self) -> None:  # the library's name
            self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard = Heard(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            status, more, content = teller.answer(heard)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    return Handler
