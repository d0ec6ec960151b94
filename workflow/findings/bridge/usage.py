"""The steps of what is charged by quantity."""

from dataclasses import replace

from workflow.findings.bridge.bridge import Step
from workflow.findings.bridge.charges import NOTHING, Charge
from workflow.findings.bridge.coins import in_coins
from workflow.findings.bridge.comparison import Compared
from workflow.findings.bridge.counts import Counts
from workflow.findings.bridge.moves import moved
from workflow.findings.bridge.steps import BridgeStep
from workflow.findings.days import written
from workflow.invoices.charged_days import span_of
from workflow.invoices.document import LineKind
from workflow.invoices.numerals import write_number
from workflow.invoices.quoting import told_apart
from workflow.invoices.units import unit_word

FROM_ITSELF = "from the invoice itself"


def quantity_steps(before: Charge, after: Charge, compared: Compared, counts: Counts) -> list[BridgeStep]:
    """Say how a line moved that both invoices have: what was used, and at which price."""
    counted, excess = without_excess(after, compared, counts)
    lines = compared.lines(before, after)
    move = moved(before, counted, compared.currency)
    if move is None:
        why = f"{after.label} is {compared.printed(after.amount)}, and was {compared.printed(before.amount)}; {lines}"
        return [
            *excess,
            compared.step(Step.UNEXPLAINED, counted.amount - before.amount, f"{why} state no quantity and price"),
        ]
    proof = f"; {counts.proof(after)}" if after.line.kind == LineKind.USAGE else ""
    used = (
        f"{after.label}: {_quantities(before, counted)}{_at(before, compared)}{_days(after, compared)}{proof}; {lines}"
    )
    prices = f"from {_price(before, compared)} to {_price(after, compared)}, {FROM_ITSELF}"
    faulty = f"the amount of {after.label} is not its quantity times its price"
    return [
        *excess,
        compared.step(Step.QUANTITY, move.quantity, used),
        compared.step(Step.PRICE, move.price, f"{after.label}: {prices}, for {_quantity(counted)}; {lines}"),
        compared.step(
            Step.ONE_OFFS, move.mended, f"{told_apart(compared.before.number)}: {faulty}; here it is: {lines}"
        ),
        compared.step(Step.UNEXPLAINED, move.fault, f"{faulty[0].upper()}{faulty[1:]}: line {after.position}"),
    ]


def new_usage(charge: Charge, compared: Compared, counts: Counts) -> list[BridgeStep]:
    """Say what is used that the prior invoice did not charge."""
    counted, excess = without_excess(charge, compared, counts)
    proof = f"; {counts.proof(charge)}" if charge.line.kind == LineKind.USAGE else ""
    used = f"{_quantity(counted)}{_at(charge, compared)}{_days(charge, compared)}"
    why = f"{charge.label}: {used}, not on {told_apart(compared.before.number)}{proof}"
    return [*excess, compared.step(Step.QUANTITY, counted.amount, f"{why}; line {charge.position}")]


def gone_usage(charge: Charge, compared: Compared) -> BridgeStep:
    """Say what the prior invoice charged and this one does not."""
    line = f"line {charge.position} of {told_apart(compared.before.number)}"
    why = f"{charge.label}: nothing is charged, after {_quantity(charge)}{_at(charge, compared)}; {line}"
    return compared.step(Step.QUANTITY, -charge.amount, why)


def without_excess(charge: Charge, compared: Compared, counts: Counts) -> tuple[Charge, list[BridgeStep]]:
    """Take off a line what a final count does not show, and leave that unexplained."""
    excess = counts.excess(charge)
    if not excess or charge.quantity is None or charge.price is None:
        return charge, []
    amount = in_coins(excess * charge.price, compared.currency)
    what = f"{write_number(excess)}{_unit(charge)} more than the vendor counted"
    why = f"{charge.label}: {what}{_at(charge, compared)}; {counts.proof(charge)}"
    rest = replace(charge, quantity=charge.quantity - excess, amount=charge.amount - amount)
    return rest, [compared.step(Step.UNEXPLAINED, amount, why)]


def _quantities(before: Charge, after: Charge) -> str:
    """Say from how much to how much, with the unit once where it is the same."""
    same = before.unit == after.unit and before.quantity is not None
    was = write_number(before.quantity) if same and before.quantity is not None else _quantity(before)
    return f"from {was} to {_quantity(after)}"


def _days(charge: Charge, compared: Compared) -> str:
    """Name the days of a line that charges for others than its invoice."""
    own = span_of(charge.line.period)
    return f", for {written(own)}" if own and own != compared.after.days else ""


def _quantity(charge: Charge) -> str:
    return "an unknown quantity" if charge.quantity is None else f"{write_number(charge.quantity)}{_unit(charge)}"


def _unit(charge: Charge) -> str:
    unit = unit_word(charge.line.unit, charge.quantity)
    return f" {unit}" if unit else ""


def _price(charge: Charge, compared: Compared) -> str:
    return compared.printed(charge.price or NOTHING)


def _at(charge: Charge, compared: Compared) -> str:
    return "" if charge.price is None else f" at {_price(charge, compared)} ({FROM_ITSELF})"
