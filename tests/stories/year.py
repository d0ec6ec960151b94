"""One customer of the sandbox's year in a story: its vendor over HTTP, and business time that jumps.

Days are counted from the last day that the period in question covers; the vendor issues its invoice on day 2.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pendulum
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.billing import Item
from sandbox.message import Message
from sandbox.vendor import SandboxVendor
from sandbox.year import alder, birch, cedar, dogwood, elm
from sandbox.year.setup import year_setup
from sandbox.year.writer import Chapter
from tests.sandbox.ledger import LAST, the_year
from tests.stories.month import Month
from tests.stories.setting import SINGLY
from tests.workflow.walking import an_answer
from workflow.decisions.decide import decide
from workflow.decisions.gathering import case_files
from workflow.invoices.document import InvoiceDocument
from workflow.invoices.source import Span
from workflow.people.person import Person
from workflow.periods.period import BillingPeriod
from workflow.reviews.casefile import CaseFile, InvoiceFacts
from workflow.reviews.explaining import find_review

SEND = '[policy]\nvendor_mail = "send"\n'
ISSUED = 2
"""The day on which the vendor issues an invoice."""
PEOPLE = ("ana@", "omar@", "ada@", "beth@")
"""One for finance, one for operations, two admins: who is asked is never a matter of turns."""
ACCOUNTS_AND_ZONES = {
    alder.KEY: (alder.ACCOUNT, "Europe/Berlin"),
    birch.KEY: (birch.ACCOUNT, "America/Denver"),
    cedar.KEY: (cedar.ACCOUNT, "Europe/London"),
    dogwood.KEY: (dogwood.ACCOUNT, "Asia/Tokyo"),
    elm.KEY: (elm.ACCOUNT, "America/Toronto"),
}
BEGINNING = "2025-01-01"


@dataclass
class Customer:
    """One customer whose period `covers` is in question; the period before is its history, what lies before is not."""

    month: Month
    vendor: SandboxVendor
    key: str
    period: int

    @property
    def account(self) -> str:
        """Give the vendor's id of it."""
        return ACCOUNTS_AND_ZONES[self.key][0]

    @property
    def covers(self) -> Span:
        """Give the days of the period in question."""
        return the_year().periods[self.account][self.period]

    def number(self, suffix: str = "") -> str:
        """Give the number of the period's regular invoice, or of the one with this suffix."""
        return f"CAL-{self.account}-{self.covers.ends_on:%Y-%m}{suffix}"

    def applies(self, policy: str = "", also: str = "") -> None:
        """Load the setup file with this one workspace; `also` is added to its table."""
        self.month.applies(self._setup(also) + policy + SINGLY)

    def goes_to(self, day: int, hour: int = 10) -> list[str]:
        """Tick once, at an hour of the workspace's clock; gives who is told what by that: `ana: opened`."""
        self.month.now = self.at(day, hour)
        return self.ticks()

    def ticks(self) -> list[str]:
        """Tick once more, as of now; gives who is told what by that."""
        before = Counter(self._minutes())
        self.month.ticks()
        return sorted(line.split(" ", 4)[4] for line in (Counter(self._minutes()) - before).elements())

    def at(self, day: int, hour: int = 10) -> DateTime:
        """Give an hour of the workspace's clock so many days after the last day covered."""
        on = self.covers.ends_on + timedelta(days=day)
        return pendulum.datetime(on.year, on.month, on.day, hour, tz=ACCOUNTS_AND_ZONES[self.key][1]).in_timezone("UTC")

    def day(self, on: date) -> int:
        """Count a date as such a day."""
        return (on - self.covers.ends_on).days

    def is_approved(self, number: str, *names: str) -> list[str]:
        """Let people approve an invoice as the page shows it now, then tick; gives who is told what by that."""
        with self.month.house.sessions.begin() as session:
            for name in names:
                review = find_review(session, f"{self.key}:{number}")
                assert review is not None
                decide(session, an_answer(session, review, person(session, name), "approve"), self.month.now)
        return self.ticks()

    def reviews(self) -> list[tuple[str, str]]:
        """Give the number and the state of every review, oldest first."""
        return [(*review["numbers"], review["state"]) for review in self.month.reviews(self.key)]

    def newest(self, kind: str, name: str = "ana") -> Message:
        """Give the newest mail of a kind to a person, by the name before the @ of their address."""
        told = [one for one in self.month.post.messages if (one.notice or "").startswith(f"{kind}:")]
        return [one for one in told if one.to.startswith(f"{name}@")][-1]

    def noticed(self, number: str) -> list[str]:
        """Give the rules of what was noticed about an invoice."""
        return [finding["rule"] for finding in self.month.explains(f"{self.key}:{number}")["findings"]]

    def case(self, number: str) -> CaseFile:
        """Give the case file of an invoice's newest review."""
        with self.month.house.readers() as session:
            review = find_review(session, f"{self.key}:{number}")
            assert review is not None
            return case_files(session, [review.id])[review.id]

    def facts(self, number: str) -> InvoiceFacts:
        """Give what the case file holds about the invoice itself."""
        (facts,) = self.case(number).invoices
        return facts

    def compared(self, number: str) -> tuple[InvoiceDocument, InvoiceDocument]:
        """Give the invoice before, as the case file has it, and the invoice."""
        facts = self.facts(number)
        assert facts.prior is not None
        return facts.prior, facts.document

    def state(self) -> str:
        """Give the state of the period in question."""
        last = self.covers.ends_on.isoformat()
        return str(next(one["state"] for one in self.periods() if one["ends_on"] == last))

    def periods(self) -> list[dict[str, Any]]:
        """Give the periods as `status --json` shows them."""
        periods: list[dict[str, Any]] = self.month.workspace(self.key)["periods"]
        return periods

    def row(self, session: Session) -> BillingPeriod:
        """Read the period in question for a change."""
        its = select(BillingPeriod).where(BillingPeriod.ends_on == self.covers.ends_on).with_for_update()
        return session.scalars(its).one()

    def bills(self, item: Item, day: int) -> None:
        """Let the vendor show one more invoice from this day on."""
        shown = self.covers.ends_on + timedelta(days=day)
        self.vendor.books[self.account].append({**item, "updated_on": shown.isoformat()})

    def chapter(self) -> Chapter:
        """Give what more invoices of this customer are written with."""
        year = the_year()
        return Chapter(self.account, year.periods[self.account], year.traffic[self.account])

    def _setup(self, also: str) -> str:
        """Keep of the year's setup file what this story needs."""
        text = year_setup(LAST, self.vendor.url, self.covers.starts_on)
        tables = [table for table in re.split(r"(?m)^(?=\[)", text) if self._is_kept(table)]
        periods = the_year().periods[self.account]
        before = max(period for period in periods if period < self.period)
        since = f"first_period_starts = {periods[before].starts_on}\n{also}"
        return "".join(re.sub(r"(?m)^first_period_starts = .*\n", since, table) for table in tables)

    def _is_kept(self, table: str) -> bool:
        if table.startswith("[[workspaces]]"):
            return f'key = "{self.key}"' in table
        return not table.startswith("[[people]]") or any(f'email = "{name}' in table for name in PEOPLE)

    def _minutes(self) -> list[str]:
        return self.month.minutes(since=BEGINNING)


@dataclass
class Customers:
    """The five customers of the sandbox's year, of whom a story takes one."""

    month: Month
    vendor: SandboxVendor

    def begin(self, key: str, period: int, policy: str = "") -> Customer:
        """Begin a story with the period in question still to be looked at for the first time."""
        customer = Customer(self.month, self.vendor, key, period)
        self.month.now = customer.at(1, 0)
        customer.applies(policy)
        return customer


def person(session: Session, name: str) -> Person:
    """Read a person by the name before the @ of their address."""
    return session.scalars(select(Person).where(Person.email == f"{name}@year.example")).one()
