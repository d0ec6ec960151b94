"""What the pages work with, handed in once when the site is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pendulum import DateTime
from sqlalchemy.orm import Session, sessionmaker

from config.settings import DEFAULT_POLICY, read_toml
from notifications.delivery import PostOffice
from web.throttle import Throttle


@dataclass(frozen=True)
class Desk:
    """Database, keys, clocks and mail of one installation.

    `readers` opens sessions that take no write lock: GET uses nothing else. `now` is business time, `wall` real time.
    The first of `secret_keys` signs, all verify. `broker_answers` tells whether the message broker can be reached.
    `base_policy` is the default policy with the `POLICY` file over it. `codes_asked` counts what is typed to sign in.
    """

    writers: sessionmaker[Session]
    readers: sessionmaker[Session]
    base_url: str
    secret_keys: tuple[bytes, ...]
    version: str
    post_office: PostOffice
    now: Callable[[], DateTime]
    wall: Callable[[], DateTime]
    broker_answers: Callable[[], bool]
    base_policy: Mapping[str, Any] = field(default_factory=lambda: read_toml(DEFAULT_POLICY))
    codes_asked: Throttle = field(default_factory=lambda: Throttle(5))

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the site by https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """Name the device cookie; with a prefix by which browsers keep other hosts from setting it (RFC 6265bis)."""
        return "__Host-countersign_device" if self.secure and self.path == "/" else "countersign_device"

    @property
    def path(self) -> str:
        """Give the path of the host below which the site is reached, mostly `/`."""
        return urlsplit(self.base_url).path.rstrip("/") or "/"


def desk_of(request: Request) -> Desk:
    """Give the desk of the site that was asked."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]
