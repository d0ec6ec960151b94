"""Builds the bridge of one invoice from its facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.charges import NOTHING
from workflow.findings.bridge.coins import PRECISION, in_coins_together
from workflow.findings.bridge.comparison import Compared
from workflow.findings.bridge.coverage import covered
from workflow.findings.bridge.currencies import rates_between, restated
from workflow.findings.bridge.faults import fault_steps
from workflow.findings.bridge.line_steps import line_steps
from workflow.findings.bridge.sheet import Sheet, sheet_of
from workflow.findings.bridge.steps import BridgeStep
from workflow.findings.bridge.taxes import tax_steps
from workflow.findings.facts import Facts, printed
from workflow.invoices.invoice import Revision
from workflow.invoices.quoting import told_apart

ORDER = [Step.CURRENCY, *(one for one in Step if one != Step.CURRENCY)]
"""The currency comes first: all other steps are in the new one."""
MOST_REASONS = 6
MOST_STEPS = 60
"""More than a person reads; an invoice may have thousands of lines."""


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
    """Lead from the prior total to this one; without an invoice to compare with there are no steps.

    Nor does any way lead from an invoice to a credit note, which repeats none of its charges.

    The steps add up to the difference of the totals exactly, for any two documents: what no step shows is left
    unexplained, in a last step that is always there. They are in the smallest coins, as far as the totals are.
    """
    with localcontext(prec=PRECISION):
        after = sheet_of(facts.document)
        before = sheet_of(facts.prior) if facts.prior and facts.prior.kind == facts.document.kind else None
        if after is None:
            return Bridged(facts.document.currency, None, None, None, (), NOTHING, NOTHING)
        shares = covered(facts, before, after)
        if before is None:
            return Bridged(after.currency, None, None, after.total, (), *shares)
        steps = tuple(_steps(facts, before, after))
        return Bridged(after.currency, before.number, before.total, after.total, steps, *shares)


def unbridged(facts: Facts, why: str) -> Bridged:
    """Leave all of the difference unexplained, with the reason; for when a bridge could not be built."""
    prior, document = facts.prior, facts.document
    if prior is None or prior.total is None or document.total is None or prior.currency != document.currency:
        return Bridged(document.currency, None, None, document.total, (), NOTHING, NOTHING)
    with localcontext(prec=PRECISION):
        rest = BridgeStep(Step.UNEXPLAINED, document.total - prior.total, why)
        amount = sum((abs(line.amount) for line in document.lines if line.amount), NOTHING)
    return Bridged(document.currency, prior.number, prior.total, document.total, (rest,), amount, NOTHING)


def _steps(facts: Facts, before: Sheet, after: Sheet) -> Iterable[BridgeStep]:
    change = after.total - before.total
    if before.currency == after.currency:
        found = _parts(Compared(facts, before, after))
    elif rates := rates_between(before, after):
        sheet, exchange = restated(before, rates, facts)
        found = [*_parts(Compared(facts, sheet, after)), exchange]
    else:
        one, other = told_apart(before.number), told_apart(after.number)
        why = f"{one} is in {before.currency}, {other} in {after.currency}, and no line shows a rate."
        found = [BridgeStep(Step.UNEXPLAINED, change, why)]
    shown = [one for one in found if one.amount and one.step != Step.UNEXPLAINED]
    reasons = [one for one in found if one.amount and one.step == Step.UNEXPLAINED]
    rest = change - sum((one.amount for one in shown), NOTHING)
    return [*_readable(shown), _unexplained(rest, reasons, after.currency)]


def _readable(steps: Sequence[BridgeStep]) -> list[BridgeStep]:
    """Order steps by their name, and gather the smallest of each where there are too many to read."""
    by_size = sorted(range(len(steps)), key=lambda place: abs(steps[place].amount), reverse=True)
    shown = [steps[place] for place in sorted(by_size[:MOST_STEPS])]
    small = [steps[place] for place in by_size[MOST_STEPS:]]
    for name in dict.fromkeys(one.step for one in small):
        amounts = [one.amount for one in small if one.step == name]
        if together := sum(amounts, NOTHING):
            shown.append(BridgeStep(name, together, f"{len(amounts)} smaller changes of this kind, together."))
    return sorted(shown, key=lambda one: ORDER.index(one.step))


def _parts(compared: Compared) -> list[BridgeStep]:
    """Give the steps of all parts, rounded to coins together."""
    steps = [*line_steps(compared), *tax_steps(compared), *fault_steps(compared)]
    amounts = in_coins_together((one.amount for one in steps), compared.currency)
    return [replace(one, amount=amount) for one, amount in zip(steps, amounts, strict=True)]


def _unexplained(rest: Decimal, reasons: Sequence[BridgeStep], currency: str) -> BridgeStep:
    """Gather what nothing explains into one step, with each reason and its amount where there are several."""
    if not reasons:
        why = "Nothing is left." if not rest else "No figure on the two invoices shows where this comes from."
        return BridgeStep(Step.UNEXPLAINED, rest, why)
    named = [one.evidence for one in reasons]
    if len(reasons) > 1:
        named = [f"{printed(one.amount, currency)}: {one.evidence}" for one in reasons]
    more = [f"And {len(named) - MOST_REASONS} more."] if len(named) > MOST_REASONS else []
    return BridgeStep(Step.UNEXPLAINED, rest, " ".join([*named[:MOST_REASONS], *more]))
