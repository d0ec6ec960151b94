"""What real processes run over: an empty PostgreSQL database and a Redis of their own."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

from tests.servers.redis import running_redis


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[str]:
    """Yield the URL of a database without any table, and drop it after."""
    name = f"countersign_acceptance_{uuid4().hex}"
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.dispose()


@pytest.fixture
def own_redis() -> Iterator[str]:
    """Yield the URL of a Redis that a test may empty."""
    with running_redis() as url:
        yield url
