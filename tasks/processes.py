"""The worker and the beat as processes of their own."""

import signal
from typing import Any

from celery import Celery
from celery.beat import Service
from celery.signals import worker_shutting_down

from config.settings import Basics
from tasks.house import House
from tasks.stages import NAMES
from tasks.worker import employ, hint, make_celery


def run_worker(house: House, concurrency: int) -> int:
    """Work until SIGTERM or Ctrl-C, finishing what is under way; gives the exit status."""
    app = make_celery(house.settings)
    employ(app, house)
    app.set_default()
    asked: list[str] = []

    def ending(sig: str, **_: Any) -> None:
        asked.append(sig)

    worker_shutting_down.connect(ending, weak=False)
    worker = app.Worker(
        pool="prefork",
        concurrency=concurrency,
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    # Celery ends with 1 after Ctrl-C; to whoever asked for the end, an orderly one is success.
    return 0 if asked else int(worker.exitcode or 0)


def run_beat(settings: Basics) -> None:
    """Send what the schedule says until SIGTERM or Ctrl-C."""
    app: Celery = make_celery(settings)
    app.set_default()
    service = Service(app, max_interval=1, scheduler_cls=app.conf.beat_scheduler)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    hint(app, NAMES)  # the beat's own first round comes only after its first interval
    service.start()


def _leave(_number: int, _frame: Any) -> None:
    raise SystemExit(0)
