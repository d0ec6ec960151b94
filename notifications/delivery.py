"""Delivery: claimed notices go out, each result commits by itself, no transaction waits for a server."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pendulum import DateTime
from sqlalchemy.orm import Session, sessionmaker

from notifications.desk import Composed, Desk, compose_all
from notifications.lines import Lines
from notifications.message import Message, UnwritableAddressError, domain_of, write
from notifications.pages import Place
from notifications.smtp import Line, Server, read_url
from workflow.batch import Batch, Trouble
from workflow.notices.outbox import (
    Claimed,
    begin_attempt,
    claim,
    claim_one,
    mark_moot,
    mark_refused,
    mark_sent,
    put_back,
)

AT_ONCE = 50
Wall = Callable[[], DateTime]
Mail = tuple[Claimed, Message]


@dataclass(frozen=True)
class PostOffice:
    """What sending needs to know: the mail server, the sender, where the pages are and what signs their links."""

    smtp_url: str
    mail_from: str
    base_url: str
    keys: tuple[bytes, ...]

    @property
    def server(self) -> Server:
        """Read the address of the mail server; raises SmtpUrlError."""
        return read_url(self.smtp_url)

    @property
    def place(self) -> Place:
        """Tell where links lead and what signs them."""
        return Place(self.base_url.rstrip("/"), self.keys)

    @property
    def domain(self) -> str:
        """Tell the domain that our Message-IDs are in."""
        return domain_of(self.mail_from)


@dataclass(frozen=True)
class Round:
    """One go at the outbox: where to write results, how to send, and the time."""

    sessions: sessionmaker[Session]
    office: PostOffice
    now: DateTime
    wall: Wall


def deliver(sessions: sessionmaker[Session], office: PostOffice, now: DateTime, wall: Wall) -> Batch:
    """Send one batch of due notices; `done` were sent or are moot, each trouble waits and says why.

    A batch in which everything waits is followed by the next, so that letters which cannot be written do not hold
    up those behind them; when the mail server cannot be reached, that is the end of it.
    """
    this = Round(sessions, office, now, wall)
    total = Batch()
    while True:
        with sessions.begin() as session:
            claimed = claim(session, now, wall(), AT_ONCE)
        if not claimed:
            return total
        batch, reachable = _send_all(this, claimed)
        total += batch
        if total.done or not reachable:
            return total


def deliver_now(sessions: sessionmaker[Session], office: PostOffice, key: str, now: DateTime, wall: Wall) -> Batch:
    """Send the notice of this key at once, if nobody else is at it: for a person who waits for a sign-in code."""
    with sessions.begin() as session:
        claimed = claim_one(session, key, now, wall())
    return _send_all(Round(sessions, office, now, wall), claimed)[0]


def _send_all(this: Round, claimed: Sequence[Claimed]) -> tuple[Batch, bool]:
    """Send what was claimed; also tells whether the mail server could be reached."""
    composed = _compose(this, claimed)
    batch = _put_away(this, [one.notice for one in composed if one.is_moot])
    written = [(one.notice, one.message) for one in composed if one.message]
    lines = Lines(this.office.server, _conversations(written), lambda line, mail: _send(this, line, *mail))
    batch += lines.work()
    down = lines.problem or ""
    waiting = [(one.notice, one.problem) for one in composed if one.problem]
    waiting += [(notice, down) for notice, _ in lines.left]
    return sum((_wait(this, notice, problem) for notice, problem in waiting), batch), not lines.left


def _conversations(mails: Sequence[Mail]) -> list[list[Mail]]:
    """Put together what is about the same thing, for there a reminder must not overtake the first letter."""
    found: dict[str, list[Mail]] = defaultdict(list)
    for notice, message in mails:
        found[message.headers["References"]].append((notice, message))
    return list(found.values())


def _compose(this: Round, claimed: Sequence[Claimed]) -> list[Composed]:
    with this.sessions() as session:
        session.connection(execution_options={"sqlite_begin": "DEFERRED"})  # only reads: take no write lock
        return compose_all(session, claimed, Desk(this.office.place, this.office.domain, this.now, this.wall()))


def _send(this: Round, line: Line, notice: Claimed, message: Message) -> Batch:
    """Send one mail: the attempt is written and committed, the server spoken to, the result written and committed."""
    try:
        mail = write(message, this.office.mail_from, this.now)
    except UnwritableAddressError as error:
        return _give_up(this, notice, str(error))
    line.open()
    with this.sessions.begin() as session:
        ours = begin_attempt(session, notice, this.wall())
    if ours is None:
        return Batch()
    refused = line.send(mail)
    if refused is not None:
        problem = f"the mail server refused {message.to.email}: {refused.words}"
        return (_give_up if refused.for_good else _wait)(this, ours, problem)
    with this.sessions.begin() as session:
        mark_sent(session, ours, this.now, this.wall(), f"told {message.to.email}: {mail['Subject']}")
    return Batch(1)


def _put_away(this: Round, moot: Sequence[Claimed]) -> Batch:
    if moot:
        with this.sessions.begin() as session:
            mark_moot(session, moot, this.now)
    return Batch(len(moot))


def _wait(this: Round, notice: Claimed, problem: str) -> Batch:
    with this.sessions.begin() as session:
        put_back(session, notice, this.now, this.wall(), problem)
    return Batch(troubles=(Trouble(f"notice:{notice.key}", problem),))


def _give_up(this: Round, notice: Claimed, problem: str) -> Batch:
    with this.sessions.begin() as session:
        mark_refused(session, notice, this.now, this.wall(), problem)
    return Batch(troubles=(Trouble(f"notice:{notice.key}", problem),))
