"""A tick: every stage, in this process, until nothing is due as of one moment."""

from dataclasses import dataclass

from pendulum import DateTime

from config.clock import wall
from tasks.house import House
from tasks.stages import NAMES, STAGES, run_stage
from workflow.batch import Batch, Trouble
from workflow.due import next_due
from workflow.pulse import TICK, TooEarlyError, beat, last

MOST_PASSES = 100


@dataclass(frozen=True)
class TickReport:
    """What a tick did as of `now`: one sum a stage, and when there is next something to do (null: nothing planned)."""

    now: DateTime
    stages: dict[str, Batch]
    next_due: DateTime | None = None

    @property
    def troubles(self) -> list[tuple[str, Trouble]]:
        """Every trouble with the name of its stage."""
        return [(name, trouble) for name, batch in self.stages.items() for trouble in batch.troubles]


def refuse_earlier(house: House, now: DateTime) -> None:
    """Raise TooEarlyError when the stages have already worked as of a later moment."""
    with house.readers() as session:
        pulse = last(session, TICK)
    if pulse and now < pulse.now:
        given, latest = now.to_iso8601_string(), pulse.now.to_iso8601_string()
        raise TooEarlyError(f"--now {given} is earlier than the last tick, {latest}")


def tick(house: House, now: DateTime) -> TickReport:
    """Run all stages until nothing is due any more or a whole pass does nothing, then note that they ran."""
    total, due = dict.fromkeys(NAMES, Batch()), None
    for _ in range(MOST_PASSES):
        done = _pass(house, now, total)
        due = _next_due(house)
        # Due is also what a late stage has brought up for an earlier one, and what had to step aside.
        if not done or due is None or due > now:
            break
    with house.sessions.begin() as session:
        beat(session, TICK, now, wall())
    return TickReport(now, total, due)


def _pass(house: House, now: DateTime, total: dict[str, Batch]) -> int:
    """Run every stage once and add to the sums; gives how many rows were carried on."""
    done = 0
    for stage in STAGES:
        batch = run_stage(house, stage, now)
        done += batch.done
        total[stage.name] = _merged(total[stage.name], batch)
    return done


def _next_due(house: House) -> DateTime | None:
    with house.readers() as session:
        return next_due(session)


def _merged(earlier: Batch, later: Batch) -> Batch:
    """Add two batches of one stage; a row that stepped aside twice is one trouble, told as it was last."""
    troubles = {trouble.about: trouble for trouble in earlier.troubles + later.troubles}
    return Batch(earlier.done + later.done, tuple(troubles.values()))
