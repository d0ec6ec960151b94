"""The house: all that the stages of one installation work with, put together once when a process starts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from config.database import make_engine, readers
from config.settings import Basics, Settings, SettingsError
from notifications.delivery import PostOffice
from tasks.connecting import connect
from workflow.invoices.source import Source
from workflow.policy.policy import Policy, merged
from workflow.setup.applied import SourceSetting


@dataclass(frozen=True)
class House:
    """Database, policy, post and vendors of one installation.

    `sessions.begin()` is the unit of work: it commits when its body ends and rolls back when that raises.
    `readers` opens sessions that take no write lock. `base_policy` is what `[policy]` of the setup file is laid over.
    `connect` makes a source of its name and its setting (null: the setup file has none of that name).
    """

    settings: Settings
    engine: Engine
    sessions: sessionmaker[Session]
    readers: sessionmaker[Session]
    base_policy: Mapping[str, Any]
    post_office: PostOffice
    connect: Callable[[str, SourceSetting | None], Source] = connect


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """Put a house together and take it down at the end; nothing connects yet. Raises SettingsError."""
    base = base_policy(settings)
    engine = make_engine(settings.database_url)
    post_office = PostOffice(settings.smtp_url, settings.mail_from, settings.base_url, settings.secret_keys)
    try:
        yield House(settings, engine, sessionmaker(engine), sessionmaker(readers(engine)), base, post_office)
    finally:
        engine.dispose()


def base_policy(settings: Basics) -> dict[str, Any]:
    """Lay the `POLICY` file over the default policy; raises SettingsError that names the key that is wrong."""
    base = merged(*settings.policy_tables())
    try:
        Policy.model_validate(base)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"COUNTERSIGN_POLICY: {settings.policy}: {place}: {first['msg']}") from None
    return base
