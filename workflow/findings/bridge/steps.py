"""One step of a bridge, before it is stored."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.bridge.bridge import Step


@dataclass(frozen=True)
class BridgeStep:
    """One step: why, by how much in the smallest coins of the currency, and what shows it."""

    step: Step
    amount: Decimal
    evidence: str
