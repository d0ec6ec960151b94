"""`python -m tests.chaos`: play the chaos, print its figures; 1 when the auditor complains."""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from pendulum import DateTime
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from config.database import make_engine
from sandbox.chaos.catalogue import KINDS
from tests.chaos.auditor import Auditor, Seen
from tests.chaos.playing import BEGINS, Game
from tests.chaos.setting import BAD, GOOD, books
from tests.chaos.world import SECONDS, a_quiet_world, a_world
from tests.databases import disposed, new_database, url_of
from tests.schema import create_schema
from tests.servers.postgres import running_postgres

SLACK = 3.0
"""Seconds after its deadline in which a fetch has to be over: this machine may be busy with its neighbours too."""
MOST_MEMORY = 256
"""MiB by which the process may grow, this test's own servers and mails with it."""
SHOWN = 8
STATES = ("complete", "incomplete", "broken")


def main() -> int:
    """Play, and say how it went."""
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    parser.add_argument("--answers", type=int, default=int(os.environ.get("N", "1000")))
    parser.add_argument("--without-defence", action="store_true", help="take every answer for a whole one: must fail")
    chosen = parser.parse_args()
    console = Console()
    begun, memory = time.monotonic(), _memory()
    with _server() as server, _databases(server) as (url, quiet_url):
        auditor, seconds = _play(console, url, quiet_url, chosen)
    grown = _memory() - memory
    _judge(auditor, seconds, grown)
    _show(console, auditor, seconds)
    console.print(f"memory grew by {grown:.0f} MiB; {time.monotonic() - begun:.0f} s; seed {chosen.seed}")
    return _verdict(console, auditor, chosen)


def _play(console: Console, url: str, quiet_url: str, chosen: argparse.Namespace) -> tuple[Auditor, list[float]]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f} wrong answers"))
    with (
        a_world(url, BEGINS, chosen.seed, credulous=chosen.without_defence) as world,
        Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress,
    ):
        task = progress.add_task("", total=chosen.answers)
        auditor = Auditor(world.house.readers, books((*BAD, *GOOD)))
        game = Game(world, auditor, lambda what, count: progress.update(task, description=what, completed=count))
        game.plays(chosen.answers)
        progress.update(task, description="the good vendor alone, to compare with")
        _compare(auditor, world.moments, quiet_url)
    return auditor, world.seconds


def _compare(auditor: Auditor, moments: Sequence[DateTime], quiet_url: str) -> None:
    """Play the same moments without any bad vendor: the good one's invoices have to come at the same ticks."""
    with a_quiet_world(quiet_url, BEGINS) as world:
        alone = Auditor(world.house.readers, books(GOOD))
        for now in moments:
            alone.looks(Seen(now, world.ticks(now)))
            world.post.clear()
    for number, when in alone.arrived.items():
        if auditor.arrived.get(number) != when:
            auditor.complain("neighbours", f"{number} came at tick {auditor.arrived.get(number)}, not {when}")


def _judge(auditor: Auditor, seconds: Sequence[float], grown: float) -> None:
    if seconds and max(seconds) > SECONDS + SLACK:
        auditor.complain("deadlines", f"a fetch took {max(seconds):.1f} s, not {SECONDS} s")
    if grown > MOST_MEMORY:
        auditor.complain("memory", f"it grew by {grown:.0f} MiB, more than {MOST_MEMORY}")


def _show(console: Console, auditor: Auditor, seconds: Sequence[float]) -> None:
    table = Table(title="What a misbehaving vendor said, and what the fetches that it spoiled were called")
    for name in ("group", "kinds", "answers", *STATES):
        table.add_column(name, justify="left" if name == "group" else "right")
    for group in dict.fromkeys(kind.group for kind in KINDS.values()):
        table.add_row(group, *map(str, _row(auditor, {group})))
    table.add_row("all", *map(str, _row(auditor, {kind.group for kind in KINDS.values()})), style="bold")
    console.print(table)
    late, longest = len(auditor.late), max(seconds, default=0)
    console.print(
        f"{auditor.answers[None]} honest answers between them, {auditor.ticks} ticks, {auditor.letters} letters, "
        f"{late} periods late; the longest fetch took {longest:.2f} s of {SECONDS} s"
    )


def _row(auditor: Auditor, groups: set[str]) -> list[int]:
    answers = {kind: count for kind, count in auditor.answers.items() if kind and kind.group in groups}
    called = [sum(auditor.outcomes[group, state] for group in groups) for state in STATES]
    return [len(answers), sum(answers.values()), *called]


def _verdict(console: Console, auditor: Auditor, chosen: argparse.Namespace) -> int:
    found = {check: what for check, what in auditor.complaints.items() if what}
    for check, what in found.items():
        console.print(f"[red]{check}: {len(what)}[/red]")
        for one in what[:SHOWN]:
            console.print(f"  {one}", markup=False, highlight=False)
    if found:
        console.print(f"play it again: make chaos SEED={chosen.seed} N={chosen.answers}")
        return 1
    console.print("[green]no crash, no wrong chase, no duplicate, nothing lost, no neighbour held up[/green]")
    return 0


@contextmanager
def _server() -> Iterator[str | None]:
    with running_postgres() if os.environ.get("POSTGRES") else nullcontext() as url:
        yield url


@contextmanager
def _databases(server: str | None) -> Iterator[tuple[str, str]]:
    """Yield two empty databases, on the server or as files."""
    with tempfile.TemporaryDirectory() as folder:
        if server is None:
            urls = (f"sqlite:///{Path(folder) / 'chaos.db'}", f"sqlite:///{Path(folder) / 'quiet.db'}")
            yield _ready(urls)
            return
        with new_database(server, "") as first, new_database(server, "") as second:
            yield _ready((url_of(server, first), url_of(server, second)))


def _ready(urls: tuple[str, str]) -> tuple[str, str]:
    for url in urls:
        with disposed(make_engine(url)) as engine:
            create_schema(engine)
    return urls


def _memory() -> float:
    """Give the most memory that the process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
