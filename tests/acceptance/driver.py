"""Drives a month of real processes: people answer, the worker is killed and restarted, Redis is emptied."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import httpx
import pendulum
from celery import Celery
from pendulum import DateTime
from redis import Redis
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from config.clock import Shift, wall
from config.database import make_engine
from config.settings import Basics
from notifications.message import message_id
from sandbox.message import Message
from tasks.schedule import STAGE_TASK
from tasks.stages import NAMES
from tasks.worker import make_celery
from tests.acceptance.auditor import Evidence
from tests.acceptance.installation import Installation, environment, spelled
from tests.acceptance.watched import Arrival, Watched
from tests.servers.running import free_port
from tests.stories.reader import Reader
from tests.stories.setting import a_setup, a_workspace, an_invoice, written
from tests.waiting import eventually
from workflow.due import next_due
from workflow.notices.notice import Attempt, Delivery, Notice

BEGINS = pendulum.datetime(2026, 10, 31)
ANSWERED, IGNORED = "A-10", "B-10"
QUEUE = "countersign"
AT_MOST_SECONDS = 150
START_TAKES = 130_000
"""Seconds of business time: a day and a half."""
FASTEST = 30_000

# `countersign beat` as it is, but it looks every second: a second is hours here.
BEAT = """
import dataclasses, tasks.schedule
tasks.schedule.SCHEDULE = tuple(dataclasses.replace(one, seconds=1) for one in tasks.schedule.SCHEDULE)
from cli.main import main
main()
"""
# `countersign worker` as it is, but what it holds when it is killed is free after a quarter of a minute, not a whole.
WORKER = """
import datetime, workflow.notices.outbox
workflow.notices.outbox.LEASE = datetime.timedelta(seconds=15)
from cli.main import main
main()
"""


@dataclass(frozen=True)
class Kill:
    """Kill the worker when so many notices of one of these kinds or rungs have come; `flush` empties Redis then.

    Several rungs, because the reminder is skipped where the warning is due before anybody looked.
    """

    parts: tuple[str, ...]
    about: str
    count: int
    flush: bool = False

    def is_reached(self, arrivals: Sequence[Arrival]) -> bool:
        """Tell whether the newest mail is the last of those that this kill waits for."""
        name = self._name(arrivals[-1])
        return name is not None and len({one.key for one in arrivals if self._name(one) == name}) >= self.count

    def _name(self, one: Arrival) -> str | None:
        named = next((part for part in self.parts if part in (one.kind, one.part)), None)
        return named if self.about in one.message.text else None


@dataclass
class Driven:
    """A running month: its installation, its mails, its clock, and what was done to it."""

    installation: Installation
    post: Watched
    shift: Shift
    engine: Engine
    redis: Redis
    kills: list[Kill]
    push: Celery | None = None
    readers: list[Reader] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    killed_at: list[str] = field(default_factory=list)
    in_window: list[str] = field(default_factory=list)
    restarts: int = 0
    flushed: int = 0
    _pushed: DateTime | None = None
    _flush_next: bool = False

    @property
    def now(self) -> DateTime:
        """Business time."""
        return self.shift.at(wall())

    def drive(self, until: Callable[[], bool]) -> None:
        """Let the month pass until a condition holds; fails when it does not in time."""
        deadline = time.monotonic() + AT_MOST_SECONDS
        while not until():
            assert time.monotonic() < deadline, f"still waiting: {self}"
            self._answer()
            self._push_hints()
            if self.installation.has_died("worker"):
                self._revive()
            time.sleep(0.05)

    def __str__(self) -> str:
        """Tell where it stands."""
        came = "\n".join(f"{one.at} {one.message.to} {one.key}" for one in self.post.arrivals)
        log = self.installation.log("worker")[-3000:]
        return f"{self.now}, to be killed {self.kills}, {self.undelivered()} on their way\n{came}\n{log}"

    def spring(self, message: Message) -> None:
        """Kill the worker while it waits for the server's answer to the mail that the next kill is about."""
        if self.kills and self.kills[0].is_reached(self.post.arrivals):
            self._flush_next |= self.kills.pop(0).flush  # before the kill: the worker is soon revived
            self.installation.kill("worker")
            self.killed_at.append(message.header("Message-ID") or "")
            self.in_window += self._under_way()

    def _under_way(self) -> list[str]:
        """Name the mails whose fate the dead worker had not written down: it had begun them, and nobody ended them."""
        with Session(self.engine) as session:
            begun = select(Notice.key).join(Attempt, Attempt.notice_id == Notice.id)
            keys = session.scalars(begun.where(Notice.state == Delivery.SENDING, Attempt.ended_at.is_(None)).distinct())
            return [message_id(key, "localhost") for key in keys]

    def undelivered(self) -> int:
        """Count the notices that are on their way, which only the end of the month is decided by."""
        with Session(self.engine) as session:
            going = Notice.state.in_([Delivery.DUE, Delivery.SENDING])
            return session.scalar(select(func.count()).select_from(Notice).where(going)) or 0

    def close(self) -> DateTime:
        """Stop what sends and what works, in that order; gives the last business moment at which anybody looked."""
        ended_at = self.now
        for name in ("beat", "worker", "web"):
            if name in self.installation.processes:
                assert self.installation.stop(name) == 0, self.installation.log(name)[-3000:]
        return ended_at

    def evidence(self, ended_at: DateTime) -> Evidence:
        """Ask the command line for what an auditor may see."""
        told, export = self.installation.says_each(["status", "--json"], ["audit", "export"])
        status = json.loads(told)
        ids = [review["id"] for review in status["reviews"]]
        said = self.installation.says_each(*(["explain", one, "--json"] for one in ids))
        plans = {one: json.loads(plan) for one, plan in zip(ids, said, strict=True)}
        arrivals, lines = tuple(self.post.arrivals), export.splitlines()
        return Evidence(ended_at, arrivals, status, plans, lines, self.in_window, self.answers)

    def _answer(self) -> None:
        """Let everybody who was asked about one invoice approve it, as soon as any mail brings a link."""
        done = {email for email, _ in self.answers}
        for reader in self.readers:
            if reader.email not in done and reader.link(ANSWERED):
                assert reader.answers("approve", ANSWERED) == httpx.codes.SEE_OTHER
                self.answers.append((reader.email, ANSWERED))

    def _push_hints(self) -> None:
        """Without a beat: publish hints once for each due moment, as a system would that relies on its messages."""
        due = self._due()
        if self.push and due <= self.now and due != self._pushed:
            self._pushed = due
            for stage in NAMES:
                self.push.send_task(STAGE_TASK, args=[stage], retry=False)

    def _due(self) -> DateTime:
        with Session(self.engine) as session:
            return next_due(session) or BEGINS  # with no period written yet, that is what is due

    def _revive(self) -> None:
        if self._flush_next:
            self._flush_next = False
            self._empty_redis()
        self.installation.start("worker", "--concurrency", "1", script=WORKER)
        self.restarts += 1

    def _empty_redis(self) -> None:
        """Wait until hints of what is due lie in Redis, waiting or with the dead worker, and empty it."""
        self.flushed = eventually("hints in Redis", self._hints_of_what_is_due, 60)
        self.redis.flushall()

    def _hints_of_what_is_due(self) -> int:
        self._push_hints()
        if self.push and self._due() != self._pushed:
            return 0
        return int(self.redis.llen(QUEUE)) + int(self.redis.hlen("unacked"))  # type: ignore[arg-type]  # typed for both its clients


