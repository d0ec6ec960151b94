"""`inspect` and `import`: invoice files by hand."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cli.command import WRONG_CONTENT, ContentError, complain
from cli.edge import begin, database, print_json
from config.clock import now
from config.settings import Basics
from sources.reading import media_type, read_invoice
from workflow.invoices.aside import keep_aside
from workflow.invoices.document import InvoiceDocument, to_json
from workflow.invoices.intake import Accepted, accept
from workflow.invoices.source import Received, SetAside, UnreadableInvoice
from workflow.people.workspace import Workspace

FORMATS = "UBL or CII (XML), Factur-X or ZUGFeRD (PDF), or JSON."
InvoiceFile = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help=FORMATS)]
InvoiceFiles = Annotated[
    list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, readable=True, help=FORMATS)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LINE_COLUMNS = ("kind", "description", "quantity", "unit_price", "amount", "tax_rate")
WorkspaceKey = Annotated[str, typer.Option("--workspace", metavar="KEY", help="The workspace's key in the setup file.")]


def inspect(file: InvoiceFile, *, as_json: AsJson = False) -> None:
    """Read one invoice file and print the invoice document."""
    begin(Basics)
    document = read_invoice(file.name, file.read_bytes())
    if as_json:
        print_json(to_json(document))
    else:
        Console().print(*tables_of(document))


def import_files(files: InvoiceFiles, *, workspace: WorkspaceKey) -> None:
    """Store invoice files: the good ones, to be reviewed like fetched ones; the bad ones are set aside with why."""
    with database() as engine:
        read = [read_file(file) for file in files]
        good = [one for one in read if isinstance(one, Received)]
        bad = [one for one in read if isinstance(one, SetAside)]
        accepted = store(engine, workspace, good, bad)
    for one in accepted:
        typer.echo(f"{one.number}: {one.result}")
    if bad:
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        complain(f"set aside: {bad[0].reason}{more}", WRONG_CONTENT)


def read_file(file: Path) -> Received | SetAside:
    """Read an invoice file, or say why it is set aside."""
    content = file.read_bytes()
    try:
        document = read_invoice(file.name, content)
    except UnreadableInvoice as error:
        return SetAside(file.name, str(error), content)
    return Received(document, content, media_type(document), file.name)


def store(engine: Engine, key: str, good: list[Received], bad: list[SetAside]) -> list[Accepted]:
    """Store what was read in one workspace and tell what became of each; raises ContentError for an unknown one."""
    moment = now()
    with Session(engine) as session, session.begin():
        workspace = session.scalar(select(Workspace).where(Workspace.key == key, Workspace.active))
        if workspace is None:
            raise ContentError(f"--workspace {key}: there is no such workspace; its key stands in the setup file")
        accepted = accept(session, workspace, good, moment)
        keep_aside(session, workspace, bad, moment)
    return accepted


def tables_of(document: InvoiceDocument) -> tuple[Table, Table]:
    """Draw an invoice document: what is stated once, and the lines."""
    printed = to_json(document)
    facts = Table(show_header=False, box=None)
    for name, value in printed.items():
        if not isinstance(value, list) and value is not None:
            facts.add_row(name, escape(_told(value)))
    lines = Table("kind", "description", "quantity", "unit price", "amount", "tax %")
    for line in printed["lines"]:
        lines.add_row(*(escape(_told(line[name])) for name in LINE_COLUMNS))
    return facts, lines


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items() if part is not None)
    return "" if value is None else str(value)
