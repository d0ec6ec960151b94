"""A mail server that takes its time over each mail, as relays with filters do, and counts what it has taken."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Relay(socketserver.ThreadingTCPServer):
    """The server: `taken` are the ids of the mails, `connections` counts the lines that were opened."""

    daemon_threads = True

    def __init__(self, seconds: float) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.seconds = seconds
        self.taken: list[str] = []
        self.connections = 0

    @property
    def url(self) -> str:
        """Give the value for `COUNTERSIGN_SMTP_URL`."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Line(socketserver.StreamRequestHandler):
    server: Relay
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 relay")
        while word := self.rfile.readline()[:4].upper().strip():
            if word == b"DATA":
                self._say("354 go on")
                self.server.taken.append(self._mail())
                time.sleep(self.server.seconds)
            self._say("221 bye" if word == b"QUIT" else "250 ok")

    def _mail(self) -> str:
        message_id = ""
        for line in iter(self.rfile.readline, b".\r\n"):
            if line.lower().startswith(b"message-id:") and not message_id:
                message_id = line.decode().partition(":")[2].strip()
        return message_id

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def a_relay(seconds: float) -> Iterator[Relay]:
    """Yield a running relay that takes so many seconds over each mail."""
    with Relay(seconds) as relay:
        threading.Thread(target=relay.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield relay
        relay.shutdown()
