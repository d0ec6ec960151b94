"""The world of the chaos: a real installation, a good vendor, a bad one, two that are gone, and the time."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from pendulum import DateTime

from config.settings import Settings
from sandbox.chaos.front import Answered, Front
from sandbox.chaos.kind import Kind
from sandbox.chaos.plan import Plan, Request
from sandbox.mail import MailCatcher
from sandbox.vendor import PARTNER_KEY, SandboxVendor
from sources.callaro import CallaroSource
from tasks.connecting import connect
from tasks.house import House, open_house
from tasks.ticking import TickReport, tick
from tests.chaos.setting import BAD, EVERYBODY, GOOD, KEY_ENV, Tenant, books, setup_file
from workflow.invoices.source import Account, Completeness, Evidence, Fetched, Position, Source, Span
from workflow.setup.applied import SourceSetting
from workflow.setup.applying import apply
from workflow.setup.reading import read_setup

ZONE = "Europe/Berlin"
SECONDS = 1.0
"""The deadline of a fetch from a bad vendor, in place of the half minute that a fetch may really take."""
LARGEST = 10 * 1024 * 1024
STUBBORN = {tenant.account for tenant in BAD if tenant.stubborn}


@dataclass(frozen=True)
class Timed:
    """A source that notes how long each fetch took; a `credulous` one takes every answer for a whole one."""

    source: Source
    seconds: list[float]
    credulous: bool

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:
        """Pass the question on."""
        begun = time.monotonic()
        fetched = self.source.invoices(account, span, position)
        self.seconds.append(time.monotonic() - begun)
        return replace(fetched, state=Completeness.COMPLETE, position=None) if self.credulous else fetched

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:
        """Pass the question on."""
        return self.source.evidence(account, span, position)


@dataclass
class World:
    """All of it; `held` says how a bad account is answered, where the plan does not."""

    house: House
    post: MailCatcher
    now: DateTime
    plan: Plan
    credulous: bool = False
    calm: bool = True
    held: dict[str, Kind | None] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    moments: list[DateTime] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    """What the bad vendor answered since somebody looked."""

    def ticks(self, now: DateTime) -> TickReport:
        """Let the engine do all that is due at a moment."""
        self.now = now
        self.moments.append(now)
        return tick(self.house, now)

    def how(self, request: Request) -> Kind | None:
        """Say how the bad vendor answers a request."""
        if self.calm:
            return None
        if request.account in self.held:
            return self.held[request.account]
        asked = (replace(request, about=f"{request.about}#{again}") for again in range(1000))
        kinds = (self.plan.kind(one) for one in asked)
        return next(filter(None, kinds)) if request.account in STUBBORN else self.plan.kind(request)

    def connects(self, name: str, setting: SourceSetting | None) -> Source:
        """Make a source as the engine does, but one that gives up sooner, and is watched."""
        made = connect(name, setting, {KEY_ENV: PARTNER_KEY})
        if name == "good" or not isinstance(made, CallaroSource):
            return made
        sooner = CallaroSource(name, made._settings, seconds=SECONDS, largest=LARGEST)
        return Timed(sooner, self.seconds, self.credulous)


@contextmanager
def a_world(database_url: str, begins: DateTime, seed: int, *, credulous: bool = False) -> Iterator[World]:
    """Open a world in which everybody is a customer of some vendor."""
    with ExitStack() as stack:
        world = _world(database_url, begins, Plan(seed), stack)
        world.credulous = credulous
        front = Front(
            _vendor(world, BAD, stack, page_limit=2).url, world.plan, choose=world.how, note=world.answers.append
        )
        stack.callback(front.stop)
        front.start()
        urls = {
            "good": _vendor(world, GOOD, stack).url,
            "pages": front.url,
            "cursors": front.url,
            "inside": front.url.replace("http:", "https:"),
            "deaf": _nobody(stack, listening=True),
            "down": _nobody(stack, listening=False),
        }
        applies(world, setup_file(EVERYBODY, urls))
        yield world


@contextmanager
def a_quiet_world(database_url: str, begins: DateTime) -> Iterator[World]:
    """Open a world that has the good vendor alone, to compare with."""
    with ExitStack() as stack:
        world = _world(database_url, begins, Plan(0), stack)
        applies(world, setup_file(GOOD, {"good": _vendor(world, GOOD, stack).url}))
        yield world


def applies(world: World, setup: str) -> None:
    """Load a setup file, as of now."""
    base = world.house.base_policy
    with world.house.sessions.begin() as session:
        apply(session, read_setup(setup, "setup.toml", base), Path("/nonexistent"), world.now, base)


def _world(database_url: str, begins: DateTime, plan: Plan, stack: ExitStack) -> World:
    post = MailCatcher()
    stack.callback(post.stop)
    post.start()
    settings = Settings(
        env="development",
        database_url=database_url,
        smtp_url=post.smtp_url,
        mail_from="countersign@localhost",
        base_url="http://127.0.0.1:1",
        secret_key="a key for chaos",
    )
    world = World(stack.enter_context(open_house(settings)), post, begins, plan)
    world.house = replace(world.house, connect=world.connects)
    return world


def _vendor(world: World, tenants: tuple[Tenant, ...], stack: ExitStack, page_limit: int = 100) -> SandboxVendor:
    vendor = SandboxVendor(books(tenants), lambda: world.now.in_timezone(ZONE).date(), page_limit=page_limit)
    stack.callback(vendor.stop)
    vendor.start()
    return vendor


def _nobody(stack: ExitStack, *, listening: bool) -> str:
    """Give the address of nobody: a port that takes connections and never looks at them, or one that takes none."""
    listener = stack.enter_context(socket.socket())
    listener.bind(("127.0.0.1", 0))
    if listening:
        listener.listen(64)
    return f"http://127.0.0.1:{listener.getsockname()[1]}/api/v1"
