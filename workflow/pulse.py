"""When the stages last ran: what `tick --now` may not go behind, and what readiness is judged by."""

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflow.base import Base
from workflow.bulk import insert_new

TICK = "tick"


class TooEarlyError(ValueError):
    """Raised for a tick that would go behind the last one; the message names both moments."""


class Pulse(Base):
    """One beat of a named part: the latest business moment it worked as of, and when that was in real time."""

    __tablename__ = "pulses"

    name: Mapped[str] = mapped_column(primary_key=True)
    now: Mapped[DateTime]
    wall: Mapped[DateTime]


def beat(session: Session, name: str, now: DateTime, wall: DateTime) -> None:
    """Note that a part worked as of `now`; business time never goes back."""
    insert_new(session, Pulse, [{"name": name, "now": now, "wall": wall}])
    pulse = session.get_one(Pulse, name, with_for_update=True, populate_existing=True)
    pulse.now, pulse.wall = max(pulse.now, now), wall
    session.flush()  # the next reader of this session asks the database


def last(session: Session, name: str) -> Pulse | None:
    """Tell when a part last worked."""
    return session.scalar(select(Pulse).where(Pulse.name == name))
