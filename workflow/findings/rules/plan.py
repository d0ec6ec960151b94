"""The subscription must be the plan of the setup file, at its price, once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.days import contains, days_of, length, shared, written
from workflow.findings.earlier import around_it
from workflow.findings.facts import Facts, Noticed, PlanPrice, printed
from workflow.findings.finding import Severity
from workflow.findings.lines import recurs
from workflow.findings.plan_days import (
    PlanLine,
    are_checkable,
    cycle_of,
    is_prorated,
    plan_days,
    plan_lines,
    planned_days,
)
from workflow.findings.together import together
from workflow.invoices.currency import minor_digits
from workflow.invoices.quoting import named, told_apart
from workflow.invoices.source import Span


@dataclass(frozen=True)
class _Charge:
    """What is charged for one plan over the same days."""

    name: str
    days: Span
    lines: tuple[PlanLine, ...]

    @property
    def amount(self) -> Decimal | None:
        amounts = [one.line.amount for one in self.lines]
        return None if None in amounts else sum(filter(None, amounts), Decimal(0))

    @property
    def cycles(self) -> Decimal:
        return sum((one.line.quantity or Decimal(1) for one in self.lines), Decimal(0))

    @property
    def is_repeated(self) -> bool:
        """Tell whether a line stands there again, word for word and at the same amount."""
        said = [(one.line.description, one.line.amount) for one in self.lines if (one.line.amount or 0) > 0]
        return len(said) > len(set(said))


class Plan:
    """The subscription is agreed beforehand, so any other charge for it is a mistake or a change nobody told of.

    Where a plan changes within the days, or is charged by the day, its days are counted by the check `proration`.
    """

    name = "plan"

    def evaluate(self, facts: Facts) -> Noticed | None:
        """Notice a plan at another price, one that is not charged, one that is not in force, one charged twice."""
        if not are_checkable(facts) or is_prorated(facts):
            return None
        charges = _charges(facts)
        return together([*_twice(facts, charges), *_prices(facts, charges), *_not_in_force(facts, charges)])


def _charges(facts: Facts) -> list[_Charge]:
    grouped: dict[tuple[str, Span], list[PlanLine]] = defaultdict(list)
    for line in plan_lines(facts.document, facts.customer.plans, facts.billed):
        grouped[line.name, line.days].append(line)
    return [_Charge(name, days, tuple(lines)) for (name, days), lines in grouped.items()]


def _in_force(facts: Facts, days: Span) -> PlanPrice | None:
    """Give the one plan of some days; None before the first, and where it changes."""
    found = plan_days(facts.customer.plans, days)
    return found[0].plan if len(found) == 1 else None


def _twice(facts: Facts, charges: Sequence[_Charge]) -> Iterator[Noticed]:
    for charge in charges:
        plan = _in_force(facts, charge.days)
        if plan is None or charge.amount is None or plan.name != charge.name:
            continue
        if _is_twice(charge, plan):
            why = f"The plan {named(plan.name)} is charged more than once for {written(charge.days)}"
            yield _noticed(
                facts, charge, plan, f"{why}: {_money(facts, charge.amount)} in all, {_agreed(facts, plan)}."
            )
        elif number := _charged_before(facts, charge, plan):
            said = f"The plan {named(plan.name)} is charged for {written(charge.days)}"
            why = f"{said}, and was already on {told_apart(number)}"
            yield _noticed(facts, charge, plan, f"{why}; {_agreed(facts, plan)}.", earlier_number=number)


def _is_twice(charge: _Charge, plan: PlanPrice) -> bool:
    """Tell whether more than one whole cycle is charged: by its lines or their quantity, or by a line said again."""
    amount = charge.amount or Decimal(0)
    if charge.is_repeated:
        return amount > plan.amount
    return charge.cycles > 1 and amount >= 2 * plan.amount > 0


def _charged_before(facts: Facts, charge: _Charge, plan: PlanPrice) -> str | None:
    """Give the number of an earlier invoice that charges the plan for mostly the same days."""
    for document in around_it(facts):
        for line in plan_lines(document, facts.customer.plans):
            both = shared(line.days, charge.days)
            if line.name != charge.name or both is None or not (line.line.amount and charge.amount):
                continue
            mostly = 2 * length(both) >= min(length(line.days), length(charge.days))
            if mostly and charge.amount > 0 and line.line.amount > 0 and line.line.amount + charge.amount > plan.amount:
                return document.number
    return None


def _prices(facts: Facts, charges: Sequence[_Charge]) -> Iterator[Noticed]:
    for charge in charges:
        plan = _in_force(facts, charge.days)
        if plan is None or plan.name != charge.name or charge.amount is None or _is_twice(charge, plan):
            continue
        unit = Decimal(1).scaleb(-minor_digits(facts.document.currency))
        if charge.amount.quantize(unit) in {one.quantize(unit) for one in _prices_of(facts, charge, plan)}:
            continue
        gap = charge.amount - plan.amount
        why = (
            f"The plan {named(plan.name)} is charged at {_money(facts, charge.amount)}, {_agreed(facts, plan)}: "
            f"{_money(facts, abs(gap))} {'more' if gap > 0 else 'less'}."
        )
        yield _noticed(facts, charge, plan, why, difference=_money(facts, gap))


def _prices_of(facts: Facts, charge: _Charge, plan: PlanPrice) -> Iterator[Decimal]:
    """Give what is right to charge: the price of the cycle, and where the invoice covers a part of it, that part's."""
    yield plan.amount
    cycle = cycle_of(charge.days, facts.billed)
    if cycle != charge.days:
        yield from (one.cost(cycle) for one in plan_days(facts.customer.plans, charge.days))


