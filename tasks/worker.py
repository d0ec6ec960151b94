"""The Celery application: messages are hints that carry a stage's name; the database says what is to be done."""

import logging
from collections.abc import Sequence
from typing import Any

import structlog
from celery import Celery
from celery.signals import setup_logging, worker_process_init

from config.clock import now
from config.settings import Basics
from tasks.house import House
from tasks.pulses import note
from tasks.schedule import EXPIRES_SECONDS, STAGE_TASK, beat_schedule
from tasks.stages import broke, run_stage, stage_named
from workflow.batch import Batch

log = structlog.get_logger("tasks")

NOTHING_TASK = "countersign.nothing"
TIME_LIMIT = 300
SOFT_TIME_LIMIT = 240
VISIBILITY_SECONDS = 900  # more than twice the longest task, or Redis hands a running one out again
REDIS_OPTIONS = {
    "visibility_timeout": VISIBILITY_SECONDS,
    # Without these a worker whose connection was cut silently hears nothing for ever (`docs/decisions/0008`).
    "socket_timeout": 15,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
MEMORY_OPTIONS = {"polling_interval": 0.05}  # seconds; the default of 1 s would be felt


def make_celery(settings: Basics) -> Celery:
    """Make the application that sends; it knows the broker and the schedule, and no house."""
    app = Celery("countersign", broker=settings.broker_url, set_as_current=False)
    memory = settings.broker_url.startswith("memory:")
    app.conf.update(
        broker_transport_options=MEMORY_OPTIONS if memory else REDIS_OPTIONS,
        broker_connection_retry_on_startup=True,
        task_default_queue="countersign",
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=TIME_LIMIT,
        task_soft_time_limit=SOFT_TIME_LIMIT,
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=10,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        beat_scheduler="celery.beat:Scheduler",  # in memory: nothing depends on a schedule file
        beat_max_loop_interval=1,
        beat_schedule=beat_schedule(),
    )
    setup_logging.connect(_logs_are_ours, weak=False, dispatch_uid="countersign")
    return app


def employ(app: Celery, house: House) -> None:
    """Give the application its tasks, which work in that house."""

    # Not shared: Celery would give a shared task, and with it this house, to every application made later.
    @app.task(name=STAGE_TASK, shared=False)
    def stage(name: str) -> None:
        moment, chosen = now(), stage_named(name)
        batch = run_stage(house, chosen, moment)
        tell(name, batch)
        if batch.done:
            hint(app, chosen.hints)
        if not broke(chosen, batch):
            note(house, chosen, moment)

    @app.task(name=NOTHING_TASK, shared=False)
    def nothing() -> None:
        """Wake a worker that waits for messages."""

    def forked(**_: Any) -> None:
        house.engine.dispose(close=False)  # the parent's connections are the parent's

    worker_process_init.connect(forked, weak=False, dispatch_uid="countersign")


def hint(app: Celery, stages: Sequence[str]) -> None:
    """Say that stages may have work. A hint may be lost: the next sweep finds what is due."""
    try:
        for stage in stages:
            app.send_task(STAGE_TASK, args=[stage], expires=EXPIRES_SECONDS, retry=False)
    except Exception as error:  # noqa: BLE001  # whatever keeps a hint from going out must not undo what was done
        log.warning("hints not sent", stages=list(stages), error=str(error))


def tell(stage: str, batch: Batch) -> None:
    """Log what stepped aside."""
    for trouble in batch.troubles:
        log.warning("stepped aside", stage=stage, about=trouble.about, error=trouble.error)


def _logs_are_ours(**_: Any) -> None:
    logging.getLogger("celery").setLevel(logging.WARNING)
