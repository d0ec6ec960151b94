"""The ledger as the page shows it to one reader: a glance by month, then each workspace with its source and lines."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from notifications.figures import Figures, zone_name
from web.views.moments import At, brief
from workflow.invoices.document import CoveredPeriod
from workflow.invoices.source import Completeness
from workflow.people.workspace import Workspace
from workflow.periods.period import AWAITING, HISTORY, INVOICED, LATE, OPEN, REVIEWED, WAIVED, BillingPeriod
from workflow.reviews.line import LedgerLine
from workflow.reviews.outlook import outlook

MOST_MONTHS = 10
FEWEST_FOLDED = 3
STATES = {
    HISTORY: "History",
    OPEN: "Running",
    AWAITING: "Awaiting",
    LATE: "Late",
    INVOICED: "In review",
    REVIEWED: "Reviewed",
    WAIVED: "Waived",
}
TONES = {LATE: "bad", INVOICED: "check", REVIEWED: "good", HISTORY: "faint", OPEN: "faint"}
CONNECTIONS: Mapping[str, tuple[str, str]] = {
    Completeness.COMPLETE: ("Answers completely", "good"),
    Completeness.INCOMPLETE: ("Does not answer completely", "check"),
    Completeness.BROKEN: ("Cannot be heard", "bad"),
}
NEVER_ASKED = ("Not asked yet", "plain")
WITHHELD = "The admins and finance of this workspace are told what to fix."


@dataclass(frozen=True)
class Row:
    """One period: its days, its state in a word, why, and what follows when; empty where nothing follows."""

    path: str
    days: str
    state: str
    tone: str
    needs: bool
    reason: str
    next: str
    at: At | None
    month: tuple[int, int]
    is_history: bool


@dataclass(frozen=True)
class Connection:
    """How a workspace's source answers, in words; `problem` says what to fix."""

    source: str
    words: str
    tone: str
    worked: str
    problem: str


@dataclass(frozen=True)
class Section:
    """One workspace with its source and its rows, the newest first; `zone` is whose clock the moments are on."""

    key: str
    name: str
    account: str
    zone: str
    connection: Connection
    rows: tuple[Row, ...]

    @property
    def folded(self) -> tuple[Row, ...]:
        """Give the history at the end, which is folded away where there is much of it and something else to look at."""
        history = tuple(reversed(list(takewhile(lambda row: row.is_history, reversed(self.rows)))))
        return history if FEWEST_FOLDED <= len(history) < len(self.rows) else ()

    @property
    def unfolded(self) -> tuple[Row, ...]:
        """Give the rows above the history."""
        return self.rows[: len(self.rows) - len(self.folded)]

    @property
    def needing(self) -> int:
        """Count the periods that need somebody."""
        return sum(row.needs for row in self.rows)


@dataclass(frozen=True)
class MonthCell:
    """What a month shows of a workspace: the period that needs somebody, else its newest, and how many more."""

    row: Row
    more: int


@dataclass(frozen=True)
class Glance:
    """Workspaces by month; a month has its short name and its year, and a workspace a cell for each, or none."""

    months: tuple[tuple[str, int], ...]
    workspaces: tuple[tuple[Section, tuple[MonthCell | None, ...]], ...]


def section(workspace: Workspace, lines: Sequence[LedgerLine], writes: Figures, *, acts: bool) -> Section:
    """Work out what the page says of one workspace; only who `acts` reads what is wrong with its source."""
    return Section(
        key=workspace.key,
        name=workspace.name,
        account=workspace.account,
        zone=zone_name(writes.timezone),
        connection=connection(workspace, writes, acts=acts),
        rows=tuple(row_of(line, writes, acts=acts) for line in lines),
    )


def connection(workspace: Workspace, writes: Figures, *, acts: bool) -> Connection:
    """Say how a workspace's source answers."""
    words, tone = CONNECTIONS.get(workspace.connection, NEVER_ASKED)
    problem = workspace.connection_problem or "" if acts else WITHHELD
    return Connection(
        source=workspace.source,
        words=words,
        tone=tone,
        worked=brief(writes, workspace.last_success_at).words if workspace.last_success_at else "never",
        problem=problem if tone in {"bad", "check"} else "",
    )


def row_of(line: LedgerLine, writes: Figures, *, acts: bool) -> Row:
    """Say where one period stands."""
    seen = outlook(line if acts else replace(line, problem=None))
    period = line.period
    tone = TONES.get(period.state, "plain")
    return Row(
        path=f"/periods/{period.id}",
        days=days_of(period, writes),
        state=STATES[period.state],
        tone="check" if seen.needs and tone != "bad" else tone,
        needs=seen.needs,
        reason=seen.reason,
        next=seen.next or "",
        at=brief(writes, seen.next_at) if seen.next_at else None,
        month=(period.ends_on.year, period.ends_on.month),
        is_history=period.state == HISTORY,
    )


def days_of(period: BillingPeriod, writes: Figures) -> str:
    """Write the days that a period covers."""
    return writes.days(CoveredPeriod(starts_on=period.starts_on, ends_on=period.ends_on))


def glance(sections: Sequence[Section]) -> Glance:
    """Set the sections' rows side by side by the month in which a period ends, the newest month first."""
    by_month = [_by_month(one.rows) for one in sections]
    months = sorted({month for its in by_month for month in its}, reverse=True)[:MOST_MONTHS]
    names = tuple((datetime.date(year, month, 1).strftime("%b"), year) for year, month in months)
    cells = (tuple(its.get(month) for month in months) for its in by_month)
    return Glance(names, tuple(zip(sections, cells, strict=True)))


def _by_month(rows: Sequence[Row]) -> Mapping[tuple[int, int], MonthCell]:
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        found[row.month].append(row)
    return {
        month: MonthCell(next((row for row in its if row.needs), its[0]), len(its) - 1) for month, its in found.items()
    }
