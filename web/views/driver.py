"""What drives the total: how it moved against the invoice before, and what moved it most."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from notifications.bridging import BridgeWords, StepWords
from notifications.figures import Figures
from notifications.places import LINE_KIND
from web.views.comparison import Pair, largest
from web.views.lines import name_of
from workflow.invoices.document import CoveredPeriod, InvoiceDocument
from workflow.invoices.quoting import called
from workflow.reviews.casefile import InvoiceFacts

MOST = 3
LONGEST_WHY = 240
NOT_COMPARED = "There is no earlier invoice to compare it with."


@dataclass(frozen=True)
class Cause:
    """One thing that moved the total, or without an earlier invoice makes it up; `why` may be empty."""

    name: str
    amount: str
    why: str
    is_open: bool = False


@dataclass(frozen=True)
class DriverView:
    """How the total moved in a sentence, the biggest causes, and whether something is left to ask about.

    `verdict` is empty where nothing was worked out.
    """

    moved: str
    causes: tuple[Cause, ...]
    verdict: str
    is_explained: bool


def driver_view(
    facts: InvoiceFacts, compared: Sequence[Pair], words: BridgeWords | None, writes: Figures
) -> DriverView:
    """Take the causes from the bridge; where there is none, from the lines."""
    document, prior = facts.document, facts.comparable
    moved = _moved(document, prior, writes)
    if words:
        heaviest = sorted(words.steps, key=lambda step: -abs(step.size))[:MOST]
        return DriverView(moved, tuple(map(_step, heaviest)), words.verdict, words.is_explained)
    causes = tuple(
        _line(pair, document.currency, writes, compared=prior is not None) for pair in largest(compared, MOST)
    )
    return DriverView(moved, causes, "", is_explained=True)


def covers(document: InvoiceDocument, writes: Figures) -> str:
    """Say over how many days it charges, and what for, net; empty where it says neither."""
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    for line in document.lines:
        by_kind[line.kind] += line.amount or Decimal(0)
    heaviest = sorted(by_kind.items(), key=lambda one: -abs(one[1]))
    kinds = [f"{LINE_KIND[kind]} {writes.money(amount, document.currency)}" for kind, amount in heaviest]
    return ": ".join(filter(None, (_length(document.period), ", ".join(kinds))))


def _length(period: CoveredPeriod | None) -> str:
    if period is None or period.starts_on is None or period.ends_on is None:
        return ""
    days = (period.ends_on - period.starts_on).days + 1
    return "1 day" if days == 1 else f"{days} days"


def _moved(document: InvoiceDocument, prior: InvoiceDocument | None, writes: Figures) -> str:
    if prior is None or document.total is None or prior.total is None:
        return NOT_COMPARED if prior is None else "A total is not stated."
    change = document.total - prior.total
    if not change:
        return f"The same total as {called(prior.number)}."
    share = f" ({writes.percent(change / abs(prior.total) * 100)})" if prior.total else ""
    way = "Up" if change > 0 else "Down"
    moved, before = writes.money(abs(change), document.currency), writes.money(prior.total, document.currency)
    return f"{way} {moved}{share} against {called(prior.number)}, which was {before}."


def _step(step: StepWords) -> Cause:
    first = step.shown[0].evidence if step.shown else ""
    more = f" And {len(step.shown) - 1} more." if len(step.shown) > 1 else ""
    why = first if len(first) <= LONGEST_WHY else f"{first[:LONGEST_WHY]}…"
    return Cause(step.name, step.amount, f"{why}{more}", step.is_open)


def _line(pair: Pair, currency: str, writes: Figures, *, compared: bool) -> Cause:
    change = pair.change or Decimal(0)
    amount = writes.change(change, currency) if compared else writes.money(change, currency)
    why = "" if not compared or (pair.now and pair.before) else ("New." if pair.now else "No longer charged.")
    return Cause(name_of(pair.line), f"{amount} net", why)
