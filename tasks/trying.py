"""Tries every source of a setup file once: nothing is stored, and nothing is made at a vendor."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from pathlib import Path

from pendulum import DateTime

from tasks.connecting import connect
from workflow.invoices.accounts import account_of
from workflow.invoices.source import Account, Evidence, Fetched, Source, Span
from workflow.people.workspace import Workspace
from workflow.periods.closing import cycles_of
from workflow.periods.cycles import boundaries
from workflow.setup.applied import SourceSetting
from workflow.setup.columns import source_columns, workspace_columns
from workflow.setup.schema import Setup, WorkspaceEntry

AT_ONCE = 4
"""Workspaces asked at the same time; each takes at most a minute."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tried:
    """What the source of one workspace answered for some days."""

    key: str
    source: str
    span: Span
    fetched: Fetched
    evidence: Evidence


@dataclass(frozen=True)
class _Trial:
    """One source to be asked, for whom and about which days."""

    name: str
    source: Source
    account: Account
    span: Span

    def run(self) -> Tried:
        """Ask."""
        fetched = self.source.invoices(self.account, self.span)
        evidence = self.source.evidence(self.account, self.span)
        return Tried(self.account.key, self.name, self.span, fetched, evidence)


def try_sources(setup: Setup, folder: Path, now: DateTime) -> Iterator[Tried]:
    """Ask each workspace's source about its last full period; gives the answers in the order of the file.

    `folder` is where relative paths begin. Keys are taken from the environment.
    """
    rows = [_row(entry) for entry in setup.workspaces]
    sources = _sources(setup, folder)
    everyone = sorted(rows, key=lambda row: row.key)
    trials = [
        _Trial(row.source, sources[row.source], account_of(row, everyone), _last_period(row, now)) for row in rows
    ]
    with ThreadPoolExecutor(AT_ONCE, "try") as pool:
        yield from pool.map(_Trial.run, trials)


def _row(entry: WorkspaceEntry) -> Workspace:
    """Make the row that would be stored."""
    return Workspace(key=entry.key, **workspace_columns(entry, entry.first_period_starts))


def _sources(setup: Setup, folder: Path) -> Mapping[str, Source]:
    settings = {
        name: SourceSetting(name=name, active=True, **columns)
        for name, columns in source_columns(setup, folder).items()
    }
    for setting in settings.values():
        if "call_log_exports" in setting.settings:  # a trial orders nothing
            setting.settings = {**setting.settings, "call_log_exports": False}
    return {name: connect(name, setting) for name, setting in settings.items()}


def _last_period(workspace: Workspace, now: DateTime) -> Span:
    """Give the last period that has ended; for a workspace without one, the last month."""
    today = now.in_timezone(workspace.timezone).date()
    starts = list(takewhile(today.__ge__, boundaries(cycles_of(workspace), workspace.first_period_starts)))
    return _between(starts[-2:]) if len(starts) > 1 else _last_month(today)


def _between(starts: Sequence[date]) -> Span:
    return Span(starts[0], starts[1] - A_DAY)


def _last_month(today: date) -> Span:
    last = today.replace(day=1) - A_DAY
    return Span(last.replace(day=1), last)
