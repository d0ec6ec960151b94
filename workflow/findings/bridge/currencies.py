"""The step of the currency: the prior total, written in the currency of this invoice."""

from decimal import Decimal
from statistics import median

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.coins import to_rate
from workflow.findings.bridge.pairing import Pair, paired
from workflow.findings.bridge.sheet import Sheet
from workflow.findings.bridge.steps import BridgeStep
from workflow.findings.facts import Facts
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import told_apart


def rates_between(before: Sheet, after: Sheet) -> list[Decimal]:
    """Give what one unit of the old currency is in the new one, by each line whose quantity has not changed."""
    return [rate for pair in paired(before.charges, after.charges) if (rate := _rate(pair)) is not None]


def _rate(pair: Pair) -> Decimal | None:
    before, after = pair.before, pair.after
    if before is None or after is None or before.quantity is None or before.quantity != after.quantity:
        return None
    if not before.price or not after.price or after.price / before.price <= 0:
        return None
    return after.price / before.price


def restated(before: Sheet, rates: list[Decimal], facts: Facts) -> tuple[Sheet, BridgeStep]:
    """Write the prior invoice in the currency of this one, at the median of the rates, and give the step to there."""
    rate, currency = median(rates), facts.document.currency
    sheet = before.restated(rate, currency)
    lines = "the one line" if len(rates) == 1 else f"the median of {len(rates)} lines"
    billed = f"; the workspace is billed in {facts.customer.currency}" if facts.customer.currency else ""
    why = (
        f"{told_apart(before.number)} is in {before.currency}, {told_apart(facts.document.number)} in {currency}: "
        f"1 {before.currency} is {write_number(to_rate(rate))} {currency} by {lines} with an unchanged quantity, "
        f"from the invoice itself{billed}."
    )
    return sheet, BridgeStep(Step.CURRENCY, sheet.total - before.total, why)
