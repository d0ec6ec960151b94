"""When the beat looks: each stage every few seconds.

A sweep costs what is due and not what is open, so looking often is cheap; what follows from a stage that did something
is hinted at once and does not wait for this. Intervals only: local times and business days are the engine's business.
"""

from dataclasses import dataclass
from typing import Any

STAGE_TASK = "countersign.stage"
EXPIRES_SECONDS = 60
"""A sweep that nobody took for so long is dropped, so that a backlog is not worked off one by one; long enough for
machines whose clocks differ a little."""


@dataclass(frozen=True)
class Every:
    """One stage, how often it is looked after, and why that often."""

    stage: str
    seconds: int
    because: str


SCHEDULE = (
    Every("periods", 10, "a period ends at midnight; nobody notices seconds"),
    Every("invoices", 10, "a fetch is due an hour after the end; a chase at nine"),
    Every("findings", 10, "heals a lost hint: what was fetched or imported waits to be examined"),
    Every("reviews", 10, "heals a lost hint: what was examined waits for its review"),
    Every("ladder", 10, "a rung is promised in the first sweep at or after its moment"),
    Every("notices", 2, "the pages hint nothing: a decision's letters wait for this"),
    Every("seal", 10, "the last of a round: it also notes that the round went through"),
)


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Spell the schedule as Celery's beat reads it."""
    options = {"expires": EXPIRES_SECONDS}
    return {
        entry.stage: {"task": STAGE_TASK, "schedule": entry.seconds, "args": (entry.stage,), "options": options}
        for entry in SCHEDULE
    }
