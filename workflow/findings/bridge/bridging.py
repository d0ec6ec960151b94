"""Builds the bridge of one invoice from its facts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.findings.bridge.bridge import Step
from workflow.findings.facts import Facts
from workflow.invoices.invoice import Revision


@dataclass(frozen=True)
class BridgeStep:
    """One step: why, by how much in minor-unit steps of the currency, and what shows it."""

    step: Step
    amount: Decimal
    evidence: str


@dataclass(frozen=True)
class Bridged:
    """A bridge before it is stored; the fields are those of the row."""

    currency: str
    prior_number: str | None
    before: Decimal | None
    after: Decimal | None
    steps: tuple[BridgeStep, ...]
    amount: Decimal
    explained: Decimal

    def row(self, revision: Revision) -> dict[str, Any]:
        """Give the row of a revision's bridge."""
        steps = [{"step": one.step, "amount": f"{one.amount:f}", "evidence": one.evidence} for one in self.steps]
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {**plain, "steps": steps, "revision_id": revision.id, "workspace_id": revision.workspace_id}


def bridge_of(facts: Facts) -> Bridged:
    """Lead from the prior total to this one; without an invoice to compare with there are no steps."""
    document, prior = facts.document, facts.prior
    number, before = (prior.number, prior.total) if prior else (None, None)
    return Bridged(document.currency, number, before, document.total, (), Decimal(0), Decimal(0))
