"""Doing what a click asks for in one transaction, and once more where the database let another one go first."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from web.desk import Desk

DEADLOCK = "40P01"
"""PostgreSQL's `deadlock_detected`: one of two transactions that waited for each other was taken back."""

Done = TypeVar("Done")


def in_turn(desk: Desk, act: Callable[[Session], Done]) -> Done:
    """Give what `act` gives, which commits; after a deadlock nothing was written, so it is done again, once."""
    try:
        with desk.writers() as session:
            return act(session)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != DEADLOCK:
            raise
    with desk.writers() as session:
        return act(session)
