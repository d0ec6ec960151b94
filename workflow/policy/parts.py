"""The tables of a policy, one model each."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeInt, PositiveInt, model_validator


def _exact(value: Any) -> Any:
    """Refuse a TOML float, whose digits are not what was written."""
    if isinstance(value, float):
        raise ValueError('write the amount in quotes, as in "250.00"')  # noqa: TRY004  # pydantic reports ValueError
    return value


def _or_none(value: Any) -> Any:
    """Read an empty text as no amount at all."""
    return None if value == "" else value


Exact = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, allow_inf_nan=False)]
ExactOrNone = Annotated[Exact | None, BeforeValidator(_or_none)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri"]
ReviewerRole = Literal["finance", "operations"]
Covers = Literal["invoice", "period"]


class Part(BaseModel):
    """A table of the policy: nothing else may stand in it, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DeadlinePolicy(Part):
    """How the deadline and its rungs are counted; days are business days, `dispute_days` calendar days.

    `runs` are the weekdays on which money is sent; none: every business day is one.
    """

    cutoff: time
    lead_business_days: NonNegativeInt
    dispute_days: NonNegativeInt
    reminder: PositiveInt
    warning: PositiveInt
    escalation: PositiveInt
    final_call: PositiveInt
    runs: tuple[Weekday, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.reminder >= self.warning >= self.escalation >= self.final_call:
            raise ValueError("the rungs must stand in this order: reminder >= warning >= escalation >= final_call")
        return self


class QuietPolicy(Part):
    """When nobody is mailed about a rung, in the workspace's zone; `from` and `until` alike: never."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_: time = Field(alias="from")
    until: time


class MissingPolicy(Part):
    """The ladder for an invoice that never came, in business days."""

    invoice_expected_business_days: PositiveInt
    chase: PositiveInt
    chase_again: PositiveInt
    admin: PositiveInt

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.chase > self.chase_again:
            raise ValueError("the vendor is written to again only after the first time: chase <= chase_again")
        return self


class ChangePolicy(Part):
    """From when on a change is material: strictly more than both the percentage and the amount."""

    percent: Exact
    amount: Exact
    usage_percent: Exact
    usage_amount: Exact


class CheckPolicy(Part):
    """From when on the other checks speak: strictly more than these.

    `usage_percent`: billed usage against what the vendor counted. `late_business_days`: later than usual.
    """

    usage_percent: Exact = Decimal(1)
    late_business_days: NonNegativeInt = 3


class RouteRule(Part):
    """Who is asked of reviews that fulfil every condition stated; a role that stands twice has two seats.

    `above` is a total without its sign, strictly, in the currency of the review, and of `currency` where that is
    stated; `severity` is the least loud finding that counts; one line of one of the `line_kinds` is enough.
    """

    ask: tuple[ReviewerRole, ...] = Field(min_length=1)
    above: Exact | None = None
    currency: str | None = None
    severity: Literal["info", "check", "severe"] | None = None
    line_kinds: tuple[Literal["subscription", "usage", "one_off", "adjustment", "other"], ...] = ()
    workspaces: tuple[str, ...] = ()


class RoutingPolicy(Part):
    """Who is asked: the first rule that fits, else `ask`; and a second person of finance above an amount.

    `second_finance_above` is a total without its sign, strictly, in whatever currency; null: never for the amount.
    """

    ask: tuple[ReviewerRole, ...] = Field(default=("finance", "operations"), min_length=1)
    second_finance_above: ExactOrNone = None
    rules: tuple[RouteRule, ...] = ()


class CoversPolicy(Part):
    """What one review is about, by how the workspace pays: one invoice, or all invoices of a period."""

    invoice: Covers = "invoice"
    automatic: Covers = "period"


class AdminPolicy(Part):
    """What an admin may do: approve in the place of the roles that did not answer; and who is called after them.

    `fallback_contact` is an e-mail address that the final call goes to besides all admins; empty: nobody's.
    """

    may_approve: bool = True
    fallback_contact: str = ""


class MailPolicy(Part):
    """Whether clean invoices that have time come in the digest or in a mail each."""

    clean: Literal["digest", "single"] = "digest"


LONGEST_CLOSURE = 366


class Closure(Part):
    """Days on which the company is closed, both included; of all workspaces, or of those named."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    from_: date = Field(alias="from")
    until: date
    name: str = Field(min_length=1)
    workspaces: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.from_:
            raise ValueError(f"ends on {self.until}, before it begins")
        if (self.until - self.from_).days > LONGEST_CLOSURE:
            raise ValueError("is longer than a year; take the workspace out of the setup file instead")
        return self


class OwnChangePolicy(Part):
    """What of `ChangePolicy` one workspace decides for itself."""

    percent: Exact | None = None
    amount: Exact | None = None
    usage_percent: Exact | None = None
    usage_amount: Exact | None = None


class OwnCheckPolicy(Part):
    """What of `CheckPolicy` one workspace decides for itself."""

    usage_percent: Exact | None = None
    late_business_days: NonNegativeInt | None = None


class WorkspacePolicy(Part):
    """What one workspace decides otherwise than the rest; `covers` null: as its way of paying says."""

    changed: OwnChangePolicy = OwnChangePolicy()
    checks: OwnCheckPolicy = OwnCheckPolicy()
    covers: Covers | None = None
