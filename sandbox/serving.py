"""Runs a web application in a thread of this process, on a free port or a given one."""

import socket
import threading

import uvicorn
from starlette.types import ASGIApp

LOCALHOST = "127.0.0.1"
STARTS_WITHIN = 30.0
"""Seconds; a loaded machine takes its time to import."""


class ServerError(Exception):
    """Raised when a server did not come up; the message says which."""


class WebServer:
    """One application, served until `stop()`; its port is known before it starts."""

    def __init__(self, app: ASGIApp, port: int | socket.socket = 0) -> None:
        """Bind the port (0: any free one) of the loopback address, or take one that is bound; raises OSError."""
        self._socket = bind(port) if isinstance(port, int) else port
        self._port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        self._server = _Announcing(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)

    @property
    def url(self) -> str:
        """The address of the application's root, without a slash at the end."""
        return f"http://{LOCALHOST}:{self._port}"

    def start(self) -> None:
        """Return once requests are answered; raises ServerError."""
        self._thread.start()
        if not self._server.up.wait(STARTS_WITHIN):
            raise ServerError(f"the server for {self.url} did not start")

    def stop(self) -> None:
        """End it, with what is still being answered; harmless when it never started."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


def bind(port: int) -> socket.socket:
    """Take a port of the loopback address, 0 for any free one; raises OSError when it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOCALHOST, port))
    except OSError:
        listener.close()
        raise
    return listener
