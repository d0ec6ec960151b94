"""Two invoices side by side, with everything that may show why they differ."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.charges import Charge
from workflow.findings.bridge.sheet import Sheet
from workflow.findings.bridge.steps import BridgeStep
from workflow.findings.days import length
from workflow.findings.facts import Facts, printed
from workflow.invoices.quoting import told_apart

ABOUT_AS_LONG = Decimal("0.85")
"""28 days are about as long as 31, and 90 as 92; 9 of 30, or 16 of 31, are a part."""


@dataclass(frozen=True)
class Compared:
    """The facts of an invoice, and the parts of the prior one and of it in its currency."""

    facts: Facts
    before: Sheet
    after: Sheet

    @property
    def currency(self) -> str:
        """Give the currency of all amounts."""
        return self.facts.document.currency

    @property
    def is_part(self) -> bool:
        """Tell whether this invoice covers clearly fewer days than the prior one."""
        return _is_part(self.after, self.before)

    @property
    def was_part(self) -> bool:
        """Tell whether the prior invoice covers clearly fewer days than this one."""
        return _is_part(self.before, self.after)

    @property
    def spans(self) -> str:
        """Say how many days each covers, where one is clearly shorter."""
        days, of = (length(one.days) if one.days else 0 for one in (self.after, self.before))
        return f"{told_apart(self.after.number)} covers {days} days, {told_apart(self.before.number)} {of}"

    def lines(self, before: Charge, after: Charge) -> str:
        """Name a pair of lines."""
        return f"line {after.position}, against line {before.position} of {told_apart(self.before.number)}"

    def printed(self, amount: Decimal) -> str:
        """Write an amount."""
        return printed(amount, self.currency)

    def step(self, step: Step, amount: Decimal, evidence: str) -> BridgeStep:
        """Make a step; its evidence ends as a sentence does."""
        return BridgeStep(step, amount, evidence if evidence.endswith(".") else f"{evidence}.")


def _is_part(one: Sheet, other: Sheet) -> bool:
    if one.days is None or other.days is None:
        return False
    return length(one.days) < ABOUT_AS_LONG * length(other.days)
