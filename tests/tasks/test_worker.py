"""Messages are hints: they carry a stage's name, may be lost, and a worker over a real Redis acts on them."""

import json
import logging
import time
from collections.abc import Callable, Iterator

import pytest
from redis import Redis

from tasks.embedded import embedded
from tasks.house import House, open_house
from tasks.schedule import STAGE_TASK
from tasks.stages import NAMES
from tasks.worker import hint, make_celery
from tests.servers.running import free_port
from tests.tasks.conftest import settings_for
from workflow.pulse import TICK, Pulse, last

WAIT_SECONDS = 30


@pytest.fixture
def empty_redis(redis_url: str) -> Iterator[str]:
    """Yield the URL of a Redis that holds nothing, and empty it after."""
    with Redis.from_url(redis_url) as client:
        client.flushdb()
        yield redis_url
        client.flushdb()


@pytest.fixture(params=["one process", "several"])
def house_with_broker(request: pytest.FixtureRequest) -> Iterator[House]:
    """Yield a house as a small team has it, with SQLite and a broker in memory, and one with PostgreSQL and Redis."""
    alone = request.param == "one process"
    broker = "memory://localhost/" if alone else request.getfixturevalue("empty_redis")
    database = request.getfixturevalue("sqlite_database" if alone else "postgresql_database")
    with open_house(settings_for(database, broker)) as house:
        house.engine.dispose()  # a worker drops what it finds idle, as a fork must
        yield house


def pulse(house: House, name: str) -> Pulse | None:
    """Return a mark that the sweeps leave."""
    with house.readers() as session:
        return last(session, name)


def wait_until(come: Callable[[], object]) -> None:
    """Wait until something has come; fail when it does not."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not come():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_a_round_goes_through_worker_and_broker(house_with_broker: House) -> None:
    house = house_with_broker
    with embedded(house):
        wait_until(lambda: pulse(house, TICK))
    assert all(pulse(house, f"stage:{name}") for name in NAMES)


def test_it_stops_within_seconds(house_with_broker: House) -> None:
    with embedded(house_with_broker):
        wait_until(lambda: pulse(house_with_broker, "stage:seal"))
        began = time.monotonic()
    assert time.monotonic() - began < 6


def test_it_starts_again_in_the_same_process(house_with_broker: House) -> None:
    for _ in range(2):
        with embedded(house_with_broker), house_with_broker.sessions.begin() as session:
            for mark in session.query(Pulse):
                session.delete(mark)
            session.commit()
            wait_until(lambda: pulse(house_with_broker, "stage:seal"))


def test_a_message_that_names_no_stage_does_no_harm(house_with_broker: House) -> None:
    house = house_with_broker
    with embedded(house) as app:
        app.send_task(STAGE_TASK, args=["payments"])
        app.send_task("countersign.unknown")
        hint(app, ["seal"])
        wait_until(lambda: pulse(house, TICK))


def test_a_hint_that_cannot_be_sent_is_logged_and_no_more(
    sqlite_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = make_celery(settings_for(sqlite_database, f"redis://127.0.0.1:{free_port()}/0"))
    began = time.monotonic()
    hint(app, NAMES)
    assert time.monotonic() - began < 15  # one try, not one a stage
    assert "hints not sent" in capsys.readouterr().out


def test_messages_are_json_and_leave_no_results(sqlite_database: str, empty_redis: str) -> None:
    app = make_celery(settings_for(sqlite_database, empty_redis))
    hint(app, ["findings"])
    with Redis.from_url(empty_redis) as client:
        (message,) = (json.loads(text) for text in client.lrange("countersign", 0, -1))
        keys = [key.decode() for key in client.scan_iter()]
    assert message["content-type"] == "application/json"
    assert app.conf.accept_content == ["json"]
    assert not [key for key in keys if key.startswith("celery-task-meta")]


def test_celery_leaves_our_logs_alone(house_with_broker: House) -> None:
    handlers = list(logging.getLogger().handlers)
    with embedded(house_with_broker):
        wait_until(lambda: pulse(house_with_broker, "stage:seal"))
    assert logging.getLogger().handlers == handlers
