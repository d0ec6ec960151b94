"""A plan that is charged for a part of its cycle must be charged for its days."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflow.findings.days import contains, days_of, length, written
from workflow.findings.facts import Facts, Noticed, printed
from workflow.findings.finding import Severity
from workflow.findings.lines import recurs
from workflow.findings.plan_days import (
    PlanDays,
    PlanLine,
    are_checkable,
    cycle_of,
    is_prorated,
    plan_adjustments,
    plan_days,
    plan_lines,
    planned_days,
)
from workflow.findings.together import together
from workflow.invoices.currency import minor_digits
from workflow.invoices.quoting import named
from workflow.invoices.source import Span


class Proration:
    """A change of plan within a cycle is where vendors go wrong: both plans for all of it, or neither for a day.

    Counted by the day: for each plan the days on which it is in force, at its price by the days of the cycle, rounded
    once. Each line may be rounded by itself, so a smallest coin for each is no difference.
    """

    name = "proration"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice each plan whose lines do not come to what its days cost."""
        days = planned_days(facts)
        if not are_checkable(facts) or days is None or not is_prorated(facts):
            return None
        lines = [one for one in _lines(facts) if contains(days, one.days)]
        if not lines and not _covers_all(facts):
            return None
        parts = plan_days(facts.customer.plans, days)
        names = dict.fromkeys([*(one.plan.name for one in parts), *(one.name for one in lines)])
        return together(
            noticed
            for name in names
            for noticed in _wrong(
                facts, [one for one in parts if one.plan.name == name], [one for one in lines if one.name == name]
            )
        )


def _lines(facts: Facts) -> list[PlanLine]:
    of = facts.document, facts.customer.plans, facts.billed
    return [*plan_lines(*of), *plan_adjustments(*of)]


def _covers_all(facts: Facts) -> bool:
    days = days_of(facts.document)
    covers = days is not None and facts.billed is not None and contains(days, facts.billed)
    return covers and any(recurs(line) for line in facts.document.lines)


def _wrong(facts: Facts, parts: Sequence[PlanDays], lines: Sequence[PlanLine]) -> Iterator[Noticed]:
    """Notice what one plan's lines charge otherwise than its days cost."""
    amounts = [one.line.amount for one in lines]
    if None in amounts:
        return
    charged = sum(filter(None, amounts), Decimal(0))
    if charged < 0 and not parts:
        parts = _given_back(facts, lines)
        charged = -charged
    unit = Decimal(1).scaleb(-minor_digits(facts.document.currency))
    cost = sum((one.cost(_cycle(facts, one.days)) for one in parts), Decimal(0)).quantize(unit)
    if abs(charged - cost) > unit * max(1, len(lines)):
        yield _noticed(facts, parts, lines, charged, cost)


def _given_back(facts: Facts, lines: Sequence[PlanLine]) -> list[PlanDays]:
    """Give the days whose price a plan's credit returns: a plan that is not in force on them was charged before."""
    plans = {plan.name: plan for plan in facts.customer.plans}
    return [PlanDays(plans[days.name], days.days) for days in lines]


def _cycle(facts: Facts, days: Span) -> Span:
    """Give the cycle of some days: the billing period when it contains the whole invoice, else the invoice's days."""
    whole = planned_days(facts)
    return cycle_of(whole, facts.billed) if whole and contains(whole, days) else days


def _noticed(
    facts: Facts, parts: Sequence[PlanDays], lines: Sequence[PlanLine], charged: Decimal, cost: Decimal
) -> Noticed:
    currency = facts.document.currency
    name = parts[0].plan.name if parts else lines[0].name
    gap = charged - cost
    computed = " and ".join(_by_day(facts, part) for part in parts) or "it is not in force on any of these days"
    why = (
        f"The plan {named(name)}: {computed}, so {printed(cost, currency)}; charged are {printed(charged, currency)}, "
        f"{printed(abs(gap), currency)} {'more' if gap > 0 else 'less'}."
    )
    inputs: dict[str, str | None] = {
        "plan": name,
        "days": "; ".join(written(part.days) for part in parts),
        "price": "; ".join(printed(part.plan.amount, currency) for part in parts),
        "expected": printed(cost, currency),
        "charged": printed(charged, currency),
        "difference": printed(gap, currency),
    }
    return Noticed(Severity.CHECK, inputs, why)


def _by_day(facts: Facts, part: PlanDays) -> str:
    days, cycle = length(part.days), length(_cycle(facts, part.days))
    price = printed(part.plan.amount, facts.document.currency)
    return f"{days} of {cycle} days ({written(part.days)}) at {price} a cycle"
