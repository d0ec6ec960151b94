"""Databases as fixtures: a test that asks for `database_url`, `engine` or `session` runs on SQLite and on PostgreSQL.

Each test gets a database of its own with all tables and no rows, copied from a template that is made once a session.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.schema import create_schema


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database with the schema, once on SQLite and once on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_database")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Yield the product's engine on an empty database."""
    with disposed(make_engine(database_url)) as made:
        yield made


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Yield a session on an empty database; what is not committed is gone."""
    with closing(Session(engine)) as opened:
        yield opened


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of an empty SQLite database with the schema."""
    copy = tmp_path / "countersign.db"
    shutil.copyfile(sqlite_template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgresql_database(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """Yield the URL of an empty PostgreSQL database with the schema, and drop it after."""
    with new_database(postgres_url, f'TEMPLATE "{postgres_template}"') as name:
        yield url_of(postgres_url, name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the schema and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "countersign.db"
    with disposed(make_engine(f"sqlite:///{path}")) as made:
        create_schema(made)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """Yield the name of a PostgreSQL database with the schema and no rows, to be copied."""
    with new_database(postgres_url, "") as name:
        with disposed(make_engine(url_of(postgres_url, name))) as made:
            create_schema(made)
        yield name


@contextmanager
def new_database(server_url: str, options: str) -> Iterator[str]:
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
