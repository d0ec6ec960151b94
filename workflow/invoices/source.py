"""What a source of invoices promises to the engine, and what it may know of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the document's reader raises UnreadableInvoice, so it imports this module
    from workflow.invoices.document import InvoiceDocument


class UnreadableInvoice(ValueError):
    """An invoice that cannot be read; the message is one sentence that names the place."""


class Completeness(StrEnum):
    """How far an answer can be trusted, so that a broken connector is never taken for a silent vendor."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    BROKEN = "broken"


@dataclass(frozen=True)
class Account:
    """What a source may know of a workspace: its key, the vendor's id for it, its currency and zone."""

    key: str
    account: str
    currency: str
    timezone: str


@dataclass(frozen=True)
class Span:
    """The days that invoices are asked for, both included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Received:
    """One invoice that was read, with its bytes as received."""

    document: InvoiceDocument
    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True)
class SetAside:
    """One thing that was received and is no readable invoice, with the sentence why."""

    name: str
    reason: str
    content: bytes


@dataclass(frozen=True)
class Fetched:
    """A source's answer; `problem` says what to do when it is not complete, `retry_after` is in seconds."""

    state: Completeness
    received: tuple[Received, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    problem: str | None = None
    request_id: str | None = None
    retry_after: int | None = None


class Source(Protocol):
    """Where invoices come from; it never raises for what a vendor or a file does."""

    def invoices(self, account: Account, span: Span) -> Fetched:
        """Return what the vendor has for this account and these days, and how complete that is."""
        ...
