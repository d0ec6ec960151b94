"""This invoice beside the one before: which line became which, and what drives the change."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
    """Pair lines of the same kind and description, in their order; lines that are gone come last."""
    waiting: dict[tuple[str, str], deque[Line]] = defaultdict(deque)
    for line in before:
        waiting[_key(line)].append(line)
    paired = [Pair(line, waiting[_key(line)].popleft() if waiting[_key(line)] else None) for line in now]
    gone = [Pair(None, line) for queue in waiting.values() for line in queue]
    return (*paired, *gone)


def largest(compared: Sequence[Pair]) -> Pair | None:
    """Give the pair with the largest change up or down, if anything changed."""
    changed = [pair for pair in compared if pair.change]
    return max(changed, key=lambda pair: abs(pair.change or Decimal(0)), default=None)


def _key(line: Line) -> tuple[str, str]:
    return line.kind, " ".join((line.description or "").casefold().split())


def _amount(line: Line | None) -> Decimal | None:
    return Decimal(0) if line is None else line.amount
