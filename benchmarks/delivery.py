"""`python -m benchmarks.delivery`: letters on their way over one line and over four, on both databases.

A relay takes 50 ms over each mail. Claiming, composing, the attempt before and the result after are all in it. Ends
with 1 where a mail is lost or doubled, or where four lines are not twice as fast as one.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from benchmarks.relay import a_relay
from config.clock import wall
from config.database import make_engine
from notifications import lines
from notifications.delivery import PostOffice, deliver
from tests.databases import disposed, new_database, url_of
from tests.factories import NOW, an_open_review
from tests.schema import create_schema
from tests.servers.postgres import running_postgres
from workflow.notices.notice import Kind
from workflow.notices.posting import ToTell, post

READERS = ("finance", "operations")
LEAST_RATIO = 2.0
KEYS = (b"a key that signs links",)


@dataclass(frozen=True)
class Measured:
    """How long all mails took over some lines, in seconds; `whole`: each was taken once."""

    lines: int
    mails: int
    seconds: float
    whole: bool

    @property
    def own(self) -> float:
        """Give the milliseconds that a line spent on a mail, with the wait for the relay."""
        return 1000 * self.seconds * self.lines / self.mails


def main() -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery")
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--relay", type=float, default=0.05, help="seconds that the relay takes over a mail")
    chosen = parser.parse_args()
    with running_postgres() as server, tempfile.TemporaryDirectory() as folder:
        found = {
            name: [_measured(name, server, Path(folder), count, chosen) for count in (1, lines.MOST_LINES)]
            for name in ("sqlite", "postgresql")
        }
    _show(found, chosen.relay)
    return 0 if all(_is_well(its) for its in found.values()) else 1


def _measured(name: str, server: str, folder: Path, count: int, chosen: argparse.Namespace) -> Measured:
    with _database(name, server, folder / f"{count}.db") as engine, a_relay(chosen.relay) as relay:
        _fill(engine, chosen.mails)
        office = PostOffice(relay.url, "countersign@example.com", "https://countersign.example", KEYS)
        with patch.object(lines, "MOST_LINES", count):
            begun = time.perf_counter()
            while deliver(sessionmaker(engine), office, NOW, wall).done:
                pass
            seconds = time.perf_counter() - begun
        return Measured(count, chosen.mails, seconds, len(relay.taken) == len(set(relay.taken)) == chosen.mails)


@contextmanager
def _database(name: str, server: str, file: Path) -> Iterator[Engine]:
    if name == "sqlite":
        with disposed(make_engine(f"sqlite:///{file}")) as engine:
            create_schema(engine)
            yield engine
        return
    with new_database(server) as made, disposed(make_engine(url_of(server, made))) as engine:
        create_schema(engine)
        yield engine


def _fill(engine: Engine, mails: int) -> None:
    """Post the letters that ask for reviews, two for each."""
    with Session(engine) as session:
        for number in range(mails // len(READERS)):
            opened = an_open_review(session, key=f"w{number}", domain=f"w{number}.example", roles=READERS)
            post(session, [
                ToTell(opened.workspace_id, Kind.OPENED, opened.review_id, "1", NOW, opened.people[role])
                for role in READERS
            ])  # fmt: skip
        session.commit()


def _is_well(its: Sequence[Measured]) -> bool:
    one, several = its
    return one.whole and several.whole and one.seconds / several.seconds >= LEAST_RATIO


def _show(found: dict[str, list[Measured]], relay: float) -> None:
    table = Table("database", "lines", "mails", "seconds", "a second", "ms each", "faster", "each once")
    for name, its in found.items():
        for one in its:
            ratio, whole = f"x {its[0].seconds / one.seconds:.2f}", "yes" if one.whole else "NO"
            figures = (f"{one.seconds:.2f}", f"{one.mails / one.seconds:.1f}", f"{one.own:.1f}")
            table.add_row(name, f"{one.lines}", f"{one.mails}", *figures, ratio, whole)
    console = Console()
    console.print(table)
    console.print(f"The relay takes {1000 * relay:.0f} ms of each; the rest is ours.")


if __name__ == "__main__":
    sys.exit(main())
