"""What the checks may know of an invoice, frozen, and what they may answer."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from workflow.calendars import Calendar
from workflow.findings.finding import Severity
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument, PaymentStatus
from workflow.invoices.numerals import write_money
from workflow.invoices.source import Span
from workflow.invoices.usage_seen import Counted
from workflow.policy.parts import ChangePolicy, CheckPolicy


@dataclass(frozen=True)
class Entity:
    """Whom the vendor has to bill from a day on, as the setup file says."""

    since: datetime.date
    name: str | None
    tax_id: str | None
    address: str | None
    country: str | None


@dataclass(frozen=True)
class PlanPrice:
    """What is subscribed to from a day on, and its price for one cycle, net."""

    since: datetime.date
    name: str
    amount: Decimal


@dataclass(frozen=True)
class Customer:
    """The workspace, as far as checks need it; `entities` and `plans` in order of time."""

    key: str = ""
    currency: str | None = None
    collection: str = "invoice"
    calendar: Calendar = field(default_factory=lambda: Calendar("UTC", "US"))
    entities: tuple[Entity, ...] = ()
    plans: tuple[PlanPrice, ...] = ()


@dataclass(frozen=True)
class Past:
    """An invoice of the workspace that stands (final, not re-issued), without its lines.

    `seller` is the seller's key. `is_history`: it came with the first fetch, so its day of arrival says nothing.
    """

    invoice_id: UUID
    revision_id: UUID
    seller: str
    number: str
    corrects: str | None
    currency: str
    total: Decimal | None
    issued_on: datetime.date | None
    covers_from: datetime.date | None
    covers_until: datetime.date | None
    received_on: datetime.date
    is_history: bool
    payment_status: str = PaymentStatus.UNKNOWN
    due_on: datetime.date | None = None


@dataclass(frozen=True)
class SameNumber:
    """Another invoice with the same number: of which workspace and seller."""

    workspace: str
    seller: str
    number: str
    issued_on: datetime.date | None


@dataclass(frozen=True)
class Facts:
    """One invoice and everything that it is held against.

    `prior` is the seller's invoice before that it compares with, `last` the newest one before whoever the seller.
    `past` is newest first, up to those covering the same days; `around` are those of it, with lines, that charge some
    of the same days or the same amount. `billed` are the days of its billing period. `known_lines` are the keys of all
    lines that earlier invoices of the workspace had. `replaced` is the version whose place it takes. `paid_to` is the
    seller's newest invoice before that states an account, where neither `prior` nor `last` does.
    """

    document: InvoiceDocument
    prior: InvoiceDocument | None
    changed: ChangePolicy
    checks: CheckPolicy = field(default_factory=CheckPolicy)
    customer: Customer = field(default_factory=Customer)
    received_on: datetime.date = datetime.date.min
    revision: int = 1
    billed: Span | None = None
    last: InvoiceDocument | None = None
    past: tuple[Past, ...] = ()
    around: tuple[InvoiceDocument, ...] = ()
    same_number: tuple[SameNumber, ...] = ()
    known_lines: frozenset[str] = frozenset()
    replaced: InvoiceDocument | None = None
    paid_to: InvoiceDocument | None = None
    usage: Mapping[Span, Counted] = field(default_factory=dict)


@dataclass(frozen=True)
class Noticed:
    """What a check has to say: `inputs` are the figures it used as text, `why` is a sentence with the arithmetic."""

    severity: Severity
    inputs: dict[str, str | None]
    why: str


class Rule(Protocol):
    """A check: facts in, a finding or nothing out; it reads no clock, database or settings."""

    name: str

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Say what is to be noticed about the invoice, or None."""
        ...


def printed(amount: Decimal, currency: str) -> str:
    """Write an amount as the documents do: at least the currency's minor digits, no further trailing zeros."""
    return f"{write_money(amount, minor_digits(currency))} {currency}"
