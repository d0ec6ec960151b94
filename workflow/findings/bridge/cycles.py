"""The steps of subscriptions: another plan, another price, a part of a cycle."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.charges import NOTHING, Charge
from workflow.findings.bridge.comparison import Compared
from workflow.findings.bridge.steps import BridgeStep
from workflow.findings.bridge.subscribed import Subscribed, subscribed
from workflow.findings.wording import listed
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import named, told_apart
from workflow.invoices.source import Span


def cycle_steps(before: Sequence[Charge], after: Sequence[Charge], compared: Compared) -> list[BridgeStep]:
    """Say how the charges for one subscription moved: its price for a whole cycle, and how the days were charged.

    A whole cycle of what is subscribed to at the end of each invoice is compared; all else that is charged is
    proration. Neither side is empty.
    """
    were = [subscribed(one, compared.before, compared.facts) for one in before]
    are = [subscribed(one, compared.after, compared.facts) for one in after]
    then, now = _last(were), _last(are)
    change = _change_of_plan(then, now)
    prorated = _beyond(are, now) - _beyond(were, then)
    return [
        compared.step(Step.PLAN, change, _plan(then, now, compared)),
        compared.step(Step.PRICE, now.full - then.full - change, _price(then, now, compared)),
        compared.step(Step.PRORATION, prorated, _proration(were, are, now, compared)),
    ]


def alone(charge: Charge, compared: Compared, *, is_new: bool) -> list[BridgeStep]:
    """Say what a subscription costs that only one of the invoices charges: a whole cycle, and which days of it."""
    one = subscribed(charge, compared.after if is_new else compared.before, compared.facts)
    sign = 1 if is_new else -1
    price = compared.printed(one.full)
    if is_new:
        why = f"{charge.label} is a new line on this invoice at {price}: line {charge.position}"
    else:
        line = f"line {charge.position} of {told_apart(compared.before.number)}"
        why = f"{charge.label} is no longer charged; it was {price}: {line}"
    part = _parts([one], compared)
    return [
        compared.step(Step.PLAN, sign * one.full, f"{why}{_by_the_file(one, compared)}"),
        compared.step(Step.PRORATION, sign * (charge.amount - one.full), part),
    ]


def _last(charges: Sequence[Subscribed]) -> Subscribed:
    """Choose what is subscribed to at the end of an invoice; what is given back is not."""

    def ends(one: Subscribed) -> tuple[bool, datetime.date, datetime.date, int]:
        own = one.own or Span(datetime.date.min, datetime.date.min)
        return one.charge.amount > 0, own.ends_on, own.starts_on, one.charge.position

    return max(charges, key=ends)


def _change_of_plan(then: Subscribed, now: Subscribed) -> Decimal:
    """Say by how much a whole cycle costs more under the new plan, as the setup file has it where it does."""
    replanned = then.planned and now.planned and now.full == now.planned.amount != then.planned.amount
    if then.name == now.name and not replanned:
        return NOTHING
    return _agreed(now) - _agreed(then)


def _agreed(one: Subscribed) -> Decimal:
    return one.planned.amount if one.planned else one.full


def _beyond(charges: Sequence[Subscribed], last: Subscribed) -> Decimal:
    return sum((one.charge.amount for one in charges), NOTHING) - last.full


def _plan(then: Subscribed, now: Subscribed, compared: Compared) -> str:
    old, new = compared.printed(_agreed(then)), compared.printed(_agreed(now))
    return f"From {_name(then)} at {old} to {_name(now)} at {new} for a whole cycle{_by_the_file(now, compared)}"


def _by_the_file(one: Subscribed, compared: Compared) -> str:
    if one.planned is None:
        return ", from the invoice itself"
    price = compared.printed(one.planned.amount)
    return f"; the setup file has {named(one.planned.name)} at {price} from {one.planned.since} on"


def _price(then: Subscribed, now: Subscribed, compared: Compared) -> str:
    prices = f"from {compared.printed(then.full)} to {compared.printed(now.full)} for a whole cycle"
    says = f"; the setup file says {compared.printed(now.planned.amount)}" if now.planned else ""
    lines = compared.lines(then.charge, now.charge)
    return f"{now.charge.label}: {prices}, from the invoice itself{says}; {lines}"


def _proration(were: Sequence[Subscribed], are: Sequence[Subscribed], now: Subscribed, compared: Compared) -> str:
    """Say which days each invoice charges, where that is not a whole cycle."""
    is_whole = len(are) == 1 and now.days is None
    what = f"a whole cycle at {compared.printed(now.full)}" if is_whole else _parts(are, compared)
    sentence = f"{told_apart(compared.after.number)} charges {what}"
    if not is_whole:
        sentence += f", against {compared.printed(now.full)} for a whole cycle"
    if len(were) > 1 or were[0].days is not None:
        sentence += f"; {told_apart(compared.before.number)} charged {_parts(were, compared)}"
    return sentence


def _parts(charges: Sequence[Subscribed], compared: Compared) -> str:
    return listed([_part(one, compared) for one in charges])


def _name(one: Subscribed) -> str:
    """Quote the plan; where a line names none, the line is named, which is quoted already."""
    return one.name if one.name == one.charge.label else named(one.name)


def _part(one: Subscribed, compared: Compared) -> str:
    days = "" if one.days is None else f" for {write_number(one.days)} of {one.cycle} days"
    return f"{_name(one)}{days} {compared.printed(one.charge.amount)}"
