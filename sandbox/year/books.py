"""The books of all five customers, and what was planted in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sandbox.books import Books
from sandbox.traffic import Traffic
from sandbox.year.alder import alder
from sandbox.year.birch import birch
from sandbox.year.cause import Cause
from sandbox.year.cedar import cedar
from sandbox.year.dogwood import dogwood
from sandbox.year.elm import elm
from sandbox.year.writer import Periods


@dataclass(frozen=True)
class Year:
    """Fifteen months by account: the books, the traffic behind them, the periods from -14 to 0, the causes."""

    books: Books
    traffic: Mapping[str, Traffic]
    periods: Mapping[str, Periods]
    causes: tuple[Cause, ...]


def year_books(last: date) -> Year:
    """Write the books up to the month of this day; the same month always gives the same books."""
    chapters = [write(last) for write in (alder, birch, cedar, dogwood, elm)]
    return Year(
        books={one.account: one.items for one in chapters},
        traffic={one.account: one.traffic for one in chapters},
        periods={one.account: one.periods for one in chapters},
        causes=tuple(cause for one in chapters for cause in one.causes),
    )
