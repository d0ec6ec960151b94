"""This invoice beside the one before: which line became which, and what drives the change."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.findings.line_keys import line_key
from workflow.invoices.document import Line


@dataclass(frozen=True)
class Pair:
    """One line now and before; one of the two may be missing. Amounts are net."""

    now: Line | None
    before: Line | None

    @property
    def line(self) -> Line:
        """Give the line that says what this is about."""
        line = self.now or self.before
        assert line is not None  # noqa: S101  # a pair has at least one side
        return line

    @property
    def change(self) -> Decimal | None:
        """Tell by how much the amount changed; a line that is new or gone changed by all of it; None: not stated."""
        now, before = _amount(self.now), _amount(self.before)
        return None if now is None or before is None else now - before


def pairs(now: Sequence[Line], before: Sequence[Line]) -> tuple[Pair, ...]:
    """Pair lines of the same kind: those of the same words first, then those about the same; both in their order.

    Lines that are gone come last.
    """
    found: dict[int, Line] = {}
    left = dict(enumerate(before))
    for likeness in (_words, _about):
        waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
        for place, line in left.items():
            waiting[likeness(line)].append(place)
        for place, line in enumerate(now):
            alike = waiting[likeness(line)]
            if place not in found and alike:
                found[place] = left.pop(alike.popleft())
    paired = [Pair(line, found.get(place)) for place, line in enumerate(now)]
    return (*paired, *(Pair(None, line) for line in left.values()))


def largest(compared: Sequence[Pair], most: int = 1) -> list[Pair]:
    """Give the pairs with the largest changes up or down, of those that changed."""
    return sorted((pair for pair in compared if pair.change), key=weight, reverse=True)[:most]


def weight(pair: Pair) -> Decimal:
    """Tell how much a line moves the total, up or down; one whose change is not stated comes before all others."""
    return Decimal("Infinity") if pair.change is None else abs(pair.change)


def _words(line: Line) -> tuple[str, str]:
    return line.kind, " ".join((line.description or "").casefold().split())


def _about(line: Line) -> tuple[str, str]:
    return line.kind, line_key(line.description)


def _amount(line: Line | None) -> Decimal | None:
    return Decimal(0) if line is None else line.amount
