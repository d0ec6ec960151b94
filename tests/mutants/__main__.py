"""`python -m tests.mutants`: plant each mistake in a copy of the working tree; 1 when one is not noticed."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tests.mutants.catalogue import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv*", ".*_cache", ".hypothesis", "__pycache__", "htmlcov", "*.db")
say = Console(highlight=False, markup=False, soft_wrap=True).print
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
SAID = re.compile(r"^E +(.*)$|^.*(Timeout >.*)$", re.MULTILINE)
FEW_LIVES = "20"
"""So many lives of an installation are lived, where the environment does not say otherwise."""
PASSED, TESTS_FAILED = 0, 1
"""What pytest ends with; all else means that it could not run them."""


@dataclass(frozen=True)
class Run:
    """How a selection of tests went; `named` is the test that failed, `said` what was wrong there, or the last line."""

    status: int
    named: str
    seconds: float
    said: str


def main() -> int:
    """Run what must pass without a mistake, then each mistake, and say which were noticed."""
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("--only", default="", help="only the mistakes whose name holds this text")
    chosen = [one for one in MUTANTS if parser.parse_args().only in one.name]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="countersign-mutants-") as folder:
        copy = Path(shutil.copytree(ROOT, Path(folder) / "tree", ignore=LEFT_BEHIND, symlinks=True))
        if not _passes(copy, chosen):
            return 1
        noticed = [_is_noticed(copy, one) for one in chosen]
    say(f"{sum(noticed)} of {len(noticed)} mistakes were noticed; {time.monotonic() - begun:.0f} s")
    return 0 if all(noticed) else 1


def _passes(copy: Path, chosen: Sequence[Mutant]) -> bool:
    """Tell whether the tests pass before anything is planted, without which a failure would say nothing."""
    run = _pytest(copy, sorted({test for one in chosen for test in one.tests}))
    if run.status == PASSED:
        say(f"without a mistake every test passes; {run.seconds:.0f} s")
        return True
    say(f"without a mistake a test fails already: {run.named}: {run.said}")
    return False


def _is_noticed(copy: Path, mutant: Mutant) -> bool:
    place = copy / mutant.file
    text = place.read_text()
    try:
        place.write_text(mutant.of(text))
    except LookupError as error:
        say(f"CANNOT BE PLANTED  {mutant.name}: {error}")
        return False
    run = _pytest(copy, mutant.tests)
    place.write_text(text)
    what = {PASSED: "SURVIVED", TESTS_FAILED: "noticed"}.get(run.status, "COULD NOT RUN")
    say(f"{what:10} {mutant.name}; {run.seconds:.0f} s\n           {run.named}: {run.said}")
    return run.status == TESTS_FAILED


def _pytest(copy: Path, tests: Sequence[str]) -> Run:
    """Run some tests of the copy, up to the first that fails."""
    begun = time.monotonic()
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    env = {"LIVES": FEW_LIVES, "IN_A_HURRY": "1", **os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True, check=False)
    named, wrong = FAILED.search(done.stdout), SAID.search(done.stdout)
    lines = [wrong[1] or wrong[2]] if wrong else (done.stdout.strip() or done.stderr.strip()).splitlines()
    return Run(done.returncode, named[1] if named else "", time.monotonic() - begun, lines[-1] if lines else "")


if __name__ == "__main__":
    sys.exit(main())
