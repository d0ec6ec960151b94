"""The month as it is played: business time steps from due moment to due moment, and at each the house does its work.

The stages run where they always run, in the worker; here it is only said what time it is, and waited until all is done.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal

import httpx
from pendulum import DateTime
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from config.clock import Shift, move_business_time
from sandbox.players import Mail, Person, Player, link_below, seen_until
from sandbox.plot import CURTAIN_UP, LAST_MOMENT, SAMPLE_AT, Deed, at_desk, cast, deed_of
from workflow.due import next_due
from workflow.events.event import Event
from workflow.notices.notice import Delivery, Notice

PATIENCE = 45.0
"""Seconds that the work of one moment may take; a loaded machine takes its time."""


@dataclass(frozen=True)
class Premises:
    """What the play needs of the house: its database, a bell for the worker, the inbox, the door for files."""

    readers: sessionmaker[Session]
    ring: Callable[[], None]
    inbox_url: str
    take_in_sample: Callable[[DateTime], None]


@dataclass(frozen=True)
class Acted:
    """What a person has just done; `proved` tells that a mailed code was asked for."""

    person: Person
    deed: Deed
    proved: bool


@dataclass(frozen=True)
class Scene:
    """One moment after everything due at it is done: who acted, and what mails came; `sample` was taken in at it."""

    at: DateTime
    acted: tuple[Acted, ...]
    mails: tuple[Mail, ...]
    sample: bool


Tell = Callable[[Scene], None]
Watch = Callable[[Session], None]


@dataclass
class _Agenda:
    """What people have yet to do, and when."""

    due: list[tuple[DateTime, Person, Mail, Deed]] = field(default_factory=list)
    sample_at: DateTime | None = SAMPLE_AT

    @property
    def next(self) -> DateTime | None:
        moments = [at for at, *_ in self.due] + ([self.sample_at] if self.sample_at else [])
        return min(moments, default=None)

    def take(self, now: DateTime) -> list[tuple[DateTime, Person, Mail, Deed]]:
        taken = sorted((one for one in self.due if one[0] <= now), key=lambda one: one[0])
        self.due = [one for one in self.due if one[0] > now]
        return taken


class Month:
    """The month on its premises; `tell` is called after each moment, `watch` while one is being waited for."""

    def __init__(self, premises: Premises, tell: Tell, watch: Watch) -> None:
        """Get ready; nothing moves yet."""
        self._premises, self._tell, self._watch = premises, tell, watch
        self._agenda = _Agenda()
        self._seen = 0

    def play(self) -> None:
        """Play from the first moment to the last; raises PlayError when somebody or something is stuck."""
        with ExitStack() as stack:
            inbox = stack.enter_context(httpx.Client(base_url=self._premises.inbox_url, trust_env=False))
            players = {person: stack.enter_context(Player(person, self._premises.inbox_url)) for person in cast()}
            now: DateTime | None = CURTAIN_UP
            while now and now <= LAST_MOMENT:
                set_clock(now)
                self._scene(now, inbox, players)
                now = self._next()

    def _scene(self, now: DateTime, inbox: httpx.Client, players: dict[Person, Player]) -> None:
        acted = [
            Acted(person, deed, _act(players[person], mail, deed)) for _, person, mail, deed in self._agenda.take(now)
        ]
        sample = self._sample_due(now)
        if sample:
            self._premises.take_in_sample(now)
        self._wait(now)
        mails = self._new_mails(inbox)
        self._plan(now, mails, list(players))
        self._tell(Scene(now, tuple(acted), mails, sample))

    def _sample_due(self, now: DateTime) -> bool:
        if self._agenda.sample_at is None or now < self._agenda.sample_at:
            return False
        self._agenda.sample_at = None
        return True

    def _wait(self, now: DateTime) -> None:
        """Ring for the worker and wait until nothing is due any more."""

        def quiet() -> bool | None:
            with self._premises.readers() as session:
                self._watch(session)
                return is_quiet(session, now) or None

        self._premises.ring()
        seen_until(quiet, f"the end of the work of {now.to_iso8601_string()}", PATIENCE)

    def _new_mails(self, inbox: httpx.Client) -> tuple[Mail, ...]:
        mails = tuple(inbox.get("/messages", params={"after": self._seen}).raise_for_status().json())
        self._seen = max((mail["id"] for mail in mails), default=self._seen)
        return mails

    def _plan(self, now: DateTime, mails: tuple[Mail, ...], people: list[Person]) -> None:
        for mail in mails:
            for person in people:
                deed = deed_of(person, mail) if mail["to"] == person.email else None
                if deed:
                    self._agenda.due.append((at_desk(now, person.timezone, deed.minutes), person, mail, deed))

    def _next(self) -> DateTime | None:
        with self._premises.readers() as session:
            planned = [next_due(session), self._agenda.next]
        return min((moment for moment in planned if moment), default=None)


def set_clock(now: DateTime) -> None:
    """Freeze business time at a moment, for the whole process."""
    move_business_time(Shift(now, now, Decimal(0)))


def is_quiet(session: Session, now: DateTime) -> bool:
    """Tell whether nothing is due at `now`, nothing is on its way out, and all history is sealed."""
    due = next_due(session)
    if due and due <= now:
        return False
    on_its_way = select(func.count()).where(Notice.state == Delivery.SENDING)
    unsealed = select(func.count()).where(Event.seq.is_(None))
    return not session.scalar(on_its_way) and not session.scalar(unsealed)


def _act(player: Player, mail: Mail, deed: Deed) -> bool:
    return player.answer(link_below(mail, deed.number), deed.answer, deed.reason)
