"""The stages in their order, and how one is run; cron, Celery, the tests and the demo all run these."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import structlog
from pendulum import DateTime
from sqlalchemy.orm import Session

from config.clock import wall
from notifications.delivery import deliver
from tasks.counting import count_usage
from tasks.fetching import fetch
from tasks.house import House
from tasks.returning import take_returns
from workflow.batch import Batch, Trouble
from workflow.coverage.telling import tell_coverage
from workflow.disputes.closing import close_withdrawn
from workflow.events.seal import seal
from workflow.findings.examine import examine
from workflow.health.telling import tell_health
from workflow.invoices.chase import chase
from workflow.invoices.rematching import rematch
from workflow.notices.bundling import send_digests
from workflow.notices.undelivered import tell_others
from workflow.payment_runs.telling import tell_runs
from workflow.periods.closing import close_periods
from workflow.policy.policy import Policy
from workflow.reviews.ladder import climb
from workflow.reviews.opening import open_reviews
from workflow.reviews.recalendaring import mark_replans
from workflow.reviews.recounting import recount
from workflow.reviews.replanning import replan
from workflow.reviews.reseat_due import reseat
from workflow.reviews.waking import wake
from workflow.setup.effective import effective_policy

log = structlog.get_logger("tasks")

MOST_BATCHES = 10_000
"""A stage that still finds work after so many batches has a mistake in it, and must not run for ever."""

Step = Callable[[House, DateTime], Batch]


@dataclass(frozen=True)
class Stage:
    """One stage: its steps, each of which does one batch, and the stages that may find work after it."""

    name: str
    steps: tuple[Step, ...]
    hints: tuple[str, ...] = ()


def _with_policy(act: Callable[[Session, DateTime, Policy], Batch]) -> Step:
    """Make a step of what needs one transaction and the policy in force."""

    def step(house: House, now: DateTime) -> Batch:
        with house.sessions.begin() as session:
            return act(session, now, effective_policy(session, house.base_policy))

    return step


def _at_once(act: Callable[[Session, DateTime], Batch]) -> Step:
    """Make a step of what needs one transaction and no policy but those that reviews keep."""

    def step(house: House, now: DateTime) -> Batch:
        with house.sessions.begin() as session:
            return act(session, now)

    return step


def _deliver(house: House, now: DateTime) -> Batch:
    return deliver(house.sessions, house.post_office, now, wall)


def _seal(house: House, _now: DateTime) -> Batch:
    with house.sessions.begin() as session:
        return seal(session)


STAGES = (
    Stage("periods", (_with_policy(close_periods),), hints=("invoices",)),
    Stage(
        "invoices",
        (_at_once(rematch), fetch, count_usage, _with_policy(chase), take_returns),
        hints=("findings", "ladder", "notices"),
    ),
    Stage("findings", (_with_policy(examine), _with_policy(recount)), hints=("reviews", "notices")),
    Stage("reviews", (_with_policy(open_reviews), _at_once(close_withdrawn)), hints=("ladder", "notices")),
    Stage(
        "ladder",
        (
            _at_once(mark_replans),
            _at_once(replan),
            _with_policy(tell_others),
            _at_once(reseat),
            _at_once(climb),
            _at_once(wake),
            _at_once(tell_health),
            _with_policy(tell_coverage),
            _with_policy(tell_runs),
            _at_once(send_digests),
        ),
        hints=("notices",),
    ),
    Stage("notices", (_deliver,), hints=("seal",)),
    Stage("seal", (_seal,)),
)
NAMES = tuple(stage.name for stage in STAGES)


def stage_named(name: str) -> Stage:
    """Give the stage of that name; raises ValueError."""
    for stage in STAGES:
        if stage.name == name:
            return stage
    raise ValueError(f"there is no stage {name!r}; there are {', '.join(NAMES)}")


def run_stage(house: House, stage: Stage, now: DateTime) -> Batch:
    """Run one stage until nothing of it is due; a batch that fails is a trouble of the stage, never an error."""
    return sum((_run_step(house, stage, step, now) for step in stage.steps), Batch())


def broke(stage: Stage, batch: Batch) -> bool:
    """Tell whether the stage itself failed, not only some rows of it."""
    return any(trouble.about == _itself(stage) for trouble in batch.troubles)


def _run_step(house: House, stage: Stage, step: Step, now: DateTime) -> Batch:
    total = Batch()
    try:
        for batch in _batches(house, step, now):
            total += batch
    except Exception as error:  # whatever it is, the other stages go on, and this one is tried again
        log.exception("stage failed", stage=stage.name)
        total += Batch(troubles=(Trouble(_itself(stage), f"{type(error).__name__}: {error}".split("\n")[0]),))
    return total


def _batches(house: House, step: Step, now: DateTime) -> Iterator[Batch]:
    """Give batch after batch until one carries nothing on and meets no new trouble."""
    met: set[str] = set()
    for _ in range(MOST_BATCHES):
        batch = step(house, now)
        new = tuple(trouble for trouble in batch.troubles if trouble.about not in met)
        met.update(trouble.about for trouble in new)
        yield Batch(batch.done, new)
        if not batch.done and not new:
            return
    raise RuntimeError(f"still at work after {MOST_BATCHES} batches")


def _itself(stage: Stage) -> str:
    return f"stage:{stage.name}"
