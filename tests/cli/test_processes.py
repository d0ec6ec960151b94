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


def end(process: "subprocess.Popen[str]", number: signal.Signals) -> tuple[int, str]:
    """Send a signal; return the exit status and what stood on standard error."""
    process.send_signal(number)
    _, errors = process.communicate(timeout=WAIT_SECONDS)
    return process.returncode, errors


def worked(database_url: str) -> bool:
    """Tell whether a worker has left the mark of a stage."""
    with disposed(make_engine(database_url)) as engine, Session(engine) as session:
        return last(session, "stage:notices") is not None


@pytest.mark.long
def test_sandbox_ends_at_once(started: Started) -> None:
    with started("sandbox", "--port", "0", "--smtp-port", "0", "--inbox-port", "0") as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(4)]
        status, errors = end(process, signal.SIGINT)
    assert lines[0].startswith("Vendor")
    assert (status, errors) == (0, "")


@pytest.fixture
def shared(migrated_postgres: str, redis_url: str) -> Iterator[dict[str, str]]:
    """Yield settings for processes over PostgreSQL and an empty Redis."""
    with Redis.from_url(redis_url) as client:
        client.flushdb()
        yield {"ENV": "development", "DATABASE_URL": migrated_postgres, "BROKER_URL": redis_url}
        client.flushdb()


def test_web_worker_and_beat_share_the_work_and_end_well(started: Started, shared: dict[str, str]) -> None:
    port = str(free_port())
    commands = {signal.SIGTERM: ["web", "--port", port], signal.SIGINT: ["worker", "--concurrency", "1"]}
    with ExitStack() as stack:
        beat = stack.enter_context(started("beat", **shared))
        web, worker = (stack.enter_context(started(*command, **shared)) for command in commands.values())
        wait_until(lambda: worked(shared["DATABASE_URL"]), worker)
        wait_until(lambda: status_of(f"http://127.0.0.1:{port}/readyz") == 200, web)
        ended = [end(process, number) for process, number in zip((web, worker), commands, strict=True)]
        ended.append(end(beat, signal.SIGTERM))
    assert [status for status, _ in ended] == [0, 0, 0], ended
    assert not [errors for _, errors in ended if "Traceback" in errors]


def test_run_logs_lines_of_json_in_production_and_ends_well_on_ctrl_c(
    typed: Typed, started: Started, tmp_path: Path
) -> None:
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
        status, errors = end(process, signal.SIGINT)
    assert status == 0
    lines = [json.loads(line) for line in errors.splitlines() if not line.startswith("Countersign answers")]
    assert {"/healthz"} == {line["path"] for line in lines}
