"""The demo as a newcomer runs it: a process of its own that tells the month and leaves nothing behind."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

COMMAND = Path(sys.executable).with_name("countersign")
PATIENCE = 100
OTHERS = {"COUNTERSIGN_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:9/none", "COUNTERSIGN_CLOCK": "2001-01-01"}
"""Settings of the user's own installation, which are none of the demo's business."""

pytestmark = pytest.mark.timeout(PATIENCE + 20)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Yield the folder where the demo runs and keeps its temporary files; both must be empty afterwards."""
    for name in ("cwd", "tmp"):
        (tmp_path / name).mkdir()
    yield tmp_path
    assert [path.name for path in tmp_path.rglob("*")] in (["cwd", "tmp"], ["tmp", "cwd"])


def environment(place: Path) -> dict[str, str]:
    return {**os.environ, **OTHERS, "TMPDIR": str(place / "tmp"), "COLUMNS": "80"}


def test_the_month_goes_as_told(place: Path) -> None:
    demo = subprocess.run(
        [COMMAND, "demo", "--exit"],
        cwd=place / "cwd", env=environment(place), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert (demo.returncode, demo.stderr) == (0, ""), demo.stdout + demo.stderr
    took = re.search(r"The month took \d+ seconds", demo.stdout)
    assert took
    table = demo.stdout[took.end() :]
    for words in ("Who was told when", "CAL-44-2026-10", "CAL-51-2026-10", "471102", "never came", "16 Nov 2026"):
        assert words in table
    assert "\x1b" not in demo.stdout
    assert max(len(line.rstrip()) for line in demo.stdout.splitlines()) <= 80


@pytest.mark.long
def test_on_a_terminal_it_stays_up_until_it_is_ended(place: Path) -> None:
    with on_a_terminal(place) as (demo, screen):
        told = read_until(screen, "stay up until Ctrl-C")
        inbox = re.search(r"Inbox.*?(http://127\.0\.0\.1:\d+)", told)
        assert inbox
        assert len(httpx.get(f"{inbox[1]}/messages", trust_env=False).json()) > 20
        demo.send_signal(signal.SIGINT)
        assert "Traceback" not in read_until(screen, "Ended.")
        assert demo.wait(30) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(inbox[1], trust_env=False)


def test_it_can_be_ended_in_the_middle_of_the_month(place: Path) -> None:
    with on_a_terminal(place) as (demo, screen):
        read_until(screen, "has ended")
        demo.send_signal(signal.SIGTERM)
        assert "Traceback" not in read_until(screen, "Ended.")
        assert demo.wait(30) == 0


@contextmanager
def on_a_terminal(place: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run the demo on a terminal of its own; gives the process, and the screen to read and type on."""
    screen, terminal = pty.openpty()
    demo = subprocess.Popen(
        [COMMAND, "demo"],
        cwd=place / "cwd", env=environment(place), stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    try:
        yield demo, screen
    finally:
        with suppress(ProcessLookupError):
            demo.kill()
        demo.wait()
        os.close(screen)


def read_until(screen: int, words: str) -> str:
    """Read what is on the screen until the words have come."""
    told = b""
    while words.encode() not in told:
        told += os.read(screen, 65536)
    return told.decode(errors="replace")
