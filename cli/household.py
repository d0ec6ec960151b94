"""The whole house for a command that looks after reviews."""

from collections.abc import Iterator
from contextlib import contextmanager

from cli.edge import begin, check_schema
from config.settings import Basics, Settings, SettingsError
from tasks.house import House, open_house


@contextmanager
def house(*, shared: bool = False) -> Iterator[House]:
    """Open the whole house for a command that looks after reviews; `shared` means that other processes do so too."""
    settings = begin(Settings)
    if shared:
        refuse_unshared(settings)
    with open_house(settings) as opened:
        check_schema(opened.engine)
        yield opened


def refuse_unshared(settings: Basics) -> None:
    """Raise SettingsError for a database or a broker that separate processes cannot share."""
    if settings.database_url.startswith("sqlite"):
        raise SettingsError(
            "COUNTERSIGN_DATABASE_URL: separate processes need PostgreSQL, postgresql+psycopg://…; "
            "over SQLite, use `countersign run`"
        )
    if settings.broker_url.startswith("memory:"):
        raise SettingsError(
            "COUNTERSIGN_BROKER_URL: separate processes need Redis, redis://…; without it, use `countersign run`"
        )
