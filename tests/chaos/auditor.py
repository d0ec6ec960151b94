"""An auditor from outside: knows what the vendors truly billed and what they said, reads the database and the mails.

It works out by rules of its own what may follow from that, and complains of everything else.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

import pendulum
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from sandbox.billing import Item
from sandbox.books import Books
from sandbox.chaos.front import Answered
from sandbox.chaos.kind import Kind
from sandbox.message import Message
from sandbox.vendor import INVOICES
from tasks.ticking import TickReport
from tests.chaos.hearing import Heard, heard
from tests.chaos.holdings import asked, contents, periods, revisions
from tests.chaos.setting import CALLED
from workflow.events.chain import export, verify
from workflow.invoices.invoice import Invoice
from workflow.invoices.source import Completeness
from workflow.notices.notice import Delivery, Notice
from workflow.periods.period import LATE, BillingPeriod

ZONE = "Europe/Berlin"
PROOF_MINUTES = 60
ROUTES = (INVOICES, "/bulk_call_campaigns", "/voice_sessions")
"""What a source asks its vendor for; anything else was a redirect that should not have been followed."""
AFTERWARDS = {"arrived", "waived"}
"""Letters about a missing invoice that say that the matter is settled."""


@dataclass(frozen=True)
class Seen:
    """What there was to see of one tick: what it reported, what the bad vendor answered, what letters went out."""

    now: DateTime
    report: TickReport
    answers: Sequence[Answered] = ()
    letters: Sequence[Message] = ()


@dataclass
class Auditor:
    """What was seen, and what there is to complain of, by the check that found it."""

    readers: sessionmaker[Session]
    truth: Books
    complaints: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    answers: Counter[Kind | None] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many spoiled fetches of each group of kinds were called what."""
    arrived: dict[str, int] = field(default_factory=dict)
    """In which tick an invoice was first there."""
    late: set[tuple[str, str]] = field(default_factory=set)
    ticks: int = 0
    letters: int = 0
    _heard: dict[tuple[str, str], list[Heard]] = field(default_factory=lambda: defaultdict(list))
    _believed: list[tuple[str, Heard]] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """Count the wrong answers."""
        return sum(count for kind, count in self.answers.items() if kind)

    def looks(self, seen: Seen) -> None:
        """Look on after a tick, and check what can be seen only now."""
        self._listen(seen)
        self._crashes(seen.report)
        with self.readers() as session:
            self._outcomes(session, seen.now)
            self._chases(session, seen.now)
            self._letters(session, seen.letters)
            for number in session.scalars(select(Invoice.number)):
                self.arrived.setdefault(number, self.ticks)
        self.ticks += 1
        self.letters += len(seen.letters)

    def states(self, now: DateTime, kinds: Mapping[str, Kind]) -> set[str]:
        """Check what was made of kinds that stood alone: by account, what it was answered in the tick at `now`.

        Gives the accounts that were asked for something there is, so that there was something to spoil.
        """
        judged = set()
        with self.readers() as session:
            for account, _, period in asked(session, now):
                if account not in kinds or not self._is_billed(account, period, now):
                    continue
                judged.add(account)
                kind = kinds[account]
                if period.answered != kind.state:
                    self.complain("states", f"{kind.name} for {account} is {kind.state}, but called {period.answered}")
        return judged

    def closes(self, now: DateTime) -> None:
        """Check what must hold when all has been calm for some days."""
        with self.readers() as session:
            self._doubles(session)
            self._revisions(session)
            self._missing(session, now)
            self._lost(session)
            self._gone(session)
            self._history(session)

    def complain(self, check: str, what: str) -> None:
        """Note something that should not be, once."""
        if what not in self.complaints[check]:
            self.complaints[check].append(what)

    def _listen(self, seen: Seen) -> None:
        self.answers.update(one.kind for one in seen.answers)
        for about, told in heard(seen.now, seen.answers).items():
            self._heard[about].append(told)
            if not any(route in about[1] for route in ROUTES) or about[0] in CALLED:
                self.complain("redirects", f"{about[1]} was asked for, for {about[0]}")

    def _crashes(self, report: TickReport) -> None:
        for stage, trouble in report.troubles:
            own = ("could not be stored", "the log has more")
            if trouble.about.startswith("stage:") or any(words in trouble.error for words in own):
                self.complain("crashes", f"{stage}: {trouble.about}: {trouble.error}")

    def _outcomes(self, session: Session, now: DateTime) -> None:
        """Count how fetches were called, by the group of the last wrong answer among theirs."""
        for account, about, period in asked(session, now):
            told = self._heard.get((account, about), [])
            if not told or told[-1].now != now or not period.answered:
                continue
            if told[-1].kinds:
                self.outcomes[told[-1].kinds[-1].group, period.answered] += 1
            if period.answered == Completeness.COMPLETE:
                self._believed.append((account, told[-1]))

    def _chases(self, session: Session, now: DateTime) -> None:
        """Hold every period that is late against what the vendor has, and against what it said."""
        for account, about, period in periods(session):
            if period.state != LATE or (account, about) in self.late:
                continue
            self.late.add((account, about))
            told = self._heard.get((account, about))
            empty = [one for one in told or () if one.is_empty]
            if self._is_billed(account, period, now):
                lies = [f"{one.now} {[kind.name for kind in one.kinds]}" for one in empty[-3:]]
                self.complain("chases", f"{account} is late for {period.starts_on} at {now}, but billed; heard: {lies}")
            elif told and not _is_proof(told):
                self.complain("chases", f"{account} is late for {period.starts_on} at {now} without proof of silence")

    def _letters(self, session: Session, letters: Sequence[Message]) -> None:
        """Hold every letter about a missing invoice against what the vendor had when it was written."""
        known = {str(period.id): (account, period) for account, _, period in periods(session)}
        for letter in letters:
            kind, about, part, *_ = (letter.notice or ":::").split(":", 3)
            if kind == "missing" and part not in AFTERWARDS:
                account, period = known[about]
                written = pendulum.instance(parsedate_to_datetime(letter.date))
                if self._is_billed(account, period, written):
                    self.complain("chases", f"{letter.to} got a letter ({part}) about {account} at {written}")

    def _is_billed(self, account: str, period: BillingPeriod, now: DateTime) -> bool:
        last_day = period.ends_on.isoformat()
        return any(_last_day(item) == last_day for item in self._billed(account, now))

    def _billed(self, account: str, now: DateTime) -> list[Item]:
        """Give what the vendor has truly billed by now."""
        today = now.in_timezone(ZONE).date().isoformat()
        return [item for item in self.truth.get(account, []) if str(item["issued_on"]) <= today]

    def _doubles(self, session: Session) -> None:
        invoices = [one for one in revisions(session) if one.is_newest]
        same = defaultdict(list)
        for one in invoices:
            same[one.account, "".join(one.number.casefold().split())].append((one.seller, one.number))
        for (account, _), those in same.items():
            if len(those) > 1:
                self.complain("doubles", f"{account} has one invoice {len(those)} times: {those}")

    def _revisions(self, session: Session) -> None:
        for before, after in pairwise(revisions(session)):
            if after.revision > 1 and before.says() == after.says():
                told = f"revision {after.revision} of {after.number} says what the one before it said"
                self.complain("revisions", told)

    def _missing(self, session: Session, now: DateTime) -> None:
        """Hold every true invoice against the newest revision that is stored of it."""
        newest = {(one.account, one.number): one.document for one in revisions(session) if one.is_newest}
        for account in self.truth:
            for item in self._billed(account, now.subtract(days=1)):
                stored = newest.get((account, str(item["invoice_number"])))
                if stored is None:
                    self.complain("missing", f"{item['invoice_number']} never came in")
                elif wrong := _differs(item, stored):
                    self.complain("missing", f"{item['invoice_number']} is not as the vendor has it: {wrong}")

    def _lost(self, session: Session) -> None:
        """Look for all that stood in a list that was called whole: stored, set aside, or said by something stored."""
        kept = contents(session)
        stored = {(one.account, one.number, one.total) for one in revisions(session)}
        for account, one in self._believed:
            for item in one.items:
                if item.fingerprint not in kept[account] and (account, item.number, item.total) not in stored:
                    names = [kind.name for kind in one.kinds]
                    self.complain("lost", f"{account}: {item.number} over {item.total} as of {one.now} {names}")

    def _gone(self, session: Session) -> None:
        """Check what those are called whose vendor cannot be reached."""
        for account, _, period in periods(session):
            if period.answered not in {None, CALLED.get(account, period.answered)}:
                self.complain("states", f"the vendor of {account} cannot be reached, but was called {period.answered}")

    def _history(self, session: Session) -> None:
        for problem in verify(list(export(session))):
            self.complain("history", str(problem))
        for notice in session.scalars(select(Notice).where(Notice.state == Delivery.FAILED)):
            self.complain("history", f"the notice {notice.key} failed: {notice.problem}")


def _is_proof(told: Sequence[Heard]) -> bool:
    """Tell whether two empty answers lie an hour apart, and the last of all answers is one of them."""
    empty = [one.now for one in told if one.is_empty]
    return told[-1].is_empty and empty[-1] >= empty[0].add(minutes=PROOF_MINUTES)


def _last_day(item: Item) -> str | None:
    period = item["period"]
    return str(period["ends_on"]) if isinstance(period, dict) else None


def _differs(item: Item, stored: Mapping[str, Any]) -> list[str]:
    """Name the fields in which what is stored is not what the vendor has."""
    pairs = {
        "total": (item["total"], Decimal(stored["total"] or 0)),
        "net_total": (item["net_total"], Decimal(stored["net_total"] or 0)),
        "lines": (_amounts(item["lines"]), _amounts(stored["lines"])),
        **{name: (item[name], stored[name]) for name in ("currency", "status", "issued_on", "due_on", "period")},
    }
    return [name for name, (true, kept) in pairs.items() if true != kept]


def _amounts(lines: Any) -> list[Decimal]:
    return sorted(Decimal(line["amount"] or 0) for line in lines)
