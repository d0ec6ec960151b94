"""The `countersign` command: what there is to type."""

from collections.abc import Callable

import typer

from cli.audit import audit
from cli.command import Commands
from cli.demo import demo
from cli.invoices import import_files, inspect
from cli.running import beat, run, web, worker
from cli.sandbox import sandbox
from cli.seeing import explain, status
from cli.setup import apply, check, migrate
from cli.ticking import tick

app = typer.Typer(
    cls=Commands,
    help="Gets every vendor invoice reviewed by the right people before its payment deadline.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS: tuple[Callable[..., None], ...] = (
    migrate, check, apply, inspect, tick, status, explain, demo, run, web, worker, beat, sandbox,
)  # fmt: skip
for command in COMMANDS:
    app.command()(command)
app.command("import")(import_files)  # a name that Python keeps for itself
app.add_typer(audit, name="audit")


def main() -> None:
    """Run the command that was typed."""
    app()
