"""Start a server under its keeper, wait until it answers, stop it: shared by PostgreSQL and Redis."""

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import keeper

READY_SECONDS = 30
ATTEMPTS = 3
Prepare = Callable[[Path, int], keeper.Order]
Answers = Callable[[int], bool]


class ServerFailed(RuntimeError):
    """The server ended by itself or never answered; the message is the end of its log."""


@contextmanager
def server(prepare: Prepare, answers: Answers) -> Iterator[int]:
    """Yield the port of a server that answers: `prepare` puts what it needs in a folder, `answers` tries a log-in."""
    for attempt in range(1, ATTEMPTS + 1):
        folder = Path(tempfile.mkdtemp(prefix="countersign-test-", dir=_place()))
        port = free_port()
        with _kept(folder, prepare, port) as process:
            try:
                _wait_until_ready(process, port, answers)
            except ServerFailed:
                # Another process may have taken the port since it was free.
                if attempt == ATTEMPTS:
                    raise
                continue
            yield port
            return


def free_port() -> int:
    """Return a TCP port that was free on 127.0.0.1 a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _kept(folder: Path, prepare: Prepare, port: int) -> Iterator[subprocess.Popen[str]]:
    process = _start_keeper(folder)
    try:
        if process.stdin is None:
            raise ServerFailed("the keeper has no standard input")
        process.stdin.write(json.dumps(prepare(folder, port)) + "\n")
        process.stdin.flush()
        yield process
    finally:
        # The end of its input is what the keeper waits for.
        process.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path:
    # As root the server runs as another user, who must be able to enter every folder above its own.
    places = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    return next((place for place in places if _open_to_others(place)), places[0])


def _open_to_others(place: Path) -> bool:
    return os.geteuid() != 0 or all(folder.stat().st_mode & stat.S_IXOTH for folder in (place, *place.parents))


def _start_keeper(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-I", keeper.__file__, str(folder)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl-C in the terminal is for the tests, which then end the input
    )


def _wait_until_ready(process: subprocess.Popen[str], port: int, answers: Answers) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not answers(port):
        if process.poll() is not None:
            raise ServerFailed(process.stderr.read() if process.stderr else "the server ended by itself")
        if time.monotonic() > deadline:
            raise ServerFailed(f"no answer on port {port} after {READY_SECONDS} s")
        time.sleep(0.02)
