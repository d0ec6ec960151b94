"""Run one server until the tests are gone, then stop it and delete its folder.

Started as a script of its own: `python keeper.py FOLDER`. Its standard input brings one line, an Order as JSON;
the end of that input, which comes even when the tests are killed, is the signal to clean up.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO, TypedDict

GRACE_SECONDS = 10
LOG_CHARACTERS = 2000


class Order(TypedDict):
    """What to run: steps that must end with 0, then the server; `user` and `group` are ids, or None for our own."""

    steps: list[list[str]]
    server: list[str]
    user: int | None
    group: int | None


def keep(folder: Path, order: Order) -> bool:
    """Run the order's steps and its server in `folder`; True when input ended first, False when the server did."""
    with (folder / "log").open("ab") as log:
        for step in order["steps"]:
            if _start(step, folder, order, log).wait() != 0:
                return False
        server = _start(order["server"], folder, order, log)
        while server.poll() is None and not _input_ended():
            pass
        if server.poll() is not None:
            return False
        _stop(server)
    return True


def _start(command: list[str], folder: Path, order: Order, log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        user=order["user"],
        group=order["group"],
        extra_groups=None if order["user"] is None else [],
    )


def _input_ended() -> bool:
    readable, _, _ = select.select([sys.stdin], [], [], 0.1)
    return bool(readable) and os.read(sys.stdin.fileno(), 1) == b""


def _stop(server: subprocess.Popen[bytes]) -> None:
    # For PostgreSQL an interrupt is the fast shutdown: sessions are ended, not waited for.
    server.send_signal(signal.SIGINT)
    try:
        server.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> int:
    """Keep the server that standard input orders and leave nothing of it; 1 and its log when it ended by itself."""
    folder = Path(sys.argv[1])
    try:
        line = sys.stdin.readline()
        if not line or keep(folder, json.loads(line)):
            return 0
        sys.stderr.write((folder / "log").read_text(errors="replace")[-LOG_CHARACTERS:])
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
