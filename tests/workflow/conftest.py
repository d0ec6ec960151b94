"""Databases for tests of the engine, of which there are many: one a run of each kind, and each test is rolled back.

A test that needs several connections asks for `engine` and so gets a database of its own.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import settings
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.databases import new_database, url_of
from tests.factories import a_workspace
from tests.schema import create_schema
from tests.workflow.walking import Team, a_team, open_one
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

# A machine that is shared has slow moments, and the first look at a country's holidays is one.
settings.register_profile("countersign", deadline=None)
settings.load_profile("countersign")


@pytest.fixture(scope="session")
def lasting_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Yield an engine on a SQLite database in which nothing is ever committed."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('lasting')}/countersign.db")
    create_schema(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def lasting_postgresql(postgres_url: str) -> Iterator[Engine]:
    """Yield an engine on a PostgreSQL database in which nothing is ever committed."""
    with new_database(postgres_url) as name:
        engine = make_engine(url_of(postgres_url, name))
        create_schema(engine)
        yield engine
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def rolled_back(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """Yield a connection in a transaction that is rolled back."""
    engine: Engine = request.getfixturevalue(f"lasting_{request.param}")
    with engine.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


@pytest.fixture
def session(rolled_back: Connection) -> Iterator[Session]:
    """Yield a session on an empty database; its commits are savepoints, and all of it is gone after the test."""
    with closing(Session(rolled_back, join_transaction_mode="create_savepoint")) as opened:
        yield opened


@pytest.fixture
def postgresql_engine(postgresql_database: str) -> Iterator[Engine]:
    """Yield an engine on a PostgreSQL database of its own, for what only a server of many connections can show."""
    engine = make_engine(postgresql_database)
    yield engine
    engine.dispose()


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Return a customer in Berlin that is billed by the month."""
    return a_workspace(session)


@pytest.fixture
def team(session: Session) -> Team:
    """Return the people who are asked."""
    return a_team(session)


@pytest.fixture
def review(session: Session, acme: Workspace, team: Team) -> Review:  # the team must be there to be asked
    """Return an open review of one invoice."""
    return open_one(session, acme)
