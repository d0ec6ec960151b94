"""What the checks may know of an invoice, frozen, and what they may answer."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from workflow.findings.finding import Severity
from workflow.invoices.currency import minor_digits
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.numerals import write_money
from workflow.policy import ChangePolicy


@dataclass(frozen=True)
class Facts:
    """One invoice, the seller's invoice before it, and the thresholds in force."""

    document: InvoiceDocument
    prior: InvoiceDocument | None
    changed: ChangePolicy


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
