"""`python -m tests.robots`: send the robots, the forgers and the crowd, print their figures; 1 on any miss."""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from playwright.sync_api import Browser
from rich.console import Console
from rich.status import Status
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.browser.chromium import MISSING, launched, program
from tests.browser.town import Customers, a_town
from tests.databases import disposed, new_database, url_of
from tests.factories import an_open_review
from tests.robots.forging import Tried, forge
from tests.robots.mails import newest, sign_in
from tests.robots.racing import Race, race
from tests.robots.scanning import Scanned, scan
from tests.schema import create_schema
from tests.servers.installed import ServerMissing
from tests.servers.postgres import running_postgres
from tests.web.site import make_site

REACHED = "2026-11-10 15:00"
"""By then the reminder, the warning, the escalation and the final call have been mailed."""
MAILS_EACH = 8
ASKED = 3
SHOWN = 8


def main() -> int:
    """Send them all, and say how it went."""
    parser = argparse.ArgumentParser(prog="make robots")
    for name, count in (("mails", 100), ("tokens", 10_000), ("races", 20), ("clicks", 50), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=count)
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    console, begun = Console(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, console.status("") as status:
        missed = [
            *_scans(console, status, Path(folder), chosen),
            *_forges(console, status, Path(folder), chosen),
            *_races(console, status, Path(folder), chosen),
        ]
    for one in missed[:SHOWN]:
        console.print(f"[red]missed:[/red] {one}", highlight=False)
    console.print(f"{len(missed)} misses; {time.monotonic() - begun:.0f} s; seed {chosen.seed}")
    return 1 if missed else 0


def _scans(console: Console, status: Status, folder: Path, chosen: argparse.Namespace) -> Iterator[str]:
    keys = [f"robbed{number}" for number in range(-(-chosen.mails // MAILS_EACH))]
    status.update("a month of mails")
    with _browser() as chromium, a_town(folder, Customers(keys, calm=["calm"])) as town:
        town.walks_to(REACHED)
        known = sign_in(town, keys[:ASKED])
        scanned = scan(town, chromium, newest(town.post.messages, chosen.mails), status.update, known)
        for reader in known:
            reader.browser.close()
        if chromium is None:
            yield MISSING
    _show_scanned(console, scanned)
    yield from scanned.trouble


def _show_scanned(console: Console, scanned: Scanned) -> None:
    table = Table(title="Robots that read mails before people do")
    for name in ("manner", "mails", "requests", "forms sent", "answers"):
        table.add_column(name, justify="right" if name in {"mails", "requests", "forms sent"} else "left")
    for name, seen in scanned.robots.items():
        answers = ", ".join(f"{count} x {status}" for status, count in sorted(seen.statuses.items()))
        table.add_row(name, str(seen.mails), str(seen.requests), str(seen.forms), answers)
    console.print(table)
    console.print("mails: " + ", ".join(f"{count} {kind}" for kind, count in scanned.kinds.most_common()))
    console.print(
        f"decisions {scanned.decisions}, answers to questions {scanned.answers}, tables changed {len(scanned.changed)} "
        f"of all but codes, links used up {scanned.used_up}; {scanned.acted} answers by people afterwards; "
        f"{scanned.codes} codes mailed, at most {scanned.most_codes} at one link within ten minutes; "
        f"{scanned.delayed} links where these let a new browser wait ten minutes"
    )


def _forges(console: Console, status: Status, folder: Path, chosen: argparse.Namespace) -> Iterator[str]:
    status.update(f"{chosen.tokens} hostile tokens")
    with _schema(f"sqlite:///{folder / 'forged.db'}") as engine:
        with Session(engine) as session:
            opened = an_open_review(session)
        tried = forge(make_site(engine, opened), chosen.tokens, chosen.seed)
    _show_tried(console, tried)
    yield from tried.accepted


def _show_tried(console: Console, tried: Tried) -> None:
    table = Table(title="Hostile tokens")
    table.add_column("class")
    table.add_column("tried", justify="right")
    for name, count in tried.classes.items():
        table.add_row(name, str(count))
    console.print(table)
    console.print(f"{tried.classes.total()} tokens, {tried.answers} requests, accepted {len(tried.accepted)}")


def _races(console: Console, status: Status, folder: Path, chosen: argparse.Namespace) -> Iterator[str]:
    races: list[Race] = []
    with _database(folder) as (kind, engine):
        for number in range(chosen.races):
            status.update(f"race {number + 1} of {chosen.races}, {chosen.clicks} clicks at once")
            races.append(race(engine, f"race-{number}", chosen.clicks))
    decided = [one.decisions for one in races]
    told = sum((one.statuses for one in races), start=type(races[0].statuses)())
    console.print(
        f"races on {kind}: {len(races)} of {chosen.clicks} clicks at once; decisions each: {sorted(set(decided))}; "
        + ", ".join(f"{count} x {answer}" for answer, count in sorted(told.items()))
    )
    yield from (f"race {number}: {one}" for number, one in enumerate(races, 1) if not one.fair)


@contextmanager
def _browser() -> Iterator[Browser | None]:
    found = program()
    if found is None:
        yield None
        return
    with launched(found) as browser:
        yield browser


@contextmanager
def _database(folder: Path) -> Iterator[tuple[str, Engine]]:
    """Yield an empty database: on PostgreSQL where the machine has one, else a file."""
    try:
        with running_postgres() as server, new_database(server) as name, _schema(url_of(server, name)) as engine:
            yield "PostgreSQL", engine
    except ServerMissing:
        with _schema(f"sqlite:///{folder / 'raced.db'}") as engine:
            yield "SQLite", engine


@contextmanager
def _schema(url: str) -> Iterator[Engine]:
    with disposed(make_engine(url)) as engine:
        create_schema(engine)
        yield engine


if __name__ == "__main__":
    sys.exit(main())
