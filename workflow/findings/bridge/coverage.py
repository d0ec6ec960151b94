"""How much of an invoice has evidence: what finance is shown as the share explained by evidence.

The amount is what all lines charge, net and without their signs, and the net total where no line is printed; tax is
left out, because it follows from the lines.
Of it has evidence:

- a usage line whose quantity a final count of the vendor shows, as closely as the policy wants;
- a line for a plan of the setup file that costs what the file says, for the days that it charges;
- any other line that the prior invoice had too, at the same price and in the same quantity.

Where the lines do not make the net total, or net and tax not the total, the difference is taken off what has evidence.
"""

from collections.abc import Iterator
from decimal import Decimal

from workflow.findings.bridge.charges import NOTHING, Charge
from workflow.findings.bridge.coins import coin
from workflow.findings.bridge.counts import Counts
from workflow.findings.bridge.pairing import Pair, paired
from workflow.findings.bridge.sheet import Sheet
from workflow.findings.bridge.subscribed import Subscribed, plan_of, subscribed
from workflow.findings.facts import Facts
from workflow.invoices.document import LineKind


def covered(facts: Facts, before: Sheet | None, after: Sheet) -> tuple[Decimal, Decimal]:
    """Give the amount of an invoice, and how much of it has evidence; `before` is the prior one as it was printed."""
    amount = sum((abs(one.amount) for one in after.charges), NOTHING) if after.charges else abs(after.net)
    shown = sum(map(abs, _shown(facts, before, after)), NOTHING)
    doubtful = sum((abs(gap) for gap in (after.gap, after.rest) if abs(gap) >= coin(after.currency)), NOTHING)
    return amount, max(NOTHING, shown - doubtful)


def _shown(facts: Facts, before: Sheet | None, after: Sheet) -> Iterator[Decimal]:
    counts = Counts(facts)
    for pair in paired(before.charges if before else (), after.charges):
        charge = pair.after
        if charge is None:
            continue
        plan = subscribed(charge, after, facts)
        if charge.line.kind == LineKind.USAGE:
            has_evidence = counts.agrees(charge)
        elif plan_of(charge, facts.customer.plans) and facts.customer.plans:
            has_evidence = plan.planned is not None and _is_as_planned(plan, after.currency)
        else:
            has_evidence = before is not None and before.currency == after.currency and _is_as_before(pair)
        if has_evidence:
            yield charge.amount


def _is_as_planned(plan: Subscribed, currency: str) -> bool:
    planned = plan.planned.amount if plan.planned else NOTHING
    due = planned if plan.days is None else planned * plan.days / plan.cycle
    return abs(abs(plan.charge.amount) - due) <= coin(currency)


def _is_as_before(pair: Pair) -> bool:
    def figures(charge: Charge | None) -> tuple[Decimal | None, ...]:
        return (charge.quantity, charge.price, charge.amount) if charge else ()

    return figures(pair.before) == figures(pair.after)
