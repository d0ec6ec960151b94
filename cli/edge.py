"""Where a command begins: settings, logs and clock once, then the database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cli.command import UseError
from config.clock import move_business_time
from config.database import make_engine, readers
from config.logs import configure_logs
from config.settings import Basics, read_settings
from migrations.schema import require_current

Kind = TypeVar("Kind", bound=Basics)


def begin(kind: type[Kind]) -> Kind:
    """Read the settings, and start logs and clock as they say; raises SettingsError."""
    settings = read_settings(kind)
    configure_logs(settings.env)
    move_business_time(settings.shift)
    return settings


@contextmanager
def database() -> Iterator[Engine]:
    """Open the database for a command that needs nothing else; raises SchemaError where it is not current."""
    settings = begin(Basics)
    engine = make_engine(settings.database_url)
    try:
        check_schema(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def reading() -> Iterator[Session]:
    """Open the database for a command that only looks."""
    with database() as engine, Session(readers(engine)) as session:
        yield session


def check_schema(engine: Engine) -> None:
    """Raise SchemaError for a database that is not current, and UseError for one that is none."""
    try:
        require_current(engine)
    except DBAPIError as error:
        raise UseError(f"the database {engine.url!r} cannot be used: {error.orig}") from None


def print_json(value: Any) -> None:
    """Write a value to standard output as JSON."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
