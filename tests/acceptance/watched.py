"""A mail catcher that notes when each mail came, and springs a trap while the sender still waits for its answer."""

from collections.abc import Callable
from dataclasses import dataclass

from pendulum import DateTime

from sandbox.mail import MailCatcher
from sandbox.message import Message

Trap = Callable[[Message], None]


@dataclass(frozen=True)
class Arrival:
    """One mail and the business moment at which the mail server had it."""

    at: DateTime
    message: Message

    @property
    def key(self) -> str:
        """Name the notice, `kind:about:part:reader`; every mail of ours has one."""
        return self.message.notice or ""

    @property
    def kind(self) -> str:
        """Name the kind of notice."""
        return self.key.split(":")[0]

    @property
    def about(self) -> str:
        """Name what the notice is about."""
        return self.key.split(":")[1]

    @property
    def part(self) -> str:
        """Name the rung, without the date of an overdue one."""
        return self.key.split(":")[2].partition("@")[0]


class Watched(MailCatcher):
    """Between `take` and the server's 250 lies the window in which a sender's death leaves everybody guessing."""

    def __init__(self, clock: Callable[[], DateTime]) -> None:
        """Take what tells business time."""
        super().__init__()
        self.arrivals: list[Arrival] = []
        self.trap: Trap | None = None
        self._clock = clock

    def take(self, recipients: tuple[str, ...], raw: bytes) -> None:
        """Keep one mail; whatever the trap does, the sender does not know yet that it was taken."""
        super().take(recipients, raw)
        message = self.messages[-1]
        self.arrivals.append(Arrival(self._clock(), message))
        if self.trap:
            self.trap(message)
