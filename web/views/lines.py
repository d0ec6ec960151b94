"""The lines of an invoice beside those of the one before: which are new, which are gone, and what became of the rest.

An invoice may have thousands of lines: the page shows the heaviest, and a page of its own shows all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from notifications.figures import Figures
from web.views.comparison import Pair, weight
from workflow.invoices.document import CoveredPeriod, Line
from workflow.invoices.units import unit_word
from workflow.reviews.casefile import InvoiceFacts

AT_ONCE, FOLDED = 10, 10
"""How many of the heaviest lines are shown, and how many more are folded away below them."""
LONGEST_NAME = 200
NEW, GONE, CHANGED, SAME = "new", "gone", "changed", "same"
ABSENT = "–"  # noqa: RUF001  # a dash where there is no amount
TIMES = "×"  # noqa: RUF001  # the sign of multiplication


@dataclass(frozen=True)
class Cell:
    """What a line charges, and how that comes about; `quantity` is empty where the line does not say."""

    amount: str
    quantity: str = ""


@dataclass(frozen=True)
class LineRow:
    """One line of the comparison; `mark` is `new`, `gone`, `changed` or `same`, `days` which days it is for."""

    name: str
    days: str
    before: Cell
    now: Cell
    change: str
    mark: str


@dataclass(frozen=True)
class LinesView:
    """The heaviest lines in the order of the invoice, then `folded` the next ones.

    `rest` says what those come to that are not among `rows`, empty where there are none.
    `prior_number` names the invoice beside it, where there is one that compares.
    """

    prior_number: str
    rows: tuple[LineRow, ...]
    folded: tuple[LineRow, ...]
    count: int
    rest: str


@dataclass(frozen=True)
class Sheet:
    """What is the same for all lines of an invoice: which one stands beside it, its currency, the days that it covers.

    `prior_number` is empty where nothing compares; only lines for other days than `usual` have theirs said.
    """

    prior_number: str
    currency: str
    usual: CoveredPeriod | None
    writes: Figures


def sheet_of(facts: InvoiceFacts, writes: Figures) -> Sheet:
    """Take it from the invoice."""
    prior, document = facts.comparable, facts.document
    return Sheet(prior.number if prior else "", document.currency, document.period, writes)


def lines_view(compared: Sequence[Pair], sheet: Sheet) -> LinesView:
    """Choose the lines that are shown at once: those that changed most; with nothing beside them the largest."""
    heaviest = sorted(range(len(compared)), key=lambda place: _heaviness(compared[place]), reverse=True)
    shown, left = sorted(heaviest[:AT_ONCE]), heaviest[AT_ONCE:]
    folded = sorted(left[:FOLDED])
    return LinesView(
        prior_number=sheet.prior_number,
        rows=line_rows([compared[place] for place in shown], sheet),
        folded=line_rows([compared[place] for place in folded], sheet),
        count=len(compared),
        rest=_rest([compared[place] for place in left], sheet),
    )


def line_rows(pairs: Sequence[Pair], sheet: Sheet) -> tuple[LineRow, ...]:
    """Write lines as their reader writes amounts; without an invoice beside them nothing is new."""
    return tuple(_row(pair, sheet) for pair in pairs)


def name_of(line: Line) -> str:
    """Name a line by what the vendor calls it, no longer than a page can bear."""
    words = line.description or line.kind.replace("_", " ").capitalize()
    return words if len(words) <= LONGEST_NAME else f"{words[:LONGEST_NAME]}…"


def _heaviness(pair: Pair) -> tuple[Decimal, Decimal]:
    """Weigh a line by its change, and where that is the same by its amount."""
    return weight(pair), abs(pair.line.amount or Decimal(0))


def _row(pair: Pair, sheet: Sheet) -> LineRow:
    currency, writes, compared = sheet.currency, sheet.writes, bool(sheet.prior_number)
    return LineRow(
        name=name_of(pair.line),
        days=_days(pair, sheet),
        before=_cell(pair.before, currency, writes),
        now=_cell(pair.now, currency, writes),
        change=writes.change(pair.change, currency) if compared and pair.change else "",
        mark=_mark(pair) if compared else SAME,
    )


def _days(pair: Pair, sheet: Sheet) -> str:
    """Say for which days a line is, where those are not the ones of the whole invoice; one that is gone had its own."""
    days = pair.now.period if pair.now else None
    return sheet.writes.days(days) if days and days != sheet.usual else ""


def _cell(line: Line | None, currency: str, writes: Figures) -> Cell:
    if line is None:
        return Cell(ABSENT)
    amount = writes.money(line.amount, currency)
    if line.quantity is None:
        return Cell(amount)
    unit = f" {word[:LONGEST_NAME]}" if (word := unit_word(line.unit, line.quantity)) else ""
    price = f" {TIMES} {writes.money(line.unit_price, currency)}" if line.unit_price is not None else ""
    return Cell(amount, f"{writes.number(line.quantity)}{unit}{price}")


def _mark(pair: Pair) -> str:
    if pair.before is None:
        return NEW
    if pair.now is None:
        return GONE
    return CHANGED if pair.change else SAME


def _rest(others: Sequence[Pair], sheet: Sheet) -> str:
    if not others:
        return ""
    now, before = (
        sheet.writes.money(_sum(lines), sheet.currency)
        for lines in ((pair.now for pair in others), (pair.before for pair in others))
    )
    lines = "1 more line" if len(others) == 1 else f"{len(others)} more lines"
    return f"{lines}, together {now} net{f'; {before} on the last invoice' if sheet.prior_number else ''}."


def _sum(lines: Iterable[Line | None]) -> Decimal:
    return sum((line.amount for line in lines if line and line.amount is not None), Decimal(0))