@contextmanager
def a_driven_month(
    database_url: str, redis_url: str, folder: Path, kills: Sequence[Kill], *, beat: bool
) -> Iterator[Driven]:
    """Set up an installation with three workspaces and start its processes, without the beat where asked."""
    port = free_port()
    with ExitStack() as stack:
        shift = [Shift(BEGINS, BEGINS, Decimal(0))]
        post = Watched(lambda: shift[0].at(wall()))
        post.start()
        stack.callback(post.stop)
        settings = {
            "env": "development",
            "database_url": database_url,
            "broker_url": redis_url,
            "smtp_url": post.smtp_url,
            "base_url": f"http://127.0.0.1:{port}",
        }
        installation = Installation(folder, environment(**settings, clock=BEGINS.to_iso8601_string()))
        stack.callback(installation.end)
        shift[0] = _clock(_set_up(installation, folder), FASTEST if beat else 2 * FASTEST)
        installation.env = environment(**settings, clock=spelled(shift[0]))
        engine = make_engine(database_url)
        stack.callback(engine.dispose)
        redis = stack.enter_context(Redis.from_url(redis_url))
        sender = Basics(env="development", database_url=database_url, broker_url=redis_url)
        push = None if beat else make_celery(sender)
        driven = Driven(installation, post, shift[0], engine, redis, list(kills), push)
        driven.readers = [stack.enter_context(_reader(name, post)) for name in ("ana", "omar")]
        post.trap = driven.spring
        _start(installation, port, beat=beat)
        yield driven


@contextmanager
def _reader(name: str, post: Watched) -> Iterator[Reader]:
    reader = Reader(f"{name}@acme.example", lambda: post.messages)
    with reader.browser:
        yield reader


def _clock(start_seconds: float, fastest: int) -> Shift:
    """Let business time run so fast that a process starts within a day and a half of it, also on a slow machine.

    It begins twice that time from now, when everything is up. A sweep is a second, and must not be days.
    """
    speed = min(fastest, int(fastest / FASTEST * START_TAKES / start_seconds))
    return Shift(BEGINS, wall().add(seconds=2 * int(start_seconds + 1)), Decimal(speed))


def _set_up(installation: Installation, folder: Path) -> float:
    """Write the setup file and the invoices (one is answered, one ignored, one never comes) and apply it.

    Gives the seconds that one command takes here.
    """
    invoices = {
        "acme": [an_invoice(9), an_invoice(10, number=ANSWERED)],
        "borealis": [an_invoice(9, number="B-9"), an_invoice(10, number=IGNORED, due_on="2026-11-13")],
        "cobalt": [an_invoice(9, number="C-9")],
    }
    for key, those in invoices.items():
        place = folder / "inbox" / key
        place.mkdir(parents=True)
        for one in those:
            (place / f"{one['number']}.json").write_bytes(written(one))
    setup = folder / "setup.toml"
    setup.write_text(a_setup(*map(a_workspace, invoices), policy='[policy]\nvendor_mail = "send"\n'))
    installation.says("migrate")
    began = time.monotonic()
    installation.says("apply", "setup.toml")
    return time.monotonic() - began


def _start(installation: Installation, port: int, *, beat: bool) -> None:
    installation.start("web", "--port", str(port))
    installation.start("worker", "--concurrency", "1", script=WORKER)
    if beat:
        installation.start("beat", script=BEAT)
    eventually("the pages", lambda: _is_up(port), 60)


def _is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False