def _not_in_force(facts: Facts, charges: Sequence[_Charge]) -> Iterator[Noticed]:
    """Notice the plan in force if nothing charges it, and whatever other plan is charged."""
    days = planned_days(facts)
    agreed = _in_force(facts, days) if days else None
    others = [one for one in charges if _is_other(facts, one)]
    if days is None or agreed is None:
        return
    is_charged = any(one.name == agreed.name for one in charges) or _is_elsewhere(facts, agreed, days)
    for charge in others:
        said = f"The plan {named(charge.name)} is charged for {written(charge.days)} at {_money(facts, charge.amount)}"
        change = "as well, though" if is_charged else "and the change of plan is not billed:"
        why = f"{said} {change} {named(agreed.name)} is in force since {agreed.since} ({_agreed(facts, agreed)})."
        yield _noticed(facts, charge, agreed, why)
    if not (is_charged or others) and _should_charge(facts):
        why = f"The plan {named(agreed.name)} is not charged for {written(days)}, {_agreed(facts, agreed)}."
        yield Noticed(Severity.CHECK, _inputs(facts, agreed, days), why)


def _is_other(facts: Facts, charge: _Charge) -> bool:
    plan = _in_force(facts, charge.days)
    return plan is not None and plan.name != charge.name and (charge.amount is None or charge.amount > 0)


def _is_elsewhere(facts: Facts, plan: PlanPrice, days: Span) -> bool:
    """Tell whether an earlier invoice over the same days charges the plan: then this one need not."""
    lines = (line for document in around_it(facts) for line in plan_lines(document, facts.customer.plans))
    return any(line.name == plan.name and shared(line.days, days) for line in lines)


def _should_charge(facts: Facts) -> bool:
    """Tell whether an invoice covers all of its billing period, with more than what happens once."""
    days = days_of(facts.document)
    covers_all = days is not None and facts.billed is not None and contains(days, facts.billed)
    return covers_all and any(recurs(line) for line in facts.document.lines)


def _agreed(facts: Facts, plan: PlanPrice) -> str:
    return f"the setup file says {_money(facts, plan.amount)} a cycle"


def _money(facts: Facts, amount: Decimal | None) -> str:
    return "an amount that is not stated" if amount is None else printed(amount, facts.document.currency)


def _noticed(facts: Facts, charge: _Charge, plan: PlanPrice, why: str, **more: str) -> Noticed:
    charged: Mapping[str, str | None] = {"charged_plan": charge.name, "charged": _money(facts, charge.amount)}
    return Noticed(Severity.CHECK, {**_inputs(facts, plan, charge.days), **charged, **more}, why)


def _inputs(facts: Facts, plan: PlanPrice, days: Span) -> dict[str, str | None]:
    return {"plan": plan.name, "price": _money(facts, plan.amount), "since": str(plan.since), "days": written(days)}
