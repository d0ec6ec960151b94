"""One installation in real processes: started, killed, asked over its command line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from config.clock import Shift

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from cli.main import main; main()"
# One process for many questions: its start costs more than all the answers.
EACH = """
import json, sys
from typer.testing import CliRunner
from cli.main import app
said = [CliRunner().invoke(app, words, catch_exceptions=False) for words in json.loads(sys.argv[1])]
assert not any(one.exit_code for one in said), [one.stderr for one in said]
print(json.dumps([one.stdout for one in said]))
"""
STOP_SECONDS = 30


def environment(**settings: str) -> dict[str, str]:
    """Give this process's environment with Countersign's settings, and none of another installation."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")}
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH")) if part)
    ours = {f"COUNTERSIGN_{name.upper()}": value for name, value in settings.items()}
    return {**inherited, "PYTHONPATH": path, **ours}


@dataclass
class Installation:
    """Commands and processes with one environment, in one folder, where their logs are."""

    folder: Path
    env: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    logs: list[IO[bytes]] = field(default_factory=list)

    def command(self, *words: str, script: str = MAIN) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-c", script, *words],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def says(self, *words: str) -> str:
        """Run a command that must succeed; gives its standard output."""
        done = self.command(*words)
        assert done.returncode == 0, f"countersign {' '.join(words)}: {done.stderr}"
        return done.stdout

    def says_each(self, *commands: Sequence[str]) -> list[str]:
        """Run commands that must succeed, all in one process; gives the standard output of each."""
        done = self.command(json.dumps(commands), script=EACH)
        assert done.returncode == 0, done.stderr
        said: list[str] = json.loads(done.stdout)
        return said

    def start(self, name: str, *options: str, script: str = MAIN) -> None:
        """Start `countersign name`, the leader of a process group of its own."""
        log = (self.folder / f"{name}.log").open("ab")
        self.logs.append(log)
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-c", script, name, *options],
            cwd=self.folder,
            env=self.env,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def kill(self, name: str) -> None:
        """Kill the whole group at once; nothing of it can still do anything."""
        os.killpg(self.processes[name].pid, signal.SIGKILL)

    def has_died(self, name: str) -> bool:
        """Tell whether a process has ended."""
        return self.processes[name].poll() is not None

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask a process to end, as an operator would; gives its exit status."""
        process = self.processes.pop(name)
        process.send_signal(how)
        return process.wait(STOP_SECONDS)

    def end(self) -> None:
        """Leave nothing behind, however the test went."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_SECONDS)
        for log in self.logs:
            log.close()

    def log(self, name: str) -> str:
        """Give what a process wrote."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def spelled(shift: Shift) -> str:
    """Spell a moved clock as `COUNTERSIGN_CLOCK` takes it."""
    return f"{shift.start.to_iso8601_string()}@{shift.since.to_iso8601_string()}*{shift.speed}"


Json = dict[str, Any]
