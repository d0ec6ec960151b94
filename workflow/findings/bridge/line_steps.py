"""The steps of the lines of two invoices, each line or pair by itself."""

from collections.abc import Iterator, Sequence

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.charges import Charge
from workflow.findings.bridge.comparison import Compared
from workflow.findings.bridge.counts import Counts
from workflow.findings.bridge.cycles import alone, cycle_steps
from workflow.findings.bridge.pairing import Pair, paired
from workflow.findings.bridge.steps import BridgeStep
from workflow.findings.bridge.subscribed import plan_of, subscribed
from workflow.findings.bridge.usage import gone_usage, new_usage, quantity_steps
from workflow.invoices.document import LineKind
from workflow.invoices.quoting import told_apart


def line_steps(compared: Compared) -> Iterator[BridgeStep]:
    """Lead from the lines of the prior invoice to those of this one; the steps add up to the change of the lines."""
    before, after = compared.before.charges, compared.after.charges
    were, are = _plans(before, compared), _plans(after, compared)
    if _is_by_cycle(were, are, compared):
        yield from cycle_steps(were, are, compared)
        before, after = _without(before, were), _without(after, are)
    counts = Counts(compared.facts)
    for pair in paired(before, after):
        yield from _steps(pair, compared, counts)


def _plans(charges: Sequence[Charge], compared: Compared) -> list[Charge]:
    plans = compared.facts.customer.plans
    return [one for one in charges if plan_of(one, plans)]


def _without(charges: Sequence[Charge], taken: Sequence[Charge]) -> tuple[Charge, ...]:
    positions = {one.position for one in taken}
    return tuple(one for one in charges if one.position not in positions)


def _is_by_cycle(before: Sequence[Charge], after: Sequence[Charge], compared: Compared) -> bool:
    """Tell whether charges for a plan are compared by the cycle: not where only more of it is bought, such as seats."""
    if not before or not after or (len(before) == len(after) == 1 and _is_other_length(before[0], after[0], compared)):
        return False
    one, other = before[0], after[0]
    bought = len(before) == len(after) == 1 and one.unit == other.unit and one.quantity != other.quantity
    return not bought or _is_part(one, other, compared)


def _is_part(before: Charge, after: Charge, compared: Compared) -> bool:
    sides = (before, compared.before), (after, compared.after)
    return any(subscribed(one, sheet, compared.facts).days is not None for one, sheet in sides)


def _is_other_length(before: Charge, after: Charge, compared: Compared) -> bool:
    """Tell whether a subscription costs another amount because the cycle is longer or shorter."""
    if before.unit == after.unit and before.unit:
        return False
    grown = after.amount > before.amount if compared.was_part else after.amount < before.amount
    return grown and (compared.was_part or compared.is_part)


def _steps(pair: Pair, compared: Compared, counts: Counts) -> Iterator[BridgeStep]:
    before, after = pair.before, pair.after
    if before and after:
        yield from _changed(before, after, compared, counts)
    elif after:
        yield from _new(after, compared, counts)
    elif before:
        yield from _gone(before, compared)


def _changed(before: Charge, after: Charge, compared: Compared, counts: Counts) -> Sequence[BridgeStep]:
    change = after.amount - before.amount
    amounts = f"{after.label} is {compared.printed(after.amount)}, and was {compared.printed(before.amount)}"
    why = f"{amounts}; {compared.lines(before, after)}"
    if before.is_once or after.is_once:
        return [compared.step(Step.ONE_OFFS, change, why)]
    if after.line.kind == LineKind.SUBSCRIPTION and _is_other_length(before, after, compared):
        return [compared.step(Step.PRORATION, change, f"{compared.spans}: {why}")]
    if after.line.kind == LineKind.SUBSCRIPTION and _is_part(before, after, compared):
        return cycle_steps([before], [after], compared)
    return quantity_steps(before, after, compared, counts)


def _new(charge: Charge, compared: Compared, counts: Counts) -> Sequence[BridgeStep]:
    why = f"{charge.label}, {compared.printed(charge.amount)}, is not on {told_apart(compared.before.number)}"
    line = f"line {charge.position}"
    if charge.is_once:
        return [compared.step(Step.ONE_OFFS, charge.amount, f"{charge.label} happens once: {line}")]
    if compared.was_part:
        return [compared.step(Step.PRORATION, charge.amount, f"{compared.spans}; {why}: {line}")]
    if charge.line.kind == LineKind.SUBSCRIPTION:
        return alone(charge, compared, is_new=True)
    if charge.quantity is None or charge.price is None:
        return [compared.step(Step.UNEXPLAINED, charge.amount, f"{why}, and states no quantity and price: {line}")]
    return new_usage(charge, compared, counts)


def _gone(charge: Charge, compared: Compared) -> Sequence[BridgeStep]:
    amount, number = compared.printed(charge.amount), compared.before.number
    line = f"line {charge.position} of {told_apart(number)}"
    if charge.is_once:
        return [compared.step(Step.ONE_OFFS, -charge.amount, f"{charge.label}, {amount}, happened once: {line}")]
    if compared.is_part:
        why = f"{compared.spans}; {charge.label}, {amount}, is not charged for a part"
        return [compared.step(Step.PRORATION, -charge.amount, f"{why}: {line}")]
    if charge.line.kind == LineKind.SUBSCRIPTION:
        return alone(charge, compared, is_new=False)
    if charge.quantity is None or charge.price is None:
        why = f"{charge.label}, {amount}, is no longer charged, and stated no quantity and price"
        return [compared.step(Step.UNEXPLAINED, -charge.amount, f"{why}: {line}")]
    return [gone_usage(charge, compared)]
