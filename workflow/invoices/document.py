"""The invoice document: one shape for an invoice, whatever it came from."""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

import rfc8785
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FailFast,
    Field,
    ValidationError,
    model_validator,
)

from workflow.invoices.currency import minor_digits
from workflow.invoices.fields import Currency, Day, Money, MoneyOrZero, Name, Number, OneLine, Text
from workflow.invoices.refusal import sentence_of
from workflow.invoices.source import UnreadableInvoice

PAYMENT = ("payment_status", "prepaid", "amount_due")
"""The fields that a payment changes."""
HOW_IT_CAME = ("source", "sha256", "external_id")
"""The fields that say how a document came, and nothing of the invoice."""


class DocumentKind(StrEnum):
    """Whether money is asked for or given back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class DocumentStatus(StrEnum):
    """The document's own state."""

    DRAFT = "draft"
    FINAL = "final"
    VOID = "void"


class PaymentStatus(StrEnum):
    """What the source says of the payment."""

    UNPAID = "unpaid"
    PARTIAL = "partial"
    PAID = "paid"
    FAILED = "failed"
    UNKNOWN = "unknown"


class LineKind(StrEnum):
    """What a line charges for."""

    SUBSCRIPTION = "subscription"
    USAGE = "usage"
    ONE_OFF = "one_off"
    ADJUSTMENT = "adjustment"
    OTHER = "other"


class SourceFormat(StrEnum):
    """What the bytes were that the document was read from."""

    UBL = "ubl"
    CII = "cii"
    FACTUR_X = "factur-x"
    JSON = "json"
    CALLARO = "callaro"
    MANUAL = "manual"


def _unsaid_is(default: object) -> BeforeValidator:
    """Read null, which says nothing, as what holds when nothing is said."""
    return BeforeValidator(lambda value: default if value is None else value)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CoveredPeriod(_Part):
    """First and last day covered, both included (BT-73, BT-74); a document may state only one of them."""

    starts_on: Day = None
    ends_on: Day = None

    @model_validator(mode="after")
    def _runs_forwards(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError(f"ends on {self.ends_on}, before it starts on {self.starts_on}")
        return self


def _said(period: CoveredPeriod | None) -> CoveredPeriod | None:
    return None if period == CoveredPeriod() else period


Period = Annotated[CoveredPeriod | None, AfterValidator(_said)]


class Party(_Part):
    """Seller or buyer: the name is BT-27 or BT-44, `tax_id` the VAT id, else the tax registration."""

    name: OneLine = None
    tax_id: OneLine = None
    address: OneLine = None
    country: OneLine = None


class Payee(_Part):
    """Where the money goes (BT-59, BT-84, BT-86)."""

    name: OneLine = None
    iban: OneLine = None
    bic: OneLine = None


class Line(_Part):
    """One line: `amount` is net of tax (BT-131), `unit_price` is for one unit, `tax_rate` is in percent."""

    kind: Annotated[LineKind, _unsaid_is(LineKind.OTHER)] = LineKind.OTHER
    description: Text = None
    quantity: Number = None
    unit: OneLine = None
    unit_price: Money = None
    amount: Money = None
    tax_rate: Number = None
    period: Period = None


class TaxGroup(_Part):
    """One tax group as printed (BG-23); `rate` is in percent."""

    category: OneLine = None
    rate: Number = None
    taxable: Money = None
    amount: Money = None


class DocumentSource(_Part):
    """Where the document came from: the name of a file or connector, and the vendor's id of the request."""

    name: OneLine = None
    format: SourceFormat
    request_id: OneLine = None


class InvoiceDocument(_Part):
    """An invoice or credit note with its own numbers, as printed; whether they add up is a finding."""

    kind: Annotated[DocumentKind, _unsaid_is(DocumentKind.INVOICE)] = DocumentKind.INVOICE
    number: Name
    external_id: OneLine = None
    corrects: OneLine = None
    issued_on: Day = None
    due_on: Day = None
    period: Period = None
    currency: Currency
    status: Annotated[DocumentStatus, _unsaid_is(DocumentStatus.FINAL)] = DocumentStatus.FINAL
    payment_status: Annotated[PaymentStatus, _unsaid_is(PaymentStatus.UNKNOWN)] = PaymentStatus.UNKNOWN
    seller: Annotated[Party, _unsaid_is(Party())] = Party()
    buyer: Annotated[Party, _unsaid_is(Party())] = Party()
    payee: Annotated[Payee, _unsaid_is(Payee())] = Payee()
    lines: Annotated[tuple[Line, ...], FailFast()]  # one error is told, and a million of them fill the memory
    taxes: Annotated[tuple[TaxGroup, ...], FailFast(), _unsaid_is(())] = ()
    net_total: Money = None
    tax_total: Money = None
    total: Money = None
    prepaid: MoneyOrZero = Decimal(0)
    amount_due: Money = None
    source: DocumentSource
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def read_document(data: Mapping[str, Any]) -> InvoiceDocument:
    """Make an invoice document of a mapping with its field names; texts, dates and numbers as in the JSON form.

    A period that only the lines state becomes the document's. Raises UnreadableInvoice, naming the place.
    """
    try:
        document = InvoiceDocument.model_validate(dict(data))
        period = document.period or covering(line.period for line in document.lines)
    except ValidationError as refused:
        raise UnreadableInvoice(sentence_of(refused.errors(include_url=False)[0])) from None
    return document.model_copy(update={"period": period})


def covering(periods: Iterable[CoveredPeriod | None]) -> CoveredPeriod | None:
    """Return the hull of some periods: the first stated day to the last; null when none states any day.

    Null as well when each says but half, and the halves make no period: one that ends before another begins.
    """
    stated = [period for period in periods if period]
    starts_on = min((period.starts_on for period in stated if period.starts_on), default=None)
    ends_on = max((period.ends_on for period in stated if period.ends_on), default=None)
    if starts_on and ends_on and ends_on < starts_on:
        return None
    return _said(CoveredPeriod(starts_on=starts_on, ends_on=ends_on))


def to_json(document: InvoiceDocument) -> dict[str, Any]:
    """Return the canonical JSON form: every field there, numbers as plain decimals, dates `YYYY-MM-DD`."""
    return document.model_dump(mode="json", context={"minor_digits": minor_digits(document.currency)})


def content_hash(document: InvoiceDocument) -> str:
    """Return the SHA-256 of what the document charges, however it was fetched, as hex.

    Leaves out how it came, the order of its lines, and how far it is paid: a payment changes the account, not the
    invoice. Canonical JSON is RFC 8785.
    """
    said = {name: value for name, value in to_json(document).items() if name not in {*HOW_IT_CAME, *PAYMENT}}
    unordered = {name: sorted(rfc8785.dumps(entry).decode() for entry in said[name]) for name in ("lines", "taxes")}
    return hashlib.sha256(rfc8785.dumps({**said, **unordered})).hexdigest()
