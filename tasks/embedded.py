"""A Celery worker and its beat as threads of this process, for a small team and for the demo."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import WorkController, state

from tasks.house import House
from tasks.stages import NAMES
from tasks.worker import NOTHING_TASK, employ, hint, make_celery

log = structlog.get_logger("tasks")

STOP_SECONDS = 10


@contextmanager
def embedded(house: House) -> Iterator[Celery]:
    """Run worker and beat for as long as the body lasts; a stage under way is finished before this returns."""
    app = make_celery(house.settings)
    employ(app, house)
    # Else what runs in the worker's thread takes Celery's own default application, which knocks at amqp://localhost.
    app.set_default()
    state.should_stop = None
    worker = _start_worker(app)
    beat = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)  # else it writes a schedule file
    beat.start()
    hint(app, NAMES)  # the beat's own first round comes only after its first interval
    try:
        yield app
    finally:
        beat.service.stop()
        _stop_worker(app, worker)
        beat.join(STOP_SECONDS)


def _start_worker(app: Celery) -> threading.Thread:
    # The solo pool: on the memory transport a pool of threads acknowledges only every second or two.
    controller: WorkController = app.WorkController(
        pool="solo",
        hostname="embedded@localhost",
        without_heartbeat=True,
        without_gossip=True,
        without_mingle=True,
    )
    thread = threading.Thread(target=controller.start, name="worker", daemon=True)
    thread.start()
    return thread


def _stop_worker(app: Celery, thread: threading.Thread) -> None:
    state.should_stop = 0
    try:
        for _ in range(2):  # its loop waits up to two seconds for a message, and looks once more after the first
            app.send_task(NOTHING_TASK, retry=False)
    except Exception as error:  # noqa: BLE001  # without them it only takes longer
        log.warning("worker not woken", error=str(error))
    thread.join(STOP_SECONDS)
    state.should_stop = None
