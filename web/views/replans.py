"""How the plan of a review was changed since it was opened: by whom, why, and what moved."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pendulum
from pendulum import DateTime

from notifications.figures import Figures
from web.views.moments import At, full
from web.views.steps import STATES, STEPS
from workflow.events.event import SYSTEM, Event

EXTENDED, REPLANNED, OFF_CYCLE = "review.extended", "review.replanned", "review.off_cycle"
KINDS = (EXTENDED, REPLANNED, OFF_CYCLE)
NAMES = {EXTENDED: "Extended", REPLANNED: "Planned anew", OFF_CYCLE: "Paid outside of the payment runs"}


@dataclass(frozen=True)
class ReplanRow:
    """One change of the plan; `moved` says what was before and what is since, a sentence each."""

    name: str
    at: At
    by: str
    why: str
    moved: tuple[str, ...]


def replan_rows(events: Iterable[Event], writes: Figures) -> tuple[ReplanRow, ...]:
    """Lay out the changes in their order; the actor is an e-mail address, or nobody where it happened by itself."""
    return tuple(
        ReplanRow(
            name=NAMES[one.kind],
            at=full(writes, one.at),
            by="" if one.actor == SYSTEM else one.actor,
            why=writes.dated(one.why),
            moved=tuple(_moved(one.data, writes)),
        )
        for one in events
    )


def _moved(data: Mapping[str, Any], writes: Figures) -> Iterator[str]:
    for key, name in (("payment_deadline", STEPS["pay"]), ("decide_by", STEPS["decide"])):
        change = data.get(key)
        if change and change["old"] != change["new"]:
            yield f"{name}: {_written(change['old'], writes)} → {_written(change['new'], writes)}"
    for rung in data.get("rungs", ()):
        name = STEPS.get(rung["rung"], rung["rung"])
        yield f"{name}: {_stood(rung['old'], writes)} → {_stood(rung['new'], writes)}"


def _stood(rung: Mapping[str, str] | None, writes: Figures) -> str:
    """Say where a rung stood."""
    if rung is None:
        return "not planned"
    return f"{_written(rung['at'], writes)} ({STATES.get(rung['state'], rung['state'])})"


def _written(iso: str, writes: Figures) -> str:
    return writes.moment(cast("DateTime", pendulum.parse(iso)))
