"""The tests' own servers are real, and go when the tests go."""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from redis import Redis

from tests.servers.installed import postgres_folders, redis_binaries
from tests.servers.postgres import running_postgres
from tests.servers.redis import running_redis
from tests.servers.running import ServerFailed

HOLD_A_SERVER = """
import time
from tests.servers.{module} import running_{module}
with running_{module}() as url:
    print(url, flush=True)
    time.sleep(60)
"""


def select_one(url: str) -> object:
    """Return what PostgreSQL answers to SELECT 1."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT 1").fetchone()
    return row and row[0]


def test_it_keeps_a_value_in_redis(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.set("colour", "green")
        assert client.get("colour") == b"green"


def test_it_asks_postgresql(postgres_url: str) -> None:
    assert select_one(postgres_url) == 1


@pytest.mark.parametrize("binaries", list(dict.fromkeys(postgres_folders())), ids=str)
def test_every_postgresql_of_this_machine_starts(binaries: Path) -> None:
    with running_postgres(binaries) as url:
        assert select_one(url) == 1


@pytest.mark.parametrize("binary", list(dict.fromkeys(redis_binaries())), ids=str)
def test_every_redis_of_this_machine_starts(binary: Path) -> None:
    with running_redis(binary) as url, Redis.from_url(url) as client:
        assert client.ping()


@pytest.mark.parametrize("module", ["postgres", "redis", "imap"])
def test_nothing_stays_when_the_tests_are_killed(module: str) -> None:
    with TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        command = [sys.executable, "-c", HOLD_A_SERVER.format(module=module)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": place}
        ) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline()
            assert list(Path(place).iterdir())
            holder.kill()
        wait_until_empty(Path(place))


def test_a_server_that_cannot_start_says_why() -> None:
    with pytest.raises(ServerFailed, match="no-such-option"), running_redis(options=["--no-such-option", "1"]):
        pytest.fail("it started")


def wait_until_empty(folder: Path) -> None:
    """Wait until `folder` holds nothing; fail after ten seconds."""
    deadline = time.monotonic() + 10
    while list(folder.iterdir()):
        assert time.monotonic() < deadline, f"left behind: {list(folder.iterdir())}"
        time.sleep(0.05)
