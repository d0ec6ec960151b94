"""What was noticed about an invoice and how its total came about, as letters and pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pendulum import DateTime

from workflow.findings.bridge.bridge import Step
from workflow.findings.finding import Severity

SEVERITIES = [one.value for one in Severity]
"""From the quietest to the loudest."""


@dataclass(frozen=True)
class FindingFacts:
    """A finding as it is shown; `muted` is who muted its rule, why and until when, None where nobody did."""

    rule: str
    severity: str
    inputs: dict[str, Any]
    why: str
    muted: str | None = None


@dataclass(frozen=True)
class StepFacts:
    """One step of a bridge: why, by how much with its sign, and what shows it."""

    step: str
    amount: Decimal
    evidence: str


@dataclass(frozen=True)
class BridgeFacts:
    """How the total of `prior_number`, `before`, became `after`: it plus all steps, to the minor unit of `currency`.

    Without an invoice to compare with there are no steps. Of `amount`, `explained` has evidence.
    """

    currency: str
    prior_number: str | None
    before: Decimal | None
    after: Decimal | None
    steps: tuple[StepFacts, ...]
    amount: Decimal
    explained: Decimal

    @property
    def unexplained(self) -> Decimal:
        """Give what no step explains, with its sign; zero when everything is explained."""
        return sum((one.amount for one in self.steps if one.step == Step.UNEXPLAINED), Decimal(0))

    @property
    def share(self) -> Decimal | None:
        """Give how much of the amount has evidence, in percent; None where nothing is charged."""
        return self.explained / self.amount * 100 if self.amount else None


@dataclass(frozen=True)
class NoteFacts:
    """What somebody noted as context of the invoice's period."""

    kind: str
    text: str
    by: str
    at: DateTime


def severest_first(findings: Iterable[FindingFacts]) -> tuple[FindingFacts, ...]:
    """Order findings by how loudly they speak; alike ones stay in their order."""
    return tuple(sorted(findings, key=lambda one: SEVERITIES.index(one.severity), reverse=True))
