"""A real IMAP server that holds its mails in memory, and what makes one speak TLS from the first byte."""

import imaplib
import select
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.servers.keeper import Order
from tests.servers.running import server

USER, PASSWORD = "demouser", "demopass"
CERTIFICATE = Path(__file__).parents[1] / "samples" / "tls" / "localhost.pem"
"""A key and its certificate for localhost and 127.0.0.1."""
RUN = """
import pymap.config
from pysasl.hashing import BuiltinHash
pymap.config.BuiltinHash = lambda: BuiltinHash(rounds=1)  # the default takes half a second for each log-in
from pymap.main import main
main()
"""


@contextmanager
def running_imap() -> Iterator[int]:
    """Yield the port of an IMAP server on 127.0.0.1, with or without STARTTLS, for one user."""

    def prepare(_folder: Path, port: int) -> Order:
        place = ["--host", "127.0.0.1", "--port", str(port), "--cert", str(CERTIFICATE), "--key", str(CERTIFICATE)]
        command = [sys.executable, "-I", "-c", RUN, *place, "dict", "--demo-data"]
        return {"steps": [], "server": command, "user": None, "group": None}

    with server(prepare, _answers) as port:
        yield port


def _answers(port: int) -> bool:
    try:
        with imaplib.IMAP4("127.0.0.1", port, 5) as client:
            client.login(USER, PASSWORD)
    except (OSError, imaplib.IMAP4.error):
        return False
    return True


@contextmanager
def under_tls(port: int) -> Iterator[int]:
    """Yield a port that speaks TLS and passes on what it hears to another, one connection after the other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, context, port), daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def _serve(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):  # the listener is closed when the test is over
        while True:
            plain, _ = listener.accept()
            # A client that does not trust the certificate goes away in the middle.
            with suppress(OSError), plain, context.wrap_socket(plain, server_side=True) as inside:
                _pass_on(inside, port)


def _pass_on(inside: ssl.SSLSocket, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as outside:
        other: dict[socket.socket, socket.socket] = {inside: outside, outside: inside}
        while True:
            readable = [inside] if inside.pending() else select.select(list(other), [], [])[0]
            for one in readable:
                chunk = one.recv(65536)
                if not chunk:
                    return
                other[one].sendall(chunk)
