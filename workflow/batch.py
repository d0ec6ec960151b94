"""What a stage says of one batch: how much was done, and what stepped aside."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

BATCH = 500

Item = TypeVar("Item")
Decided = TypeVar("Decided")


@dataclass(frozen=True)
class Trouble:
    """A row that stepped aside: `about` is `noun:id`, `error` one sentence."""

    about: str
    error: str


@dataclass(frozen=True)
class Batch:
    """One batch of one stage; `done` rows were carried on, each trouble is one that was not."""

    done: int = 0
    troubles: tuple[Trouble, ...] = ()

    def __add__(self, other: "Batch") -> "Batch":
        """Sum two batches."""
        return Batch(self.done + other.done, self.troubles + other.troubles)


def decide_each(
    items: Iterable[Item], decide: Callable[[Item], Decided]
) -> tuple[list[Decided], list[tuple[Item, Exception]]]:
    """Decide row by row; a row that cannot be decided stands apart with its error and does not stop the batch."""
    decided: list[Decided] = []
    apart: list[tuple[Item, Exception]] = []
    for item in items:
        try:
            decided.append(decide(item))
        except Exception as error:  # noqa: BLE001  # whatever is odd about one row is not the others' trouble
            apart.append((item, error))
    return decided, apart
