"""Engines for the two databases: PostgreSQL through psycopg 3, SQLite in WAL mode with explicit transactions."""

import os
import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000")


class DatabaseUrlError(ValueError):
    """Raised for a `DATABASE_URL` that names neither SQLite nor PostgreSQL through psycopg."""


def parse_url(text: str) -> URL:
    """Read a database URL; raises DatabaseUrlError with what to write instead."""
    try:
        url = make_url(text)
    except Exception as error:
        raise DatabaseUrlError(
            "DATABASE_URL is no database URL; write sqlite:///file or postgresql+psycopg://…"
        ) from error
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise DatabaseUrlError(f"DATABASE_URL names {url.drivername}; write sqlite:///file or postgresql+psycopg://…")
    return url


def make_engine(text: str) -> Engine:
    """Make the engine of a database URL; nothing connects yet."""
    url = parse_url(text)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    # Without the parameters, which hold people and amounts, in what an error says: it goes into the log.
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True)


def readers(engine: Engine) -> Engine:
    """Give a view of the engine whose SQLite transactions take no write lock, for pages and reports."""
    return engine.execution_options(sqlite_begin="DEFERRED")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "do_connect", _keep_private)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _keep_private(_dialect: Any, _record: Any, arguments: list[Any], _options: dict[str, Any]) -> None:
    """Make a file that is not there yet for its owner only; the files beside it take over its permissions."""
    name = str(arguments[0])
    if name != ":memory:" and not name.startswith("file:"):
        with suppress(OSError):  # it is there already; or it cannot be made, as SQLite itself will say
            os.close(os.open(name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: `_begin` does
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when another writer came between,
    # whatever the busy time-out; so a writer takes its lock at the start.
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "IMMEDIATE"))
