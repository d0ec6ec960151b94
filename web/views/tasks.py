"""Review tasks as lines of a list: what one has to know to choose which one to open."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from textwrap import shorten
from uuid import UUID

from pendulum import DateTime

from notifications.figures import Figures
from web.views.case import ROLES
from web.views.moments import At, left, near
from workflow.invoices.quoting import called
from workflow.people.person import Role
from workflow.reviews.casefile import CaseFile, InvoiceFacts, Seat
from workflow.reviews.review import DISPUTED

OVERDUE, TODAY, THIS_WEEK, LATER = "Overdue", "Today", "This week", "Later"
GROUPS = (OVERDUE, TODAY, THIS_WEEK, LATER)
MOST_NUMBERS = 3
UNBROKEN = "\N{NO-BREAK SPACE}"
LONGEST = 160
"""Characters of what stands in a line, so that a page of lines stays light."""
SUNDAY = 7


@dataclass(frozen=True)
class Gist:
    """What a review is about, in a few words and figures; `change` is against the invoices before."""

    vendor: str
    numbers: str
    workspace: str
    period: str
    total: str
    change: str


@dataclass(frozen=True)
class TaskRow:
    """One review task; `worries` counts what is to be checked, `saying` is the loudest of it.

    `alone` says why it cannot be approved together with others; empty where it can.
    """

    id: UUID
    path: str
    gist: Gist
    role: str
    decide_by: At
    left: str
    late: bool
    worries: int
    tone: str
    saying: str
    notes: tuple[str, ...]
    alone: str


@dataclass(frozen=True)
class Group:
    """Tasks whose time is alike; `count` is how many there are, on other pages too."""

    name: str
    count: int
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True)
class Mine:
    """A seat of a case as one reader sees it, with the path of its page; `alone` as in `TaskRow`."""

    case: CaseFile
    seat: Seat
    path: str
    alone: str


def task_row(mine: Mine, writes: Figures, now: DateTime) -> TaskRow:
    """Lay out one review task."""
    case, seat = mine.case, mine.seat
    speaking = [found for invoice in case.invoices for found in invoice.speaking]
    loudest = next((found for found in speaking if found.severity == case.loudest), None)
    return TaskRow(
        id=seat.assignment_id,
        path=mine.path,
        gist=gist(case, writes),
        role=ROLES[Role(seat.role)],
        decide_by=near(writes, case.decide_by, now),
        left=left(writes, case.decide_by, now),
        late=now >= case.decide_by,
        worries=sum(found.severity != "info" for found in speaking),
        tone=case.loudest or "plain",
        saying=shorten(writes.told(loudest.why), LONGEST, placeholder="…") if loudest else "",
        notes=tuple(_notes(case, seat, writes, now)),
        alone=mine.alone,
    )


def gist(case: CaseFile, writes: Figures) -> Gist:
    """Say in a few words what a review is about."""
    numbers, more = [called(one) for one in case.numbers[:MOST_NUMBERS]], len(case.numbers) - MOST_NUMBERS
    vendors = dict.fromkeys(one.document.seller.name or "" for one in case.invoices)
    return Gist(
        vendor=shorten(", ".join(filter(None, vendors)), LONGEST, placeholder="…"),
        numbers=", ".join(numbers) + (f" and {more} more" if more > 0 else ""),
        workspace=case.workspace.name,
        period=_period(case.invoices, writes),
        total=writes.money(*case.total) if case.total else "",
        change=_change(case, writes),
    )


def grouped(rows: Iterable[TaskRow], groups: Sequence[str], names: Sequence[str]) -> list[Group]:
    """Put rows under the name of their group; `groups` are theirs, `names` those of all tasks, the pages' other too."""
    pairs = groupby(zip(groups, rows, strict=True), key=lambda pair: pair[0])
    return [Group(name, names.count(name), tuple(row for _, row in its)) for name, its in pairs]


def group_of(decide_by: DateTime, now: DateTime, timezone: str) -> str:
    """Say how near a deadline is on the reader's clock; a week ends with its Sunday."""
    if now >= decide_by:
        return OVERDUE
    today, day = (moment.in_timezone(timezone).date() for moment in (now, decide_by))
    if day == today:
        return TODAY
    ends = today + datetime.timedelta(days=SUNDAY - today.isoweekday())
    return THIS_WEEK if day <= ends else LATER


def _period(invoices: Sequence[InvoiceFacts], writes: Figures) -> str:
    """Write the days that the invoices cover, where all cover the same."""
    covered = {writes.days(one.document.period) for one in invoices}
    return covered.pop() if len(covered) == 1 else "several periods"


def _change(case: CaseFile, writes: Figures) -> str:
    """Write how the total differs from the invoices before, where each can be compared with one."""
    before = [one.comparable.total for one in case.invoices if one.comparable]
    if case.total is None or len(before) != len(case.invoices) or any(one is None for one in before):
        return ""
    was = sum((one for one in before if one is not None), Decimal(0))
    change, currency = case.total[0] - was, case.total[1]
    if not change:
        return "as last time"
    share = f" ({writes.percent(change / was * 100).replace(' ', UNBROKEN)})" if was else ""
    return f"{writes.change(change, currency)}{share}"


def _notes(case: CaseFile, seat: Seat, writes: Figures, now: DateTime) -> Iterator[str]:
    """Say what is otherwise than usual about a task."""
    if case.state == DISPUTED:
        yield "Disputed"
    if seat.deputy_of:
        yield f"You stand in for {seat.deputy_of.name}"
    if seat.snoozed_until and seat.snoozed_until > now:
        yield f"Put off until {near(writes, seat.snoozed_until, now).words}"
    if case.waits_since:
        yield "Waiting for the vendor"
