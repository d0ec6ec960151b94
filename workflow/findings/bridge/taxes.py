"""The steps of the tax."""

from collections.abc import Iterator
from decimal import Decimal

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.charges import NOTHING
from workflow.findings.bridge.coins import coin, in_coins
from workflow.findings.bridge.comparison import Compared
from workflow.findings.bridge.sheet import Sheet
from workflow.findings.bridge.steps import BridgeStep
from workflow.findings.wording import listed
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import quoted, told_apart


def tax_steps(compared: Compared) -> Iterator[BridgeStep]:
    """Say how the tax moved with what is taxed and with its rates; what follows from neither is left unexplained."""
    before, after = compared.before, compared.after
    was = before.tax if before.due_tax is None else before.due_tax
    due = _expected(before, after, was, compared.currency)
    at_old = _at_old_rate(before, after, compared.currency)
    if at_old is None:
        yield compared.step(Step.TAX, due - was, f"{_sum(after, due, compared)}; {_sum(before, was, compared)}")
    else:
        yield compared.step(Step.TAX, at_old - was, _at_the_old(before, (was, at_old), compared))
        yield compared.step(Step.TAX, due - at_old, _new_rate(before, after, compared))
    fault, mended = after.tax - due, before.tax - was
    if fault:
        yield compared.step(Step.UNEXPLAINED, fault - mended, _fault(after, due, compared))
    else:
        wrong = f"The tax of {told_apart(before.number)} was off by {compared.printed(mended)}"
        why = f"{wrong}; {_sum(before, was, compared)}"
        yield compared.step(Step.TAX, -mended, why)


def _expected(before: Sheet, after: Sheet, was: Decimal, currency: str) -> Decimal:
    """Say what the tax should be: by its own rates, else, where it prints none, at the share that the prior one had."""
    if after.due_tax is not None:
        return after.due_tax
    exact = after.net * was / before.net if before.net else was
    return after.tax if abs(after.tax - exact) < coin(currency) else in_coins(exact, currency)


def _at_old_rate(before: Sheet, after: Sheet, currency: str) -> Decimal | None:
    """Give what the tax would be at the rate of before; None unless each invoice has one rate, and they differ."""
    rates = len(before.rates) == len(after.rates) == 1
    if not rates or set(before.rates) == set(after.rates):
        return None
    (old,), (taxed,) = before.rates, after.rates.values()
    return in_coins(taxed * old / 100, currency)


def _sum(sheet: Sheet, tax: Decimal, compared: Compared) -> str:
    """Put a tax as a sum: `19 % of 2345.00 EUR is 445.55 EUR on A-1`."""
    parts = [f"{write_number(rate)} % of {compared.printed(taxed)}" for rate, taxed in sheet.rates.items()]
    number = told_apart(sheet.number)
    if not parts:
        return f"{compared.printed(tax)} on {compared.printed(sheet.net)}, with no rate that fits, on {number}"
    return f"{listed(parts)} {'is' if len(parts) == 1 else 'are'} {compared.printed(tax)} on {number}"


def _fault(sheet: Sheet, due: Decimal, compared: Compared) -> str:
    tax = compared.printed(sheet.tax)
    if sheet.rates:
        return f"The tax of {tax} is not what follows: {_sum(sheet, due, compared)}"
    share = f"at the share of {told_apart(compared.before.number)} its tax would be {compared.printed(due)}"
    return f"{told_apart(sheet.number)} prints no rate of tax that fits; {share}, and is {tax}"


def _rate(sheet: Sheet) -> str:
    return ", ".join(f"{write_number(rate)} %" for rate in sheet.rates)


def _new_rate(before: Sheet, after: Sheet, compared: Compared) -> str:
    return f"From {_rate(before)} to {_rate(after)} of {_net(compared)}{_moved(compared)}"


def _net(compared: Compared) -> str:
    return compared.printed(sum(compared.after.rates.values(), NOTHING))


def _at_the_old(before: Sheet, taxes: tuple[Decimal, Decimal], compared: Compared) -> str:
    was, at_old = taxes
    now = f"{_rate(before)} of {_net(compared)} would be {compared.printed(at_old)}"
    return f"At the rate of before, {now}; {_sum(before, was, compared)}"


def _moved(compared: Compared) -> str:
    """Name what the setup file says of whom the vendor has to bill, where that has changed between the invoices."""
    before, after = compared.before.days, compared.after.days
    entities = compared.facts.customer.entities
    new = [one for one in entities[1:] if before and after and before.ends_on < one.since <= after.ends_on]
    if not new:
        return ", from the invoice itself"
    where = quoted(", ".join(filter(None, [new[-1].name, new[-1].address, new[-1].country])))
    return f"; the setup file has {where} from {new[-1].since} on"
