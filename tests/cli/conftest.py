"""The command as a person types it, in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from config.clock import move_business_time
from tests.databases import new_database, url_of
from tests.longer import leave_postgresql

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from cli.main import main; main()"]
Typed = Callable[..., Result]
Started = Callable[..., AbstractContextManager["subprocess.Popen[str]"]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let commands be typed on PostgreSQL by `make long` alone, for what they call has tests on both."""
    leave_postgresql(items, Path(__file__).parent, ())


@pytest.fixture(autouse=True)
def _process_as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, logs_as_before: None) -> Iterator[None]:
    """Begin without settings in an empty folder, and leave logs and clock as they were."""
    for name in [name for name in os.environ if name.startswith("COUNTERSIGN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield
    move_business_time(None)


@pytest.fixture
def typed() -> Typed:
    """Run a command in this process, with settings named without their prefix."""

    def run(*arguments: str, **settings: str) -> Result:
        env = {f"COUNTERSIGN_{name}": value for name, value in settings.items()}
        return CliRunner().invoke(app, list(arguments), env=env)

    return run


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, typed: Typed, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database that `migrate` has made, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/migrated.db"
        assert typed("migrate", DATABASE_URL=url).exit_code == 0
        yield url
    else:
        yield request.getfixturevalue("migrated_postgres")


@pytest.fixture
def migrated_postgres(postgres_url: str, typed: Typed) -> Iterator[str]:
    """Yield the URL of a PostgreSQL database that `migrate` has made."""
    with new_database(postgres_url, "") as name:
        url = url_of(postgres_url, name)
        assert typed("migrate", DATABASE_URL=url).exit_code == 0
        yield url


@pytest.fixture
def started(tmp_path: Path) -> Started:
    """Start a command as a process of its own; it is killed at the end if it still runs."""

    @contextmanager
    def start(*arguments: str, **settings: str) -> Iterator["subprocess.Popen[str]"]:
        env = os.environ | {f"COUNTERSIGN_{name}": value for name, value in settings.items()}
        env["PYTHONPATH"] = str(ROOT)
        pipe = subprocess.PIPE
        with subprocess.Popen(
            [*COMMAND, *arguments], cwd=tmp_path, env=env, stdout=pipe, stderr=pipe, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    return start
