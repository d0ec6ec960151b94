"""The setup file as data: people, workspaces, sources and policy, with the defaults of what may be left out.

One model per table, in the order of the file. What takes several tables to judge is in `agreement`.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from workflow.setup.document_fields import DocumentField, dotted
from workflow.setup.kinds import (
    BaseUrl,
    Currency,
    Day,
    Email,
    Expression,
    HolidayCountry,
    Host,
    Key,
    Line,
    LocaleName,
    MailAddress,
    Many,
    Money,
    Opaque,
    Territory,
    UrlPath,
    Variable,
    Zone,
)
from workflow.setup.senders import SenderText
from workflow.setup.storable import storable
from workflow.setup.usage_fields import UsageField

RoleName = Literal["finance", "operations", "admin"]
WEEKDAYS, LONGEST_MONTH = 7, 31
Weekday = Annotated[int, Field(ge=1, le=WEEKDAYS)]
DEFAULT_PAYMENT_TERMS_DAYS = 14


class _Table(BaseModel):
    # Strict: TOML has types of its own, so "4" is no number and 1 is no truth.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PersonEntry(_Table):
    """Somebody who reviews or administers; without a zone or a country, the workspace's applies.

    `working_days` are the weekdays on which they work, Monday is 1.
    """

    email: Email
    name: Line
    roles: Annotated[Many[RoleName], Field(min_length=1)]
    timezone: Zone | None = None
    locale: LocaleName = "en_US"
    country: HolidayCountry | None = None
    working_days: Annotated[Many[Weekday], Field(min_length=1)] = (1, 2, 3, 4, 5)


class CycleEntry(_Table):
    """How a workspace is billed: `anchor` is a weekday 1-7 (Monday is 1) for weeks, else a day of the month 1-31."""

    every: Literal["week", "month", "quarter", "year"]
    anchor: int = Field(ge=1, le=LONGEST_MONTH)

    @model_validator(mode="after")
    def _is_a_weekday(self) -> Self:
        if self.every == "week" and self.anchor > WEEKDAYS:
            raise ValueError("anchor is a weekday from 1 (Monday) to 7 when every is week")
        return self


class ReAnchorEntry(CycleEntry):
    """A cycle that takes over on a day: the period running then ends the day before."""

    on: Day


class BillingEntityEntry(_Table):
    """Whom the vendor has to bill from a date on, until the next entry's date."""

    from_: Day = Field(alias="from")
    name: Line
    tax_id: Line | None = None
    address: Line | None = None
    country: Territory | None = None


class PlanEntry(_Table):
    """What is subscribed to from a date on; `amount` per cycle, net."""

    from_: Day = Field(alias="from")
    name: Line
    amount: Money


class WorkspaceEntry(_Table):
    """One customer account at a vendor."""

    key: Key
    name: Line
    source: Line
    account: Opaque
    senders: Many[SenderText] = ()
    timezone: Zone
    country: HolidayCountry
    currency: Currency
    cycle: CycleEntry
    re_anchored: Many[ReAnchorEntry] = ()
    first_period_starts: Day
    review_from: Day | None = None
    collection: Literal["invoice", "automatic"] = "invoice"
    payment_terms_days: int = Field(default=DEFAULT_PAYMENT_TERMS_DAYS, ge=0, le=366)
    vendor_support: MailAddress | None = None
    ap_contact: MailAddress | None = None
    cost_center: Opaque | None = None
    people: dict[RoleName, Annotated[Many[Email], Field(min_length=1)]] = Field(default_factory=dict)
    billing_entities: Many[BillingEntityEntry] = ()
    plans: Many[PlanEntry] = ()


class CallaroSource(_Table):
    """A connection to Callaro; the path and the fields of its invoices are configuration, not published facts.

    `call_log_exports` lets it order exports of the calls, which makes something at the vendor; `call_log_column` is
    the column of them that is added up, the rows are counted without one.
    """

    kind: Literal["callaro"]
    base_url: BaseUrl
    auth: Literal["tenant", "partner"] = "tenant"
    api_key_env: Variable
    invoices_path: UrlPath
    paging: Literal["page", "cursor"] = "page"
    amounts: Literal["major", "minor"] = "major"
    allow_private_addresses: bool = False
    fields: Annotated[dict[DocumentField, Expression], BeforeValidator(dotted)] = Field(default_factory=dict)
    evidence: dict[UsageField, Expression] = Field(default_factory=dict)
    call_log_exports: bool = False
    call_log_column: Line | None = None


class FolderSource(_Table):
    """A folder with one folder per workspace key below it; `path` is relative to the setup file."""

    kind: Literal["folder"]
    path: Line


class MailboxSource(_Table):
    """A folder of a mailbox, read over IMAP; without a port, the usual one of `security`."""

    kind: Literal["mailbox"]
    host: Host
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    user: Line
    password_env: Variable
    folder: Line = "INBOX"
    allow_private_addresses: bool = False

    @model_validator(mode="after")
    def _is_not_overheard(self) -> Self:
        if self.security == "none" and not self.allow_private_addresses:
            raise ValueError(
                'security = "none" shows the password to everybody on the way; it needs '
                "allow_private_addresses = true, for a server in your own network"
            )
        return self


SourceEntry = Annotated[CallaroSource | FolderSource | MailboxSource, Field(discriminator="kind")]


class Setup(_Table):
    """A whole setup file; `policy` is the table as written, for storage, checked with the defaults laid under it."""

    people: Many[PersonEntry] = ()
    workspaces: Many[WorkspaceEntry] = ()
    sources: dict[Line, SourceEntry] = Field(default_factory=dict)
    policy: Annotated[dict[str, Any], AfterValidator(storable)] = Field(default_factory=dict)
