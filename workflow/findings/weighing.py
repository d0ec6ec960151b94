"""Lines that came or went: what they add up to, and whether that is much."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.facts import printed
from workflow.findings.finding import Severity
from workflow.findings.lines import added_up
from workflow.findings.wording import listed, priced
from workflow.invoices.document import Line


@dataclass(frozen=True)
class Weighed:
    """Lines as a sentence names them, `rest` with their sum and why that is much, if so; `inputs` are the figures."""

    severity: Severity
    names: str
    rest: str
    inputs: dict[str, str | None]


def weighed(lines: Sequence[Line], limit: Decimal, currency: str) -> Weighed:
    """Weigh lines: a sum of strictly more than the limit, with either sign, is to be checked."""
    amount = added_up(lines)
    is_much = abs(amount) > limit
    total, threshold = printed(amount, currency), printed(limit, currency)
    added = f", {total} net in all" if len(lines) > 1 else ""
    more = f"; more than {threshold} is to be checked" if is_much else ""
    return Weighed(
        severity=Severity.CHECK if is_much else Severity.INFO,
        names=listed([priced(line, currency) for line in lines]),
        rest=added + more,
        inputs={"lines": str(len(lines)), "amount": total, "threshold_amount": threshold},
    )
