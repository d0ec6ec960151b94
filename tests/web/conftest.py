"""What the tests of the pages start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.factories import an_open_review
from tests.longer import leave_postgresql
from tests.web.office import Office, an_office
from tests.web.site import Site, make_site

ON_BOTH = {"test_turns", "test_signin"}
"""What is clicked through on both databases each time: clicks at once, who is let in."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the other pages be looked at on PostgreSQL by `make long` alone, for the engine has tests on both."""
    leave_postgresql(items, Path(__file__).parent, ON_BOTH)


@pytest.fixture
def site(engine: Engine) -> Site:
    """Return a site with one open review, once on SQLite and once on PostgreSQL."""
    with Session(engine) as session:
        opened = an_open_review(session)
    return make_site(engine, opened)


@pytest.fixture
def quick_site(sqlite_database: str) -> Iterator[Site]:
    """Yield a site for what does not depend on the database."""
    engine = make_engine(sqlite_database)
    with Session(engine) as session:
        opened = an_open_review(session)
    yield make_site(engine, opened)
    engine.dispose()


@pytest.fixture
def quick_engine(sqlite_database: str) -> Iterator[Engine]:
    """Yield an engine for what does not depend on the database."""
    engine = make_engine(sqlite_database)
    yield engine
    engine.dispose()


@pytest.fixture
def office(engine: Engine) -> Office:
    """Return an office with a ledger, once on SQLite and once on PostgreSQL."""
    return an_office(engine)


@pytest.fixture
def quick_office(sqlite_database: str) -> Iterator[Office]:
    """Yield an office for what does not depend on the database."""
    engine = make_engine(sqlite_database)
    yield an_office(engine)
    engine.dispose()
