"""A small server that sends what it is told as it is told, be it HTTP or not; one thread for each connection."""

import os
import select
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain

from sandbox.chaos.kind import Piece, Raw, Reply

Answer = Callable[[str, str, Mapping[str, str], bytes], Reply | Raw]
"""Method, target, headers by their names in small letters, body."""
GLANCE = 0.1
PATIENCE = 30.0
"""Seconds that somebody may neither read nor ask."""


class Server:
    """The server, in a thread of this process; its port is known before it starts."""

    def __init__(self, address: tuple[str, int], answer: Answer) -> None:
        """Bind the address; raises OSError."""
        self._listener = _Listener(address, answer)
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(GLANCE,), daemon=True)
        self.port = self._listener.server_port

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End it, with what is still being answered; harmless when it never started."""
        if self._thread.is_alive():
            self._listener.shutdown()
            self._thread.join()
        self._listener.hang_up()
        self._listener.server_close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], answer: Answer) -> None:
        super().__init__(address, _Handler)
        self.answer = answer
        self.ending = threading.Event()
        self.open: set[socket.socket] = set()

    def hang_up(self) -> None:
        """End every connection; who is in a pause notices soon."""
        self.ending.set()
        for connection in list(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """One connection; the names are those that the library calls."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True
    server: _Listener

    def setup(self) -> None:
        self.server.open.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.server.open.discard(self.request)
        with suppress(OSError):
            super().finish()

    def handle(self) -> None:
        with suppress(OSError):  # who asked has hung up
            super().handle()

    def do_GET(self) -> None:
        self._tell()

    def do_POST(self) -> None:
        self._tell()

    def _tell(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0))
        told = self.server.answer(self.command, self.path, headers, body)
        if isinstance(told, Raw):
            self._send_raw(told)
        else:
            self._send_reply(told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send_reply(self, told: Reply) -> None:
        lines = [f"HTTP/1.1 {told.status} Told", *(f"{name}: {value}" for name, value in told.headers)]
        if isinstance(told.body, bytes):
            head = "\r\n".join([*lines, f"Content-Length: {len(told.body)}", "", ""])
            self._send((head.encode("latin-1") + told.body,))
        else:
            self.close_connection = True
            self._send(chain(("\r\n".join([*lines, "", ""]).encode("latin-1"),), told.body))

    def _send_raw(self, told: Raw) -> None:
        self.close_connection = True
        self._send(told.pieces)
        if told.reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())

    def _send(self, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, bytes):
                self.wfile.write(piece)
            elif not self._paused(piece):
                self.close_connection = True
                return

    def _paused(self, seconds: float) -> bool:
        """Do nothing for so long; false when nobody waits for the rest any more."""
        left = seconds
        while left > 0 and not self.server.ending.is_set():
            readable, _, _ = select.select([self.connection], [], [], min(left, GLANCE))
            if readable:
                return False
            left -= GLANCE
        return not self.server.ending.is_set()
