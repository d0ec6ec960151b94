"""When a source is asked, whatever it is about: the claim, how long it holds, and how long to wait for the next try."""

from collections.abc import Sequence
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import Executable
from sqlalchemy.orm import Session

LEASE_SECONDS = 120
EVERY_HOURS = 6
AFTERWARDS_DAYS = 45
FIRST_RETRY_MINUTES = 15
LONGEST_WAIT_HOURS = 24


def claim(session: Session, statement: Executable, now: DateTime, wall: DateTime, limit: int) -> Sequence[UUID]:
    """Claim what is due under a lease of real time and give its ids; the caller commits before it asks anybody."""
    values = {"now": now, "wall": wall, "lease": wall.add(seconds=LEASE_SECONDS), "most": limit}
    return session.scalars(statement, values, execution_options={"synchronize_session": False}).all()


def wait_seconds(failures: int, retry_after: int | None) -> int:
    """Double from a quarter of an hour up to six hours; a vendor may ask for more, but for no more than a day."""
    own: int = min(FIRST_RETRY_MINUTES * 60 * 2 ** min(failures - 1, 10), EVERY_HOURS * 3600)
    return min(max(own, retry_after or 0), LONGEST_WAIT_HOURS * 3600)
