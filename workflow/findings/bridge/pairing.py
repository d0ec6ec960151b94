"""Which line of this invoice is which line of the one before."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from workflow.findings.bridge.charges import Charge
from workflow.invoices.document import LineKind


@dataclass(frozen=True)
class Pair:
    """A charge then and now; one of them is null where the line is gone or new."""

    before: Charge | None
    after: Charge | None


_LIKENESSES: Sequence[Callable[[Charge], Hashable]] = (
    lambda one: (one.key, one.unit, one.line.description, one.price),
    lambda one: (one.key, one.unit, one.line.description),
    lambda one: (one.key, one.unit, one.price),
    lambda one: (one.key, one.unit),
    lambda one: one.key,
)
"""From the closest: of several lines about one thing, those that are most alike belong together."""


def paired(before: Sequence[Charge], after: Sequence[Charge]) -> list[Pair]:
    """Pair the charges of two invoices by what they are about and their unit, in the order of this invoice.

    A unit that one of them does not state fits any; so does every unit of a subscription, which may be by the day.
    Linear in the number of lines: an invoice may have thousands that are alike.
    """
    found: dict[int, Charge] = {}
    left = {one.position: one for one in before}
    for likeness in _LIKENESSES:
        waiting: dict[Hashable, deque[Charge]] = defaultdict(deque)
        for one in left.values():
            waiting[likeness(one)].append(one)
        for one in after:
            alike = waiting[likeness(one)]
            if one.position not in found and alike and _fit(alike[0], one):
                found[one.position] = left.pop(alike.popleft().position)
    return [Pair(found.get(one.position), one) for one in after] + [Pair(one, None) for one in left.values()]


def _fit(one: Charge, other: Charge) -> bool:
    subscribed = one.line.kind == other.line.kind == LineKind.SUBSCRIPTION
    return one.unit == other.unit or not one.unit or not other.unit or subscribed
