"""What a stage says of one batch: how much was done, and what stepped aside."""

from dataclasses import dataclass

BATCH = 500


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
