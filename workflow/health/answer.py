"""An answer to one question about how invoice review goes: the verdict, the sentence with its figures, the proof."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

from workflow.health.facts import Handled
from workflow.health.spread import Spread

MOST_PROOF = 10
"""So many reviews that count against a verdict are named; a list that nobody reads proves nothing."""


class Verdict(StrEnum):
    """What there is to say, from good to bad; without reviews there is nothing to say."""

    HEALTHY = "healthy"
    WATCH = "watch"
    UNHEALTHY = "unhealthy"
    NO_DATA = "no data"


@dataclass(frozen=True)
class Proof:
    """A review that counts against a verdict, and what it shows."""

    review: Handled
    why: str


@dataclass(frozen=True)
class Answer:
    """What is measured for one question over some reviews.

    `share` is in percent, rounded down to one decimal, None without data; `counts` are what it is made of. `against`
    is how many reviews speak against it, of which `proof` names the first ten.
    """

    verdict: Verdict
    sentence: str
    share: Decimal | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    spreads: Mapping[str, Spread | None] = field(default_factory=dict)
    amounts: tuple["Explained", ...] = ()
    against: int = 0
    proof: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Explained:
    """Of the amounts in one currency, what had evidence; `share` in percent as everywhere."""

    currency: str
    amount: Decimal
    explained: Decimal
    share: Decimal


@dataclass(frozen=True)
class Question:
    """A question, what a healthy process would answer (`bar`: from which share on), and how it is measured."""

    key: str
    title: str
    short: str
    healthy: str
    bar: Decimal
    measure: Callable[[Sequence[Handled]], Answer]


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Give a share in percent, rounded down to one decimal: 90 % is said of nothing less."""
    return (100 * Decimal(part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_FLOOR)


def written_share(share: Decimal) -> str:
    """Write a share: `90 %`, `66.6 %`."""
    return f"{share.normalize() if share % 1 else share.quantize(Decimal(1))} %"


def number_of(count: int, noun: str) -> str:
    """Write a number of things: `1 review`, `2 reviews`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def were(count: int) -> str:
    """Give the verb that goes with so many."""
    return "was" if count == 1 else "were"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the worst of several verdicts; what has no data says nothing, unless nothing has."""
    order = list(Verdict)
    return max((one for one in verdicts if one != Verdict.NO_DATA), key=order.index, default=Verdict.NO_DATA)


def first_of(proof: Iterable[Proof]) -> tuple[Proof, ...]:
    """Take as many as are named."""
    return tuple(proof)[:MOST_PROOF]
