"""The picture of a deadline: where each moment lies between the opening and the payment, worked out without a drawing.

Time runs across in percent of the picture's width, so that it fits any screen; what runs down is in pixels. The
moments bear the numbers of the list below the picture. Where many fall together, their numbers are stacked: each stays
above its own moment, and none covers another.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pendulum import DateTime

from notifications.figures import Figures
from web.views.steps import OPENED, Step
from workflow.calendars import ONE_DAY, Calendar

LEFT, RIGHT = 5.0, 95.0
"""Where the first and the last moment lie: their numbers stay inside of the picture."""
APART = 8.0
"""Percent from one number to the next on the same level: more than its width on the narrowest screen."""
LEVEL = 26
"""Pixels from one level of numbers to the next."""
FOOT = 26
"""Below the axis: the dates."""
DATES_APART = 20.0
MIDNIGHT = datetime.time(0)
STRIDES = (1, 2, 3, 5, 7, 14, 28, 56, 182, 364)
MOST_DAYS = 200
"""Beyond, days are too thin to be shaded."""
BEFORE = 1
"""How many times as long as the rest what came before the opening may take; what lies farther back is cut."""


@dataclass(frozen=True)
class Mark:
    """One moment: its number in the list, its kind as in `Step`, its place."""

    number: int
    kind: str
    left: float
    top: int


@dataclass(frozen=True)
class Band:
    """Days on which nobody works."""

    left: float
    width: float


@dataclass(frozen=True)
class Tick:
    """The beginning of a day, with its date."""

    left: float
    label: str

    @property
    def side(self) -> str:
        """Say on which side of its tick the date has room, as an anchor of text."""
        return "end" if self.left > RIGHT - LEFT else "middle"


@dataclass(frozen=True)
class Timeline:
    """The picture; `axis` is where time runs, `now` where we are, `cut` whether something lies before its beginning."""

    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    now: float
    axis: int
    height: int
    cut: bool
    title: str
    described: str

    @property
    def side(self) -> str:
        """Say on which side of its line the word for now has room, as an anchor of text."""
        return "start" if self.now < LEFT * 2 else "end" if self.now > 100 - LEFT * 2 else "middle"


def timeline(steps: Sequence[Step], now: DateTime, calendar: Calendar, writes: Figures) -> Timeline:
    """Draw the steps, which are in order of time; `calendar` says which days are shaded, dates are the reader's."""
    scale = _scale(steps, now)
    marks = tuple(_marks(steps, scale))
    axis = max(one.top for one in marks) + LEVEL
    return Timeline(
        marks=tuple(Mark(one.number, one.kind, one.left, axis - one.top) for one in marks),
        bands=tuple(_bands(scale, calendar)),
        ticks=tuple(_ticks(scale, writes)),
        now=scale.at(now),
        axis=axis,
        height=axis + FOOT,
        cut=any(one.moment < scale.first for one in steps),
        title="What happens when",
        described=_described(steps, now, writes),
    )


@dataclass(frozen=True)
class _Scale:
    """Turns moments into percentages of the width; what came before the first stands at it."""

    first: DateTime
    last: DateTime

    def at(self, moment: DateTime) -> float:
        seconds = (self.last - self.first).total_seconds() or 1.0
        share = (moment - self.first).total_seconds() / seconds
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0), 2)


def _scale(steps: Sequence[Step], now: DateTime) -> _Scale:
    moments = [now, *(one.moment for one in steps)]
    opened = next((one.moment for one in steps if one.kind == OPENED), now)
    earliest = opened - (max(moments) - opened) * BEFORE
    return _Scale(max(min(moments), earliest), max(moments))


def _marks(steps: Sequence[Step], scale: _Scale) -> Iterator[Mark]:
    """Stack the numbers: each on the lowest level where it has room; `top` is counted up from the axis here."""
    taken: list[float] = []
    for number, step in enumerate(steps, 1):
        left = scale.at(step.moment)
        level = next((n for n, last in enumerate(taken) if left - last >= APART), len(taken))
        taken[level : level + 1] = [left]
        yield Mark(number, step.kind, left, LEVEL * (level + 1))


def _bands(scale: _Scale, calendar: Calendar) -> Iterator[Band]:
    """Shade the days on which nobody works, those in a row at once."""
    first, last = calendar.local_date(scale.first), calendar.local_date(scale.last)
    days = [first + ONE_DAY * n for n in range((last - first).days + 1)]
    if len(days) > MOST_DAYS:
        return
    for is_open, row in groupby(days, key=calendar.is_business_day):
        closed = list(row)
        if not is_open:
            left, right = (scale.at(calendar.at(day, MIDNIGHT)) for day in (closed[0], closed[-1] + ONE_DAY))
            yield Band(left, round(right - left, 2))


def _ticks(scale: _Scale, writes: Figures) -> Iterator[Tick]:
    """Give the beginnings of days on the reader's clock, so far apart that their dates do not touch."""
    midnight = scale.first.in_timezone(writes.timezone).start_of("day").add(days=1)
    days = max((scale.last - scale.first).total_seconds() / ONE_DAY.total_seconds(), 0.01)
    wanted = DATES_APART / (RIGHT - LEFT) * days
    stride = next((one for one in STRIDES if one >= wanted), STRIDES[-1])
    while midnight <= scale.last:
        yield Tick(scale.at(midnight), writes.short_day(midnight.date()))
        midnight = midnight.add(days=stride)


def _described(steps: Sequence[Step], now: DateTime, writes: Figures) -> str:
    said = "; ".join(f"{number} {one.name}, {one.at}" for number, one in enumerate(steps, 1))
    return f"{said}. Now it is {writes.moment(now)}."
