"""What every kind of usage is asked with, and how it is asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, Self

from sources.caller import Caller
from sources.exact_json import Json
from sources.position import question
from sources.usage.answers import AnalyticsMap
from workflow.invoices.source import Account, Span, UsageFact


@dataclass(frozen=True)
class UsagePlan:
    """What the setup file wants to know: where analytics say it, and whether call logs are exported at the vendor.

    `column` is the export's column that is summed; without one, its rows are counted.
    """

    analytics: AnalyticsMap
    evidence: Mapping[str, str]
    column: str | None
    exports: bool

    @classmethod
    def read(cls, evidence: Mapping[str, str], column: str | None, *, exports: bool) -> Self:
        """Prepare the plan; raises FieldError for an expression that is none."""
        return cls(AnalyticsMap.compile(evidence), evidence, column, exports)


@dataclass(frozen=True)
class Inquiry:
    """One question about usage: through whom, how, for which account and days."""

    caller: Caller
    plan: UsagePlan
    account: Account
    span: Span

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day, as the vendor writes them."""
        return self.span.starts_on.isoformat(), self.span.ends_on.isoformat()

    @property
    def name(self) -> str:
        """Name all that the answer depends on."""
        plan = self.plan
        asked: dict[str, Json] = {"evidence": {**plan.evidence}, "column": plan.column, "exports": plan.exports}
        place: list[Json] = [self.caller.base_url, self.caller.account, self.account.timezone]
        return question(place=place, days=[*self.days], plan=asked)

    def fact(self, kind: str, reference: str, quantity: Decimal | None, **more: Any) -> UsageFact:
        """Make a fact about the days asked for."""
        starts_on, ends_on = self.span.starts_on, self.span.ends_on
        usual = {"name": None, "unit": None, "is_final": False}
        return UsageFact(
            kind=kind,
            reference=reference,
            starts_on=starts_on,
            ends_on=ends_on,
            quantity=quantity,
            **{**usual, **more},
        )


class Part(Protocol):
    """One kind of usage being asked for."""

    def facts(self) -> Iterator[UsageFact]:
        """Give the facts as they come; raises FetchError where they break off."""
        ...

    def left(self) -> dict[str, Any]:
        """Say where they broke off, for the next one to go on from."""
        ...
