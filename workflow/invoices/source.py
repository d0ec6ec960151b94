"""What a source of invoices promises to the engine, and what it may know of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # the document's reader raises UnreadableInvoice, so it imports this module
    from workflow.invoices.document import InvoiceDocument

Position = dict[str, Any]
"""Where a source will read on, as JSON; only the source that wrote it understands it."""


class UnreadableInvoice(ValueError):
    """An invoice that cannot be read; the message is one sentence that names the place."""


class Completeness(StrEnum):
    """How far an answer can be trusted, so that a broken connector is never taken for a silent vendor."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    BROKEN = "broken"


@dataclass(frozen=True)
class Account:
    """What a source may know of a workspace: its key, the vendor's id for it, its currency and zone.

    `senders` are the addresses (`billing@vendor.example`) or domains (`@vendor.example`) whose mails are this
    workspace's; `elsewhere` those of the source's other workspaces; `takes_the_rest` says that mails of nobody's are
    set aside here. `set_aside` are the SHA-256 of what could not be read before: it is not tried again.
    """

    key: str
    account: str
    currency: str
    timezone: str
    senders: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    takes_the_rest: bool = False
    set_aside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Span:
    """The days that invoices are asked for, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Received:
    """One invoice that was read, with its bytes as received.

    `is_place`: what lies under this name may change. The name of a mail's attachment is no place: a mail never changes.
    """

    document: InvoiceDocument
    content: bytes
    media_type: str
    name: str
    is_place: bool = True


@dataclass(frozen=True)
class SetAside:
    """One thing that was received and is no readable invoice, with the sentence why.

    `origin` says where it came from, where the name does not (a mail's sender and subject). `may_be_awaited` is false
    for what cannot be the invoice that somebody waits for, such as a stranger's mail.
    """

    name: str
    reason: str
    content: bytes
    origin: str | None = None
    may_be_awaited: bool = True


@dataclass(frozen=True)
class Fetched:
    """A source's answer; `problem` says what to do when it is not complete, `retry_after` is in seconds.

    `position` is where the next fetch for the same period reads on; null: from the beginning. `got_on`: an answer that
    is not complete ended further on than the one before, so that it was no failure.
    """

    state: Completeness
    received: tuple[Received, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    problem: str | None = None
    request_id: str | None = None
    retry_after: int | None = None
    position: Position | None = None
    got_on: bool = False


@dataclass(frozen=True)
class UsageFact:
    """Usage as the vendor counts it, from `starts_on` to `ends_on` (both included).

    `kind` is `campaign`, `voice_sessions` or `call_log`; `reference` the vendor's id of it; `quantity` what is billed
    by, in `unit`; null when the vendor does not say. `is_final` is false while the vendor may still count.
    `seen` is the vendor's own answer, as JSON.
    """

    kind: str
    reference: str
    name: str | None
    starts_on: date
    ends_on: date
    quantity: Decimal | None
    unit: str | None
    is_final: bool
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """A source's answer about usage; the other fields mean what they mean in `Fetched`."""

    state: Completeness
    facts: tuple[UsageFact, ...] = ()
    problem: str | None = None
    request_id: str | None = None
    retry_after: int | None = None
    position: Position | None = None


class Source(Protocol):
    """Where invoices and usage come from; it never raises for what a vendor, a mail or a file does."""

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:
        """Return what the vendor has for this account and these days, and how complete that is."""
        ...

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:
        """Return what the vendor counted in these days; nothing, completely, where a source knows of no usage."""
        ...
