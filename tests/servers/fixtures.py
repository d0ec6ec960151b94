"""The servers as fixtures: one of each a session (a worker's own under xdist), started when asked for.

TEST_POSTGRES_URL and TEST_REDIS_URL name running servers to use instead; the PostgreSQL user there must be allowed to
create databases. (Not COUNTERSIGN_…: Countersign refuses names with its prefix that it does not know.)
"""

import os
from collections.abc import Iterator

import pytest

from tests.servers.imap import running_imap
from tests.servers.postgres import running_postgres
from tests.servers.redis import running_redis


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Yield the SQLAlchemy URL of a PostgreSQL server's own database; tests make databases beside it."""
    named = os.environ.get("TEST_POSTGRES_URL")
    if named:
        yield named
        return
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Yield the URL of a Redis that all tests of the session share: use keys or queues of your own, or empty it."""
    named = os.environ.get("TEST_REDIS_URL")
    if named:
        yield named
        return
    with running_redis() as url:
        yield url


@pytest.fixture(scope="session")
def imap_port() -> Iterator[int]:
    """Yield the port of an IMAP server that all tests of the session share: use folders of your own."""
    with running_imap() as port:
        yield port
