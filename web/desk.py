"""What the pages work with, handed in once when the site is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from pendulum import DateTime
from sqlalchemy.orm import Session, sessionmaker

from notifications.delivery import PostOffice


@dataclass(frozen=True)
class Desk:
    """Database, keys, clocks and mail of one installation.

    `readers` opens sessions that take no write lock: GET uses nothing else. `now` is business time, `wall` real time.
    The first of `secret_keys` signs, all verify. `broker_answers` tells whether the message broker can be reached.
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

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the site by https, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def desk_of(request: Request) -> Desk:
    """Give the desk of the site that was asked."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]
