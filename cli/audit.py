"""`audit export` and `audit verify`: the sealed history, out of the database and checked without it."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cli.command import ContentError
from cli.edge import begin, database
from config.database import readers
from config.settings import Basics
from workflow.events.chain import export as exported
from workflow.events.chain import parse_head
from workflow.events.chain import verify as problems_of
from workflow.events.seal import seal

audit = typer.Typer(
    help="Export the history, and check an export.", no_args_is_help=True, add_completion=False, rich_markup_mode=None
)

ExportFile = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="An export (JSON Lines).")
]
Heads = Annotated[
    list[str] | None,
    typer.Option(metavar="WORKSPACE:SEQ:HASH", help="A head known from elsewhere, against which a cut tail shows."),
]


@audit.command()
def export() -> None:
    """Write every event to standard output, a line each; what is not sealed yet is sealed first."""
    with database() as engine:
        seal_all(engine)
        with Session(readers(engine)) as session:
            for line in exported(session):
                typer.echo(line)


@audit.command()
def verify(file: ExportFile, *, head: Heads = None) -> None:
    """Check an export: no line altered, removed or swapped, and with --head no tail cut."""
    begin(Basics)
    heads = [parse_head(text) for text in head or []]
    # Bytes that are no text come through as what no line can hold, so that the line is named that has them.
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        problems = problems_of(lines, heads)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ContentError(f"{file}: {problems[0]}{more}")
    typer.echo(f"{file} is whole.")


def seal_all(engine: Engine) -> None:
    """Seal whatever is not sealed yet."""
    while True:
        with Session(engine) as session, session.begin():
            if not seal(session).done:
                return
