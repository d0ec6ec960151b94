"""Earlier invoices of the same seller: what a new one is compared with."""

import datetime
from collections.abc import Sequence
from typing import Protocol, TypeVar

ALIKE = 2
"""Two invoices cover about the same time when neither covers more than twice the days of the other."""


class Covering(Protocol):
    """Something that covers days, both included."""

    @property
    def covers_from(self) -> datetime.date | None:
        """Give the first day."""
        ...

    @property
    def covers_until(self) -> datetime.date | None:
        """Give the last day."""
        ...


Other = TypeVar("Other", bound=Covering)


def comparable(
    covers_from: datetime.date | None, covers_until: datetime.date | None, earlier: Sequence[Other]
) -> Other | None:
    """Choose the invoice that one covering these days is compared with: the newest of about the same length.

    A month is not compared with the two days of a workshop, nor a top-up with a month, while there is better.
    `earlier` is newest first.
    """
    length = _days(covers_from, covers_until)
    alike = (one for one in earlier if _is_alike(length, _days(one.covers_from, one.covers_until)))
    return next(alike, earlier[0] if earlier else None)


def _days(covers_from: datetime.date | None, covers_until: datetime.date | None) -> int | None:
    return (covers_until - covers_from).days + 1 if covers_from and covers_until else None


def _is_alike(one: int | None, other: int | None) -> bool:
    return one is None or other is None or max(one, other) <= ALIKE * min(one, other)
