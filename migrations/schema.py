"""Bringing a database to the current schema, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

LOCK = 0x636F756E  # "coun": one number, known to every process that migrates


class SchemaError(Exception):
    """Raised for a database that is not at the current schema; the message says what to do."""


def current_revision(engine: Engine) -> str | None:
    """Tell the step that a database is at; None when it has none of our tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Tell the last step there is."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def migrate(engine: Engine, to: str = "head") -> bool:
    """Bring a database to the current schema, all steps in one transaction; tells whether anything was to do.

    `to` names an earlier step, to try how the later ones treat what is there.
    """
    with engine.begin() as connection:
        _wait_for_others(connection)
        before = MigrationContext.configure(connection).get_current_revision()
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    return before != newest_revision()


def require_current(engine: Engine) -> None:
    """Raise SchemaError for a database that lacks a step, or that a newer Countersign has brought further."""
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        raise SchemaError(f"there is no database {file}: run `countersign migrate` first")
    at, newest = current_revision(engine), newest_revision()
    if at != newest:
        raise SchemaError(f"the database is at schema {at or 'none'}, not {newest}: run `countersign migrate` first")


def _wait_for_others(connection: Connection) -> None:
    # SQLite needs no lock: its writers take turns from their first statement on.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
