"""A mail catcher: takes every mail over real SMTP, delivers none, and shows them in a web inbox."""

import asyncio
import threading
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.inbox import inbox
from sandbox.message import Message, read_message
from sandbox.serving import LOCALHOST, STARTS_WITHIN, ServerError, WebServer, bind

TEMPORARY = 451
PERMANENT = 550
LARGEST = 32 * 1024 * 1024


class MailCatcher:
    """SMTP in, a web inbox out, each in a thread of this process."""

    def __init__(self, smtp_port: int = 0, web_port: int = 0) -> None:
        """Bind both ports (0: any free one); raises OSError when one is taken."""
        self._messages: list[Message] = []
        self._lock = threading.Lock()
        self._refusal: str | None = None
        self._web = WebServer(inbox(lambda: self.messages), web_port)
        self._smtp = _SmtpServer(_Intake(self), smtp_port)

    @property
    def smtp_url(self) -> str:
        """The value for `COUNTERSIGN_SMTP_URL`."""
        return f"smtp://{LOCALHOST}:{self._smtp.port}"

    @property
    def web_url(self) -> str:
        """The address of the inbox."""
        return self._web.url

    @property
    def messages(self) -> tuple[Message, ...]:
        """What has been caught since the last `clear()`, oldest first."""
        with self._lock:
            return tuple(self._messages)

    @property
    def refusal(self) -> str | None:
        """The SMTP answer that recipients get instead of acceptance, None when they are accepted."""
        return self._refusal

    def start(self) -> None:
        """Return once mail is taken and the inbox answers; raises ServerError."""
        self._smtp.start()
        self._web.start()

    def stop(self) -> None:
        """End both servers; what was caught stays readable."""
        self._smtp.stop()
        self._web.stop()

    def refuse(self, reason: str, code: int = TEMPORARY) -> None:
        """Refuse every recipient from now on, for a while (451) or for good (550)."""
        self._refusal = f"{code} {reason}"

    def accept(self) -> None:
        """Take mail again."""
        self._refusal = None

    def clear(self) -> None:
        """Forget what was caught; numbers begin at 1 again."""
        with self._lock:
            self._messages.clear()

    def take(self, recipients: tuple[str, ...], raw: bytes) -> None:
        """Keep one mail."""
        with self._lock:
            self._messages.append(read_message(len(self._messages) + 1, recipients, raw))


@dataclass(frozen=True)
class _Intake:
    """What aiosmtpd calls, by its names."""

    catcher: MailCatcher

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.catcher.refusal:
            return self.catcher.refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        self.catcher.take(tuple(envelope.rcpt_tos), content)
        return "250 OK caught"


class _SmtpServer:
    """aiosmtpd on a loop of its own; its own Controller cannot take a free port."""

    def __init__(self, intake: _Intake, port: int) -> None:
        self._socket = bind(port)
        self.port: int = self._socket.getsockname()[1]
        self._intake = intake
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._open: list[SMTP] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="mail catcher", daemon=True)

    def start(self) -> None:
        self._thread.start()
        if not self._up.wait(STARTS_WITHIN):
            raise ServerError("the mail catcher did not start")

    def stop(self) -> None:
        if self._loop and self._ended and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join()
        self._socket.close()

    async def _serve(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._connection, sock=self._socket)
        self._up.set()
        await self._ended.wait()
        server.close()
        for connection in self._open:
            if connection.transport:
                connection.transport.close()
        await asyncio.sleep(0)

    def _connection(self) -> SMTP:
        self._open = [connection for connection in self._open if connection.transport]
        smtp = SMTP(self._intake, data_size_limit=LARGEST, enable_SMTPUTF8=True, hostname="localhost", loop=self._loop)
        self._open.append(smtp)
        return smtp
