"""The picture of a bridge: where each bar of the waterfall lies, worked out without a drawing.

Bars lie below one another. What runs across is in percent of the picture's width, so that it fits any screen while
its text keeps its size; what runs down is in pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from notifications.bridging import BridgeWords, StepWords

ROW = 46
"""From one bar to the next; above each bar stands its text."""
TEXT, BAR, THICK = 14, 21, 14
"""Within a row: the base line of the text, the upper edge of the bar, and how thick it is."""
THINNEST = Decimal("0.6")
"""Percent; a small step beside large totals can still be seen."""
SMALL = Decimal("0.3")
"""Where all that happens is within this share of the largest sum, the totals are cut, so that the steps can be read."""
LONGEST_NUMBER = 20
EXACT = Decimal("0.001")
TOTAL, UP, DOWN, OPEN = "total", "up", "down", "open"


@dataclass(frozen=True)
class Bar:
    """One bar with its text; `left`, `width` and `joint` are percentages, `top` is in pixels.

    `joint` is where the bar ends and the next one begins. `kind` is `total`, `up`, `down`, or `open` for what nothing
    explains; the sign of its amount stands in the text.
    """

    kind: str
    name: str
    amount: str
    left: Decimal
    width: Decimal
    joint: Decimal
    top: int

    @property
    def line(self) -> int:
        """Give the base line of its text."""
        return self.top + TEXT

    @property
    def upper(self) -> int:
        """Give its upper edge."""
        return self.top + BAR

    @property
    def lower(self) -> int:
        """Give its lower edge."""
        return self.top + BAR + THICK


@dataclass(frozen=True)
class Waterfall:
    """The bars in order, the height of the picture, where nought lies, and what somebody hears who cannot see it.

    `nought` is null where the totals are cut: then they begin above it.
    """

    bars: tuple[Bar, ...]
    height: int
    thick: int
    nought: Decimal | None
    title: str
    described: str


def waterfall(words: BridgeWords) -> Waterfall:
    """Draw the totals as full bars from nought, and between them each step from where the one before it ended."""
    sums = list(accumulate((one.size for one in words.steps), initial=words.start))
    scale = _Scale([*sums, words.end])
    steps = [_step(one, sums[n], scale, n + 1) for n, one in enumerate(words.steps)]
    first = _bar(TOTAL, (_short(words.prior_number), words.before), (Decimal(0), words.start), scale, 0)
    last = _bar(TOTAL, (_short(words.number), words.after), (Decimal(0), words.end), scale, len(steps) + 1)
    return Waterfall(
        bars=(first, *steps, last),
        height=ROW * (len(steps) + 2),
        thick=THICK,
        nought=None if scale.is_cut else scale.at(Decimal(0)),
        title=f"How {words.before} became {words.after}",
        described=_described(words),
    )


class _Scale:
    """Turns amounts into percentages of the width; nought is in the picture unless the totals are cut."""

    def __init__(self, amounts: Sequence[Decimal]) -> None:
        low, high = min(amounts), max(amounts)
        self.is_cut = 0 < high - low < SMALL * high
        self._low = low - (high - low) / 2 if self.is_cut else min(low, Decimal(0))
        self._range = max(high, Decimal(0)) - self._low or Decimal(1)

    def at(self, amount: Decimal) -> Decimal:
        return ((max(amount, self._low) - self._low) * 100 / self._range).quantize(EXACT)


def _step(words: StepWords, start: Decimal, scale: _Scale, place: int) -> Bar:
    kind = OPEN if words.is_open else UP if words.size > 0 else DOWN
    return _bar(kind, (words.name, words.amount), (start, start + words.size), scale, place)


def _bar(kind: str, text: tuple[str, str], ends: tuple[Decimal, Decimal], scale: _Scale, place: int) -> Bar:
    low, high = sorted(map(scale.at, ends))
    width = max(high - low, THINNEST)
    return Bar(kind, *text, min(low, 100 - width), width, scale.at(ends[1]), ROW * place)


def _short(number: str) -> str:
    """Cut a number to what fits beside its amount; a picture's text does not wrap."""
    return number if len(number) <= LONGEST_NUMBER else number[: LONGEST_NUMBER - 1] + "…"


def _described(words: BridgeWords) -> str:
    steps = "; ".join(f"{one.name} {one.amount}" for one in words.steps)
    return f"From {words.before} ({words.prior_number}) to {words.after} ({words.number}): {steps}. {words.verdict}"
