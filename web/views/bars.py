"""Small bar pictures, worked out in whole units of their own canvas: a histogram, and a share month by month."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflow.health.answer import written_share
from workflow.health.months import spelled

WIDTH, TALLEST, BASE, HEIGHT = 360, 56, 76, 96
GAP = 6
FULL = 100


@dataclass(frozen=True)
class Bar:
    """One bar from `top` down to the base, with what stands above and below it; `center` is where they stand."""

    left: int
    top: int
    width: int
    height: int
    center: int
    above: str
    below: str


@dataclass(frozen=True)
class Bars:
    """A picture of bars; `words` say the same to whoever does not see it. At `mark` a bar is high enough."""

    words: str
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE
    mark: int = 0
    marked: str = ""


def histogram(title: str, counts: Sequence[tuple[str, int]]) -> Bars:
    """Draw how many there are of each kind, the highest bar as tall as there is room."""
    most = max((count for _, count in counts), default=0) or 1
    said = ", ".join(f"{name}: {count}" for name, count in counts)
    bars = [(name, str(count) if count else "", count * TALLEST // most) for name, count in counts]
    return Bars(f"{title}. {said}.", _placed(bars))


def trend(title: str, shares: Sequence[tuple[str, Decimal | None]], healthy: Decimal) -> Bars:
    """Draw a share in percent for each month; a month without data has a dash and no bar."""
    said = ", ".join(f"{spelled(month)}: {_share(share)}" for month, share in shares)
    bars = [
        (_initials(month), "-" if share is None else f"{int(share)}", int(share or 0) * TALLEST // FULL)
        for month, share in shares
    ]
    words = f"{title}, month by month. {said}. Healthy: {written_share(healthy)}."
    return Bars(words, _placed(bars), mark=BASE - int(healthy) * TALLEST // FULL, marked=written_share(healthy))


def _placed(bars: Sequence[tuple[str, str, int]]) -> tuple[Bar, ...]:
    step = WIDTH // max(len(bars), 1)
    return tuple(
        Bar(
            left=place * step + GAP // 2,
            top=BASE - height,
            width=step - GAP,
            height=height,
            center=place * step + step // 2,
            above=above,
            below=below,
        )
        for place, (below, above, height) in enumerate(bars)
    )


def _share(share: Decimal | None) -> str:
    return "no data" if share is None else written_share(share)


def _initials(month: str) -> str:
    return datetime.date.fromisoformat(f"{month}-01").strftime("%b")
