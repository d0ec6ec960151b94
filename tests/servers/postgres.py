"""A real PostgreSQL in a temporary folder, as root or not."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers.installed import postgres_folder
from tests.servers.keeper import Order
from tests.servers.running import server

USER = "postgres"
INITDB = ["-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB"]


@contextmanager
def running_postgres(binaries: Path | None = None) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a PostgreSQL of its own, made from the folder `binaries` or the preferred one."""
    chosen = binaries or postgres_folder()
    with server(lambda folder, port: _prepare(chosen, folder, port), _answers) as port:
        yield f"postgresql+psycopg://{USER}@127.0.0.1:{port}/postgres"


def _prepare(binaries: Path, folder: Path, port: int) -> Order:
    user, group = _server_user()
    if user is not None and group is not None:
        os.chown(folder, user, group)
        binaries = _within_reach(binaries, folder, user, group)
    data = str(folder / "data")
    settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *FAST]
    return {
        "steps": [[str(binaries / "initdb"), "-D", data, *INITDB]],
        "server": [str(binaries / "postgres"), "-D", data, *(part for one in settings for part in ("-c", one))],
        "user": user,
        "group": group,
    }


def _server_user() -> tuple[int, int] | tuple[None, None]:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return None, None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _within_reach(binaries: Path, folder: Path, user: int, group: int) -> Path:
    """Return `binaries`, or a copy in `folder` where `user` may not execute the original (a venv below /root)."""
    if _executable(binaries / "postgres", folder, user, group):
        return binaries
    package = binaries.parent.parent
    shutil.copytree(binaries.parent, folder / package.name / binaries.parent.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        # A wheel's binaries find their shared libraries by the relative path to this sibling.
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / binaries.parent.name / binaries.name


def _executable(program: Path, folder: Path, user: int, group: int) -> bool:
    command = [str(program), "--version"]
    try:
        tried = subprocess.run(
            command, cwd=folder, user=user, group=group, extra_groups=[], capture_output=True, check=False
        )
    except PermissionError:
        return False
    return tried.returncode == 0


def _answers(port: int) -> bool:
    # The port opens a moment before log-ins work, so only a log-in counts.
    try:
        psycopg.connect(host="127.0.0.1", port=port, user=USER, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True
