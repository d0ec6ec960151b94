"""The sandbox's year through the engine: every version of every invoice taken in on its day, and examined."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pendulum
from pendulum import DateTime
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from config.settings import DEFAULT_POLICY, read_toml
from sandbox.billing import Item
from sandbox.books import Books, as_of
from sandbox.traffic import DAY, days
from sandbox.year.books import Year
from sandbox.year.setup import year_setup
from sandbox.year.writer import anchor_day
from sources.harvest import Harvest
from sources.paging import Page
from tests.findings_report.counting import count_usage
from tests.sandbox.ledger import FIELDS
from workflow.findings.bridge.bridge import Bridge, Step
from workflow.findings.examine import examine
from workflow.findings.finding import Finding
from workflow.invoices.document import InvoiceDocument, read_document
from workflow.invoices.intake import accept
from workflow.invoices.invoice import EXAMINED, Invoice, Revision
from workflow.invoices.source import Received, Span
from workflow.people.workspace import Workspace
from workflow.periods.closing import close_periods
from workflow.policy.policy import Policy
from workflow.setup.applying import apply
from workflow.setup.effective import effective_policy
from workflow.setup.reading import read_setup

LAST = datetime.date(2026, 10, 31)
"""In the last month of the year that is replayed, unless said otherwise."""
HISTORY = -13
"""What ends before the month so many from the last is history, so that every other has something to compare with."""
HOUR = 10
"""In UTC: the same day for every customer, and what ended in the night is over everywhere."""


@dataclass(frozen=True)
class Version:
    """One version of an invoice that was examined, with what was noticed."""

    account: str
    number: str
    revision: int
    document: InvoiceDocument
    findings: tuple[Finding, ...]
    bridge: Bridge

    @property
    def unexplained(self) -> Decimal:
        """What the bridge from the prior invoice leaves unexplained."""
        rests = (Decimal(one["amount"]) for one in self.bridge.steps if one["step"] == Step.UNEXPLAINED)
        return sum(rests, Decimal(0))


def replay(engine: Engine, year: Year, last: datetime.date = LAST) -> list[Version]:
    """Let the engine live through the year on an empty database; gives what it examined, in order of arrival.

    It is connected when the first month has its invoice, and goes on for a month after the last.
    """
    review_from = anchor_day(last, HISTORY, 1)
    lived = Span(review_from + 4 * DAY, anchor_day(last, 1, 1) + 29 * DAY)
    with Session(engine, expire_on_commit=False) as session:
        policy = _apply(session, year_setup(last, "http://127.0.0.1:1", review_from), at(lived.starts_on))
        before: Books = {account: [] for account in year.books}
        for day in days(lived):
            shown = {account: as_of(items, day) for account, items in year.books.items()}
            new = {account: [item for item in shown[account] if item not in before[account]] for account in shown}
            _live_through(session, year, new, at(day), policy)
            session.commit()
            before = shown
        return list(_versions(session))


def at(day: datetime.date) -> DateTime:
    """Give the moment of a day at which the engine works."""
    return pendulum.datetime(day.year, day.month, day.day, HOUR)


def _apply(session: Session, setup: str, now: DateTime) -> Policy:
    base = read_toml(DEFAULT_POLICY)
    apply(session, read_setup(setup, "year.toml", base), "/nonexistent", now, base)
    return effective_policy(session, base)


def _live_through(session: Session, year: Year, new: Books, now: DateTime, policy: Policy) -> None:
    while close_periods(session, now, policy).done:
        pass
    for workspace in session.scalars(select(Workspace).order_by(Workspace.key)):
        accept(session, workspace, _received(new[workspace.account]), now)
    count_usage(session, year, now)
    while (batch := examine(session, now, policy)).done:
        assert not batch.troubles


def _received(items: Sequence[Item]) -> Sequence[Received]:
    harvest = Harvest("callaro", "major", FIELDS)
    harvest.add(Page([*items], None))
    received, set_aside = harvest.brought()
    assert not set_aside
    return received


def _versions(session: Session) -> Iterator[Version]:
    findings: dict[UUID, list[Finding]] = defaultdict(list)
    for finding in session.scalars(select(Finding).order_by(Finding.id)):
        findings[finding.revision_id].append(finding)
    bridges = {one.revision_id: one for one in session.scalars(select(Bridge))}
    for revision, invoice, account in session.execute(
        select(Revision, Invoice, Workspace.account)
        .join(Invoice, Invoice.id == Revision.invoice_id)
        .join(Workspace, Workspace.id == Revision.workspace_id)
        .where(Revision.state == EXAMINED)
        .order_by(Revision.id)
    ):
        yield Version(
            account=account,
            number=invoice.number,
            revision=revision.number,
            document=read_document(revision.document),
            findings=tuple(findings[revision.id]),
            bridge=bridges[revision.id],
        )
