"""What `make test` leaves to `make long`: the other database where little can differ, and the longest stories."""

from collections.abc import Collection, Iterable
from pathlib import Path

import pytest


def leave_postgresql(items: Iterable[pytest.Item], folder: Path, on_both: Collection[str]) -> None:
    """Mark the tests of a folder that run on PostgreSQL as long, but not those of the modules that are named."""
    for item in items:
        if item.path.parent == folder and item.path.stem not in on_both and "[postgresql" in item.name:
            item.add_marker(pytest.mark.long)


def leave_sqlite(items: Iterable[pytest.Item], folder: Path, modules: Collection[str]) -> None:
    """Mark the tests of some modules of a folder that run on SQLite as long: what PostgreSQL alone can show."""
    for item in items:
        if item.path.parent == folder and item.path.stem in modules and "[sqlite" in item.name:
            item.add_marker(pytest.mark.long)


def leave_all(items: Iterable[pytest.Item], folder: Path, modules: Collection[str]) -> None:
    """Mark all tests of some modules of a folder as long."""
    for item in items:
        if item.path.parent == folder and item.path.stem in modules:
            item.add_marker(pytest.mark.long)
