"""Databases as fixtures: a test that asks for `database_url`, `engine` or `session` runs on SQLite and on PostgreSQL.

Each test finds all tables and no rows. A session has one database of each kind, and one engine for it: what takes time
is not the database, but that a new engine compiles every statement anew.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from config.database import make_engine
from tests.schema import create_schema
from workflow.schema import metadata

END_THE_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
EMPTY = "; ".join(
    ["SET lock_timeout = '3s'", *(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))]
)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"

_engines: dict[str, Engine] = {}


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database with the schema, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_database")
    return url


@pytest.fixture
def engine(database_url: str) -> Engine:
    """Return the product's engine on an empty database."""
    return make_engine(database_url)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Yield a session on an empty database; what is not committed is gone."""
    with closing(Session(engine)) as opened:
        yield opened


@pytest.fixture
def sqlite_database(sqlite_template: Path) -> Iterator[str]:
    """Yield the URL of an empty SQLite database with the schema."""
    copy = sqlite_template.with_name("countersign.db")
    shutil.copyfile(sqlite_template, copy)
    with one_engine(f"sqlite:///{copy}") as url:
        yield url
    end(url)
    for left in copy.parent.glob(f"{copy.name}*"):
        left.unlink()


@pytest.fixture
def postgresql_database(kept_postgres: str, emptier: Connection) -> Iterator[str]:
    """Yield the URL of an empty PostgreSQL database with the schema, and empty it after."""
    with one_engine(kept_postgres) as url:
        yield url
    if is_in_use(url):
        end(url)
    empty(emptier)


@contextmanager
def one_engine(url: str) -> Iterator[str]:
    """Let everybody who makes an engine of this URL get the same one."""

    def get_or_create(asked: URL, **options: Any) -> Engine:
        if asked.render_as_string(hide_password=False) != url:
            return create_engine(asked, **options)
        return _engines.get(url) or _engines.setdefault(url, create_engine(asked, **options))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("config.database.create_engine", get_or_create)
        yield url


def is_in_use(url: str) -> bool:
    """Tell whether somebody has not given a connection back: idle ones stay for the next test, warm as they are."""
    pool = _engines[url].pool if url in _engines else None
    return isinstance(pool, QueuePool) and pool.checkedout() > 0


def end(url: str) -> None:
    """Close the connections of an engine, if there is one."""
    if url in _engines:
        _engines[url].dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the schema and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    with disposed(make_engine(f"sqlite:///{path}")) as made:
        create_schema(made)
    return path


@pytest.fixture(scope="session")
def kept_postgres(postgres_url: str) -> Iterator[str]:
    """Yield the URL of the session's PostgreSQL database, with the schema; whoever writes to it empties it."""
    with new_database(postgres_url) as name:
        url = url_of(postgres_url, name)
        with disposed(make_engine(url)) as made:
            create_schema(made)
        yield url


@pytest.fixture(scope="session")
def emptier(kept_postgres: str) -> Iterator[Connection]:
    """Yield a connection that stays, to empty the PostgreSQL database with."""
    with (
        disposed(create_engine(kept_postgres, isolation_level="AUTOCOMMIT")) as engine,
        engine.connect() as connection,
    ):
        yield connection


def empty(emptier: Connection) -> None:
    """Leave the tables of the schema without a row, and nothing else, whatever a test that failed left open."""
    try:
        emptier.exec_driver_sql(EMPTY)
    except OperationalError:  # somebody holds a lock
        emptier.exec_driver_sql(END_THE_OTHERS)
        emptier.exec_driver_sql(EMPTY)
    for other in set(emptier.exec_driver_sql(TABLES).scalars()) - set(metadata.tables):
        emptier.exec_driver_sql(f'DROP TABLE "{other}"')


@contextmanager
def new_database(server_url: str, options: str = "") -> Iterator[str]:
    """Yield the name of a database that is there for as long as the body lasts."""
    name = f"countersign_test_{uuid4().hex}"
    _run(server_url, f'CREATE DATABASE "{name}" {options}')
    try:
        yield name
    finally:
        # FORCE: a test that failed may have left a connection open.
        _run(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(server_url: str, statement: str) -> None:
    with (
        disposed(create_engine(server_url, isolation_level="AUTOCOMMIT")) as server,
        server.connect() as connection,
    ):
        connection.exec_driver_sql(statement)


def url_of(server_url: str, name: str) -> str:
    """Return the URL of a database on a server."""
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def disposed(engine: Engine) -> Iterator[Engine]:
    """Yield an engine and close its connections after."""
    try:
        yield engine
    finally:
        engine.dispose()
