"""How numbers are spread: a few of them that say how most look and how far the others lie, never a mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Bin = tuple[str, int | None, int | None]
"""A bar of a histogram: its name, its least and its greatest number; None where it is open."""


@dataclass(frozen=True)
class Spread:
    """A distribution; each figure is one of the numbers themselves, so that none stands for what never was."""

    count: int
    least: int
    lower: int
    median: int
    upper: int
    ninetieth: int
    most: int
    bars: tuple[tuple[str, int], ...]

    @property
    def middle(self) -> int:
        """Say how far the middle half is apart: the interquartile range."""
        return self.upper - self.lower


def spread_of(numbers: Iterable[int], bins: Sequence[Bin]) -> Spread | None:
    """Describe numbers, in any order; None when there are none. Quantiles are by nearest rank."""
    ordered = sorted(numbers)
    if not ordered:
        return None
    return Spread(
        count=len(ordered),
        least=ordered[0],
        lower=_rank(ordered, 25),
        median=_rank(ordered, 50),
        upper=_rank(ordered, 75),
        ninetieth=_rank(ordered, 90),
        most=ordered[-1],
        bars=tuple((name, sum(_within(number, first, last) for number in ordered)) for name, first, last in bins),
    )


def _rank(ordered: Sequence[int], percent: int) -> int:
    """Give the least number that so many percent of all do not exceed."""
    return ordered[-(-len(ordered) * percent // 100) - 1]


def _within(number: int, first: int | None, last: int | None) -> bool:
    return (first is None or number >= first) and (last is None or number <= last)
