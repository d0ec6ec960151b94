"""How the command ends: the exit statuses, and one line on standard error for what was expected to go wrong."""

from typing import Any

import typer
from sqlalchemy.exc import OperationalError
from typer.core import TyperGroup

from config.clock import ClockError
from config.database import DatabaseUrlError
from config.logs import redact
from config.settings import SettingsError
from migrations.schema import SchemaError
from tasks.ticking import TooEarlyError
from workflow.events.chain import HeadError
from workflow.invoices.source import UnreadableInvoice
from workflow.setup.reading import SetupError

WRONG_CONTENT = 1
WRONG_USE = 2


class ContentError(Exception):
    """Raised when what was given is wrong and nothing was applied; the message names the place."""


class UseError(Exception):
    """Raised when arguments or environment are wrong; the message says what to do."""


CONTENT = (ContentError, SetupError, UnreadableInvoice)
USE = (UseError, SettingsError, DatabaseUrlError, ClockError, SchemaError, TooEarlyError, HeadError)


class Commands(TyperGroup):
    """The group of all commands; what is not expected keeps its traceback, so that it can be reported."""

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


def complain(sentence: str, status: int) -> None:
    """Write one line to standard error and end with the status."""
    line = " ".join(redact(sentence).split())
    typer.echo(f"countersign: {line}", err=True)
    raise typer.Exit(status)
