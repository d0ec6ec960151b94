"""Processes start, say that they are ready, and end when they are asked to."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.installation import Installation, environment
from tests.servers.running import free_port
from tests.waiting import eventually

QUICKLY = 15
"""Seconds; a stage under way is finished first."""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Yield an installation over SQLite and the broker in memory, with no mail server to be reached."""
    database = f"sqlite:///{tmp_path}/countersign.db"
    env = environment(env="development", database_url=database, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    made = Installation(tmp_path, env)
    yield made
    made.end()


def is_ok(url: str) -> bool:
    """Tell whether an address answers 200."""
    try:
        return httpx.get(url, trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def test_run_gets_ready_and_ends_when_asked(installation: Installation) -> None:
    port = free_port()
    installation.says("migrate")
    installation.start("run", "--port", str(port))
    eventually("healthz", lambda: is_ok(f"http://127.0.0.1:{port}/healthz"), 60)
    eventually("readyz", lambda: is_ok(f"http://127.0.0.1:{port}/readyz"), 60)
    group = installation.processes["run"].pid
    began = time.monotonic()
    assert installation.stop("run", signal.SIGTERM) == 0, installation.log("run")
    assert time.monotonic() - began < QUICKLY
    assert "Traceback" not in installation.log("run")
    with pytest.raises(ProcessLookupError):  # nothing of its process group is left
        os.killpg(group, 0)


def test_a_separate_process_refuses_what_it_cannot_share(installation: Installation) -> None:
    done = installation.command("worker")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "COUNTERSIGN_DATABASE_URL" in line
    assert "countersign run" in line
