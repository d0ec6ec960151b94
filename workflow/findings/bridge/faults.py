"""The steps of figures that do not add up."""

from collections.abc import Iterator
from decimal import Decimal

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.charges import NOTHING
from workflow.findings.bridge.coins import coin
from workflow.findings.bridge.comparison import Compared
from workflow.findings.bridge.sheet import Sheet
from workflow.findings.bridge.steps import BridgeStep
from workflow.invoices.quoting import told_apart


def fault_steps(compared: Compared) -> Iterator[BridgeStep]:
    """Say what lines that do not make the net total, and a total that is not net and tax, add to the change.

    An error of the prior invoice that is not made again is known; one on this invoice is left unexplained.
    """
    before, after = compared.before, compared.after
    yield _fault(before.gap, after.gap, (_lines(before, compared), _lines(after, compared)), compared)
    yield _fault(before.rest, after.rest, (_total(before, compared), _total(after, compared)), compared)


def _fault(was: Decimal, now: Decimal, sentences: tuple[str, str], compared: Compared) -> BridgeStep:
    was, now = (amount if abs(amount) >= coin(compared.currency) else NOTHING for amount in (was, now))
    if now:
        return compared.step(Step.UNEXPLAINED, now - was, sentences[1])
    return compared.step(Step.ONE_OFFS, -was, f"{sentences[0]}; {told_apart(compared.after.number)} adds up")


def _lines(sheet: Sheet, compared: Compared) -> str:
    if not sheet.charges:
        return (
            f"{told_apart(sheet.number)} prints no lines that would show what its {compared.printed(sheet.net)} are for"
        )
    lines, net = compared.printed(sheet.net - sheet.gap), compared.printed(sheet.net)
    return f"The lines of {told_apart(sheet.number)} add up to {lines}, but its net total is {net}"


def _total(sheet: Sheet, compared: Compared) -> str:
    both, total = compared.printed(sheet.net + sheet.tax), compared.printed(sheet.total)
    return f"Net total and tax of {told_apart(sheet.number)} add up to {both}, but its total is {total}"
