"""When the stages last ran: what `tick --now` may not go behind, and what readiness is judged by."""

from pendulum import DateTime
from sqlalchemy import bindparam, case, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflow.base import Base, Instant
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


_LATER = case((Pulse.now > bindparam("moment"), Pulse.now), else_=bindparam("moment", type_=Instant()))
BEAT = (
    update(Pulse)
    .where(Pulse.name == bindparam("part"))
    .values(now=_LATER, wall=bindparam("real"))
    .returning(Pulse.name)
)


def beat(session: Session, name: str, now: DateTime, wall: DateTime) -> None:
    """Note that a part worked as of `now`; business time never goes back."""
    values = {"part": name, "moment": now, "real": wall}
    while session.scalar(BEAT, values, execution_options={"synchronize_session": False}) is None:
        insert_new(session, Pulse, [{"name": name, "now": now, "wall": wall}])


def last(session: Session, name: str) -> Pulse | None:
    """Tell when a part last worked."""
    return session.scalar(select(Pulse).where(Pulse.name == name).execution_options(populate_existing=True))
