"""A bridge from one total to the next in words: one wording for letters and pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from notifications.figures import Figures
from workflow.findings.bridge.bridge import Step
from workflow.invoices.quoting import called
from workflow.periods.period import NoteKind
from workflow.reviews.casefile import InvoiceFacts
from workflow.reviews.explained import BridgeFacts, StepFacts

NAMES: dict[str, str] = {
    Step.PRICE: "Price",
    Step.QUANTITY: "Usage",
    Step.PLAN: "Change of plan",
    Step.PRORATION: "Days billed",
    Step.ONE_OFFS: "One-offs and credits",
    Step.TAX: "Tax",
    Step.CURRENCY: "Currency",
    Step.UNEXPLAINED: "Not explained",
}
NOTED: dict[str, str] = {
    NoteKind.USAGE: "Usage note",
    NoteKind.LAUNCH: "Launch",
    NoteKind.CAMPAIGN: "Campaign",
}
WIDEST = 40
ALL_EXPLAINED = "Everything that changed is explained."


@dataclass(frozen=True)
class Shown:
    """What shows a part of a step, and by how much that part moves the total."""

    amount: str
    evidence: str


@dataclass(frozen=True)
class StepWords:
    """One step: its parts of one kind together, `size` with its sign, `amount` the same as its reader writes it."""

    step: str
    name: str
    size: Decimal
    amount: str
    shown: tuple[Shown, ...]

    @property
    def is_usage(self) -> bool:
        """Tell whether more or less was used, which operations can say something about."""
        return self.step == Step.QUANTITY

    @property
    def is_open(self) -> bool:
        """Tell whether this is the rest that nothing explains."""
        return self.step == Step.UNEXPLAINED


@dataclass(frozen=True)
class BridgeWords:
    """From the prior total to this one; `verdict` says whether something is left to ask about."""

    prior_number: str
    start: Decimal
    before: str
    steps: tuple[StepWords, ...]
    number: str
    end: Decimal
    after: str
    verdict: str
    is_explained: bool

    @property
    def name_width(self) -> int:
        """Give how wide the names are in a text whose amounts stand below one another."""
        widest = max(len(name) for name in (self.prior_number, self.number, *(one.name for one in self.steps)))
        return min(widest, WIDEST)

    @property
    def amount_width(self) -> int:
        """Give how wide the amounts are."""
        return max(len(text) for text in (self.before, self.after, *(one.amount for one in self.steps)))


def bridge_words(invoice: InvoiceFacts, writes: Figures) -> BridgeWords | None:
    """Put the bridge of an invoice into words; None where there is nothing to compare with, or nothing changed."""
    bridge = invoice.bridge
    if bridge is None or bridge.prior_number is None or bridge.before is None or bridge.after is None:
        return None
    steps = _steps(bridge, writes)
    if not steps:
        return None
    return BridgeWords(
        prior_number=called(bridge.prior_number),
        start=bridge.before,
        before=writes.money(bridge.before, bridge.currency),
        steps=steps,
        number=called(invoice.document.number),
        end=bridge.after,
        after=writes.money(bridge.after, bridge.currency),
        verdict=_verdict(bridge, writes),
        is_explained=not bridge.unexplained,
    )


def share_words(bridge: BridgeFacts | None) -> str:
    """Say how much of what is charged has evidence, rounded down, so that 100 % is all; empty when none is known."""
    if bridge is None or bridge.share is None:
        return ""
    share = int(bridge.share.to_integral_value(ROUND_FLOOR))
    return f"{share} % of what is charged has evidence in usage, plans or the last invoice."


def _steps(bridge: BridgeFacts, writes: Figures) -> tuple[StepWords, ...]:
    moving = [one for one in bridge.steps if one.amount]
    kinds = dict.fromkeys(one.step for one in moving)
    return tuple(_step(kind, [one for one in moving if one.step == kind], bridge.currency, writes) for kind in kinds)


def _step(kind: str, parts: Sequence[StepFacts], currency: str, writes: Figures) -> StepWords:
    size = sum((one.amount for one in parts), Decimal(0))
    shown = tuple(Shown(writes.change(one.amount, currency), writes.told(one.evidence)) for one in parts)
    return StepWords(kind, NAMES.get(kind, kind), size, writes.change(size, currency), shown)


def _verdict(bridge: BridgeFacts, writes: Figures) -> str:
    rest = bridge.unexplained
    if not rest:
        return ALL_EXPLAINED
    less = "" if rest > 0 else " less"
    return f"Nothing explains {writes.money(abs(rest), bridge.currency)}{less}; ask about this."
