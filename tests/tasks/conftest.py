"""A house for the stages: development settings over each of the two databases, and a vendor that the test plays."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from config.settings import Settings
from tasks.house import House, open_house

OpenHouse = Callable[..., AbstractContextManager[House]]


def settings_for(database_url: str, broker_url: str = "memory://localhost/") -> Settings:
    """Make development settings whose mail server nobody runs."""
    return Settings.model_validate(
        {
            "env": "development",
            "database_url": database_url,
            "broker_url": broker_url,
            "smtp_url": "smtp://127.0.0.1:9",
        }
    )


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """Yield a house over an empty database with the schema."""
    with open_house(settings_for(database_url)) as opened:
        yield opened
