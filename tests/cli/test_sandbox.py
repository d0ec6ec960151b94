"""`sandbox` writes a setup file that goes with the books it serves."""

import signal
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path

from tests.cli.conftest import Started, Typed

FREE = ("--port", "0", "--smtp-port", "0", "--inbox-port", "0")


def begun(started: Started, *more: str) -> "AbstractContextManager[subprocess.Popen[str]]":
    return started("sandbox", *FREE, *more, CLOCK="2026-11-20T12:00:00Z", ENV="development")


def test_a_setup_file_is_written_that_can_be_applied(started: Started, typed: Typed, tmp_path: Path) -> None:
    with begun(started, "--setup", "year.toml") as process:
        assert process.stdout
        told = [process.stdout.readline() for _ in range(6)]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0
    base_url = told[0].split()[3].rstrip(",")
    assert f'base_url = "{base_url}"' in (tmp_path / "year.toml").read_text()
    assert "up to 2026-11" in told[1]
    assert typed("check", "year.toml").output == "year.toml is right: 6 people, 5 workspaces.\n"


def test_somebody_elses_file_stays(typed: Typed, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("mine")
    result = typed("sandbox", *FREE, "--setup", "mine.toml")
    assert result.exit_code == 2
    assert result.stderr == "countersign: --setup mine.toml: there is another file of that name; choose a new one\n"
    assert (tmp_path / "mine.toml").read_text() == "mine"


def test_a_setup_file_that_cannot_be_written_is_2(typed: Typed) -> None:
    result = typed("sandbox", *FREE, "--setup", "nowhere/year.toml")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_a_last_month_that_is_none_is_2(typed: Typed) -> None:
    assert typed("sandbox", *FREE, "--last", "November").exit_code == 2
