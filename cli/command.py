"""How the command ends: the exit statuses, and one line on standard error for what was expected to go wrong."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer
from sqlalchemy.exc import OperationalError
from typer.core import TyperGroup

from config.clock import ClockError
from config.database import DatabaseUrlError
from config.logs import redact
from config.settings import SettingsError
from migrations.schema import SchemaError
from workflow.events.chain import HeadError
from workflow.invoices.source import UnreadableInvoice
from workflow.pulse import TooEarlyError
from workflow.setup.reading import SetupError

WRONG_CONTENT = 1
WRONG_USE = 2


class ContentError(Exception):
    """Raised when what was given is wrong and nothing was applied; the message names the place."""


class UseError(Exception):
    """Raised when arguments or environment are wrong; the message says what to do."""


CONTENT = (ContentError, SetupError, UnreadableInvoice)
USE = (UseError, SettingsError, DatabaseUrlError, ClockError, SchemaError, TooEarlyError, HeadError)


PLACES = {
    "migrate": "cli.setup:migrate",
    "check": "cli.setup:check",
    "apply": "cli.setup:apply",
    "inspect": "cli.invoices:inspect",
    "import": "cli.invoices:import_files",
    "tick": "cli.ticking:tick",
    "status": "cli.seeing:status",
    "explain": "cli.seeing:explain",
    "health": "cli.health:health",
    "absence": "cli.absences:absence",
    "audit": "cli.audit:audit",
    "demo": "cli.demo:demo",
    "run": "cli.running:run",
    "web": "cli.running:web",
    "worker": "cli.running:worker",
    "beat": "cli.running:beat",
    "sandbox": "cli.sandbox:sandbox",
}
"""Where each command is. Only the one that was typed is loaded, for most need neither the pages nor the worker."""


class Commands(TyperGroup):
    """The group of all commands; what is not expected keeps its traceback, so that it can be reported."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """Name the commands in the order of a first day."""
        return list(PLACES)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Load one command; None when there is none of that name."""
        if cmd_name not in PLACES:
            return None
        module, _, attribute = PLACES[cmd_name].partition(":")
        found = getattr(import_module(module), attribute)
        return typer.main.get_command(found if isinstance(found, typer.Typer) else _alone(cmd_name, found))

    def invoke(self, ctx: Any) -> Any:
        """Run a command and turn what it raises into its exit status."""
        try:
            return super().invoke(ctx)
        except CONTENT as error:
            complain(str(error), WRONG_CONTENT)
        except USE as error:
            complain(str(error), WRONG_USE)
        except OperationalError as error:
            complain(f"the database does not answer: {error.orig}", WRONG_USE)


def _alone(name: str, command: Callable[..., None]) -> typer.Typer:
    """Make an application of one command, which Typer turns into that command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    app.command(name)(command)
    return app


def complain(sentence: str, status: int) -> None:
    """Write one line to standard error and end with the status."""
    line = " ".join(redact(sentence).split())
    typer.echo(f"countersign: {line}", err=True)
    raise typer.Exit(status)
