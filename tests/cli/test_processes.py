"""The processes that stay: they answer, they share the work, and they end when asked."""

import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.cli.conftest import Started, Typed
from tests.databases import disposed
from tests.servers.running import free_port
from workflow.pulse import last

WAIT_SECONDS = 60
SIGNALS = [signal.SIGINT, signal.SIGTERM]


def status_of(url: str) -> int:
    """Return the HTTP status of an address, 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def wait_until(come: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    """Wait until something has come; fail when it does not, or when the process ends before."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not come():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def end(process: "subprocess.Popen[str]", number: signal.Signals) -> tuple[int, float, str]:
    """Send a signal; return the exit status, how many seconds the end took, and what stood on standard error."""
    began = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=WAIT_SECONDS)
    return process.returncode, time.monotonic() - began, errors


def worked(database_url: str) -> bool:
    """Tell whether a worker has left the mark of a stage."""
    with disposed(make_engine(database_url)) as engine, Session(engine) as session:
        return last(session, "stage:notices") is not None


@pytest.mark.parametrize("number", SIGNALS)
def test_run_answers_sweeps_and_ends_at_once(typed: Typed, started: Started, number: signal.Signals) -> None:
    typed("migrate")
    port = str(free_port())
    with started("run", "--port", port, ENV="development") as process:
        wait_until(lambda: status_of(f"http://127.0.0.1:{port}/readyz") == 200, process)
        status, seconds, errors = end(process, number)
    assert status == 0
    assert seconds < 5  # under two on a machine that is not loaded
    assert "Traceback" not in errors


def test_sandbox_ends_at_once(started: Started) -> None:
    with started("sandbox", "--port", "0", "--smtp-port", "0", "--inbox-port", "0") as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(4)]
        status, _, errors = end(process, signal.SIGINT)
    assert lines[0].startswith("Vendor")
    assert (status, errors) == (0, "")


@pytest.fixture
def shared(migrated_postgres: str, redis_url: str) -> Iterator[dict[str, str]]:
    """Yield settings for processes over PostgreSQL and an empty Redis."""
    with Redis.from_url(redis_url) as client:
        client.flushdb()
        yield {"ENV": "development", "DATABASE_URL": migrated_postgres, "BROKER_URL": redis_url}
        client.flushdb()


def test_web_worker_and_beat_share_the_work(started: Started, shared: dict[str, str]) -> None:
    port = str(free_port())
    with ExitStack() as stack:
        processes = [
            stack.enter_context(started(*command, **shared))
            for command in (["web", "--port", port], ["worker"], ["beat"])
        ]
        wait_until(lambda: status_of(f"http://127.0.0.1:{port}/readyz") == 200, processes[0])
        ended = [end(process, number) for process, number in zip(processes, [*SIGNALS, SIGNALS[0]], strict=True)]
    assert [status for status, _, _ in ended] == [0, 0, 0]
    assert not [errors for _, _, errors in ended if "Traceback" in errors]


def test_a_worker_ends_well_on_ctrl_c(started: Started, shared: dict[str, str]) -> None:
    with started("worker", "--concurrency", "1", **shared) as process, started("beat", **shared) as beat:
        wait_until(lambda: worked(shared["DATABASE_URL"]), process)
        status, _, errors = end(process, signal.SIGINT)
        assert end(beat, signal.SIGTERM)[0] == 0
    assert status == 0, errors


def test_production_logs_lines_of_json(typed: Typed, started: Started, tmp_path: Path) -> None:
    typed("migrate")
    port = str(free_port())
    settings = {
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "a@example.com",
        "BASE_URL": "https://c.example.com",
        "SECRET_KEY": "a-key-of-twenty-chars",
    }
    with started("run", "--port", port, **settings) as process:
        wait_until(lambda: status_of(f"http://127.0.0.1:{port}/healthz") == 200, process)
        _, _, errors = end(process, signal.SIGTERM)
    lines = [json.loads(line) for line in errors.splitlines() if not line.startswith("Countersign answers")]
    assert {"/healthz"} == {line["path"] for line in lines}
