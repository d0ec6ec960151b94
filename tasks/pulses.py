"""The canary of the sweeps: a stage that a worker ran leaves its mark, and the last stage sums the round up."""

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.clock import wall
from tasks.house import House
from tasks.stages import NAMES, Stage
from workflow.pulse import TICK, Pulse, beat


def note(house: House, stage: Stage, now: DateTime) -> None:
    """Note that a stage ran through as of `now`; the last stage also beats `tick`, as of the stalest of all.

    So `tick` is fresh only when the beat sent, the broker carried, a worker ran and the database kept every stage
    lately: one stage that no longer comes through turns readiness red.
    """
    with house.sessions.begin() as session:
        beat(session, _mark(stage.name), now, wall())
        if stage.name == NAMES[-1]:
            _sum_up(session)


def _sum_up(session: Session) -> None:
    marks = session.scalars(select(Pulse).where(Pulse.name.in_([_mark(name) for name in NAMES]))).all()
    if len(marks) == len(NAMES):
        beat(session, TICK, min(mark.now for mark in marks), min(mark.wall for mark in marks))


def _mark(name: str) -> str:
    return f"stage:{name}"
