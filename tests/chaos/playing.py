"""How the chaos is played: each kind by itself, then all of them mixed by the seed, and calm after each."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import pendulum
from pendulum import DateTime

from sandbox.chaos.catalogue import KINDS
from sandbox.chaos.kind import Kind
from tests.chaos.auditor import Auditor, Seen
from tests.chaos.setting import BAD
from tests.chaos.world import ZONE, World

BEGINS = pendulum.datetime(2026, 10, 30, 12, tz=ZONE)
ALONE_FROM = pendulum.datetime(2026, 11, 2, 12, tz=ZONE)
CYCLE_HOURS, PAUSE_MINUTES = 7, 30
"""After a kind that stands alone comes an honest answer, and then the next one when the vendor is asked again."""
MOST_CYCLES = 90
MIXED_DAYS, MIXED_HOURS = 13, 4
CALM_DAYS, CALM_HOURS = 3, 6
ALONE = tuple(tenant for tenant in BAD if tenant.monthly > 1)
"""Who has invoices enough to show every kind."""

Tell = Callable[[str, int], None]
"""What is being played, and how many wrong answers there were so far."""


@dataclass
class Game:
    """One run through a world."""

    world: World
    auditor: Auditor
    tell: Tell
    names: list[str] = field(default_factory=lambda: list(KINDS))

    def plays(self, answers: int) -> None:
        """Play until there were so many wrong answers, but each kind once at least."""
        self._ticks(BEGINS, "before the first month ends")
        for hours in (14, 24):
            self._ticks(pendulum.datetime(2026, 11, 1, tz=ZONE).add(hours=hours), "nothing is billed yet")
        self.alone()
        for month in range(1, 13):
            if month > 1 and self.auditor.wrong >= answers:
                return
            self.mixed(pendulum.datetime(2026, 11, 1, 2, tz=ZONE).add(months=month))

    def alone(self) -> None:
        """Play each kind by itself, one for each account at a time."""
        waiting = {tenant.account: deque[Kind]() for tenant in ALONE}
        for place, kind in enumerate(self._shuffled()):
            fitting = [tenant for tenant in ALONE if kind.fits(by_page=tenant.source == "pages")]
            waiting[fitting[place % len(fitting)].account].append(kind)
        now = ALONE_FROM
        for _ in range(MOST_CYCLES):
            if not any(waiting.values()):
                break
            self._cycle(now, waiting)
            now = now.add(hours=CYCLE_HOURS)
        for account, kinds in waiting.items():
            for kind in kinds:
                self.auditor.complain("states", f"{account} was never asked while {kind.name} waited")
        self.calms_down(now)

    def mixed(self, begins: DateTime) -> None:
        """Play all kinds as the seed has it, over the end of a month and past the day when invoices are late."""
        self.world.calm = False
        for now in _moments(begins, MIXED_DAYS, MIXED_HOURS):
            self._ticks(now, "all kinds mixed")
        self.calms_down(begins.add(days=MIXED_DAYS))

    def calms_down(self, begins: DateTime) -> None:
        """Let the vendor be honest for some days, and check what must hold then."""
        self.world.calm = True
        self.world.held.clear()
        for now in _moments(begins, CALM_DAYS, CALM_HOURS):
            self._ticks(now, "calm")
        self.auditor.closes(self.world.now)

    def _shuffled(self) -> list[Kind]:
        kinds = [KINDS[name] for name in self.names]
        return Random(self.world.plan.seed).sample(kinds, len(kinds))

    def _cycle(self, now: DateTime, waiting: dict[str, deque[Kind]]) -> None:
        """Answer each account in its kind, then honestly; a kind that nobody asked for waits on."""
        self.world.calm = False
        self.world.held = {account: kinds[0] if kinds else None for account, kinds in waiting.items()}
        self._ticks(now, "each kind by itself")
        for account in self.auditor.states(
            self.world.now, {name: kinds[0] for name, kinds in waiting.items() if kinds}
        ):
            waiting[account].popleft()
        self.world.calm = True
        self._ticks(now.add(minutes=PAUSE_MINUTES), "each kind by itself")

    def _ticks(self, now: DateTime, what: str) -> None:
        """Tick, let the auditor look at all that was said and written, and forget it."""
        report = self.world.ticks(now.in_timezone("UTC"))
        answers, letters = [*self.world.answers], self.world.post.messages
        self.world.answers.clear()
        self.world.post.clear()
        self.auditor.looks(Seen(self.world.now, report, answers, letters))
        self.tell(what, self.auditor.wrong)


def _moments(begins: DateTime, days: int, hours: int) -> Iterator[DateTime]:
    return (begins.add(hours=passed) for passed in range(0, days * 24, hours))
