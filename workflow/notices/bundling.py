"""Stage 5: what is due for somebody's digest becomes one notice, once a day."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflow.batch import BATCH, Batch, Trouble, decide_each
from workflow.calendars import ONE_DAY
from workflow.notices.digests import DigestItem, next_digest
from workflow.notices.notice import Kind, Notice
from workflow.notices.posting import ToTell, post
from workflow.people.person import Person
from workflow.people.workspace import Workspace

MIDNIGHT = datetime.time(0)
SAME_DATE = timedelta(days=2)
"""Within it whatever is due on a reader's date is due, wherever the workspaces are."""
IS_DUE = (DigestItem.told_on.is_(None), DigestItem.due_at <= bindparam("now"))
# The reader is claimed, not the item: two that carry on at once would split one digest, and lose what came second.
DUE = (
    select(Person)
    .where(Person.id.in_(select(DigestItem.person_id).where(*IS_DUE)))
    .order_by(Person.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)


@dataclass(frozen=True)
class Bundle:
    """What is due for one reader, in order of time, each item with its workspace; also what is due later that day.

    `notice` would tell it today; `is_told`: today's digest is out already.
    """

    person: Person
    items: tuple[tuple[DigestItem, Workspace], ...]
    on: datetime.date
    notice: ToTell
    is_told: bool


@dataclass(frozen=True)
class Digest:
    """What becomes of a bundle: the notice that tells it (none: it waits for the next digest), and its items' rows."""

    notice: ToTell | None
    rows: tuple[Mapping[str, Any], ...]


def send_digests(session: Session, now: DateTime) -> Batch:
    """Post one digest for each reader of one batch."""
    bundles = _gather(session, now)
    digests, apart = decide_each(bundles, decide_digest)
    _write(session, digests)
    troubles = tuple(Trouble(f"person:{one.person.id}", str(error)) for one, error in apart)
    return Batch(sum(len(digest.rows) for digest in digests), troubles)


def decide_digest(bundle: Bundle) -> Digest:
    """Tell everything that is due in one notice; where today's digest is out already, put it into the next one."""
    if not bundle.is_told:
        rows = [{"id": item.id, "told_on": bundle.on, "due_at": item.due_at} for item, _ in bundle.items]
        return Digest(bundle.notice, tuple(rows))
    tomorrow = bundle.on + ONE_DAY
    calendars = [(item, workspace.calendar_of(bundle.person)) for item, workspace in bundle.items]
    later = [(item, next_digest(its.at(tomorrow, MIDNIGHT), its)) for item, its in calendars]
    return Digest(None, tuple({"id": item.id, "told_on": None, "due_at": due_at} for item, due_at in later))


def _gather(session: Session, now: DateTime) -> list[Bundle]:
    people = session.scalars(DUE, {"now": now, "most": BATCH}).all()
    if not people:
        return []
    items = _items(session, [person.id for person in people], now + SAME_DATE)
    # Of a reader whom somebody else has just carried on nothing is due.
    near = [(one, its) for one in people if (its := items.get(one.id)) and its[0][0].due_at <= now]
    dated = [(one, _of_day(one, its, day), day) for one, its in near if (day := _day(one, its, now))]
    notices = [_notice(person, its, on, now) for person, its, on in dated]
    told = set(session.scalars(select(Notice.key).where(Notice.key.in_([one.key for one in notices]))))
    return [
        Bundle(person, tuple(its), on, notice, is_told=notice.key in told)
        for (person, its, on), notice in zip(dated, notices, strict=True)
    ]


def _day(person: Person, items: Sequence[tuple[DigestItem, Workspace]], now: DateTime) -> datetime.date:
    """Give the reader's date: by their own zone, or that of the first item's workspace where they state none."""
    return items[0][1].calendar_of(person).local_date(now)


def _of_day(
    person: Person, items: Sequence[tuple[DigestItem, Workspace]], day: datetime.date
) -> list[tuple[DigestItem, Workspace]]:
    """Take along what is due later that day, for that day's digest is then out; each by its own workspace's clocks."""
    return [(one, its) for one, its in items if its.calendar_of(person).local_date(one.due_at) <= day]


def _notice(person: Person, items: Sequence[tuple[DigestItem, Workspace]], on: datetime.date, now: DateTime) -> ToTell:
    return ToTell(items[0][0].workspace_id, Kind.DIGEST, person.id, on.isoformat(), now, person.id)


def _items(session: Session, person_ids: Sequence[UUID], until: DateTime) -> Mapping[UUID, list[Any]]:
    due = (
        select(DigestItem, Workspace)
        .join(Workspace, Workspace.id == DigestItem.workspace_id)
        .where(DigestItem.person_id.in_(person_ids), *IS_DUE)
        .order_by(DigestItem.due_at, DigestItem.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for item, workspace in session.execute(due, {"now": until}):
        found[item.person_id].append((item, workspace))
    return found


def _write(session: Session, digests: Sequence[Digest]) -> None:
    post(session, [digest.notice for digest in digests if digest.notice])
    rows = [row for digest in digests for row in digest.rows]
    if rows:
        session.execute(update(DigestItem), rows)
