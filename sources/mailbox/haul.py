"""What mails have brought so far, each thing once for its bytes."""

import hashlib
from dataclasses import dataclass, field

from workflow.invoices.source import Received, SetAside


def digest(content: bytes) -> str:
    """Give the SHA-256 by which a thing is known."""
    return hashlib.sha256(content).hexdigest()


@dataclass
class Haul:
    """Invoices that were read and things that were set aside, in the order of the mails."""

    received: dict[str, Received] = field(default_factory=dict)
    set_aside: dict[str, SetAside] = field(default_factory=dict)

    def receive(self, invoice: Received) -> None:
        """Take an invoice, unless it has come already."""
        self.received.setdefault(digest(invoice.content), invoice)

    def put_aside(self, thing: SetAside) -> None:
        """Take a thing that is no readable invoice, unless it has come already."""
        self.set_aside.setdefault(digest(thing.content), thing)

    def add(self, other: "Haul") -> None:
        """Take over what another mail brought."""
        for invoice in other.received.values():
            self.receive(invoice)
        for thing in other.set_aside.values():
            self.put_aside(thing)
