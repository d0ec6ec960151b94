"""Digests: once a working day at nine o'clock where the reader lives, everything that is due in one notice."""

import datetime
from collections.abc import Iterable
from uuid import UUID

import pendulum
import pytest
from pendulum import DateTime
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.factories import a_person, a_workspace
from tests.workflow.counting import counted
from tests.workflow.reviews.test_sweep import explained
from workflow.base import new_id
from workflow.calendars import Calendar
from workflow.due import next_due
from workflow.notices.bundling import DUE, send_digests
from workflow.notices.digests import DigestItem, DigestKind, ToDigest, next_digest, put_in_digest
from workflow.notices.notice import Notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace

BERLIN = Calendar("Europe/Berlin", "DE")
MONDAY = pendulum.datetime(2026, 12, 7, 8)
"""Nine o'clock in Berlin."""


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Return a customer in Berlin."""
    return a_workspace(session)


@pytest.fixture
def ana(session: Session) -> Person:
    """Return somebody who lives where the workspace is."""
    return a_person(session, "ana@example.com", "finance")


def an_item(workspace: Workspace, person: Person, due_at: DateTime = MONDAY, about: UUID | None = None) -> ToDigest:
    return ToDigest(workspace.id, person.id, DigestKind.ASKED, about or new_id(), "1", due_at)


def keys(session: Session) -> list[str]:
    return list(session.scalars(select(Notice.key).order_by(Notice.key)))


def days_told(session: Session) -> list[datetime.date | None]:
    every = select(DigestItem.told_on).order_by(DigestItem.due_at).execution_options(populate_existing=True)
    return list(session.scalars(every))


def put(session: Session, items: Iterable[ToDigest]) -> None:
    put_in_digest(session, items)
    session.flush()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (MONDAY.subtract(hours=1), MONDAY),
        (MONDAY, MONDAY),
        (MONDAY.add(minutes=1), MONDAY.add(days=1)),
        (MONDAY.subtract(days=1), MONDAY),
        (pendulum.datetime(2026, 12, 24, 12), pendulum.datetime(2026, 12, 28, 8)),
        (pendulum.datetime(2026, 10, 23, 12), pendulum.datetime(2026, 10, 26, 8)),
    ],
    ids=["before nine", "at nine", "after nine", "on a Sunday", "over Christmas", "over the end of summer time"],
)
def test_the_next_digest_is_at_nine_on_a_working_day(now: DateTime, expected: DateTime) -> None:
    assert next_digest(now, BERLIN) == expected


def test_everything_that_is_due_comes_in_one(session: Session, acme: Workspace, ana: Person) -> None:
    put(session, [an_item(acme, ana), an_item(acme, ana)])
    assert send_digests(session, MONDAY).done == 2
    assert keys(session) == [f"digest:{ana.id}:2026-12-07"]
    assert days_told(session) == [MONDAY.date()] * 2


def test_with_nothing_due_nobody_is_told(session: Session, acme: Workspace, ana: Person) -> None:
    put(session, [an_item(acme, ana)])
    assert send_digests(session, MONDAY.subtract(seconds=1)).done == 0
    assert keys(session) == []
    assert next_due(session) == MONDAY


def test_what_is_told_is_not_due_any_longer(session: Session, acme: Workspace, ana: Person) -> None:
    put(session, [an_item(acme, ana)])
    send_digests(session, MONDAY)
    assert send_digests(session, MONDAY.add(days=1)).done == 0
    assert keys(session) == [f"digest:{ana.id}:2026-12-07"]


def test_what_comes_after_the_days_digest_waits_for_the_next(session: Session, acme: Workspace, ana: Person) -> None:
    put(session, [an_item(acme, ana)])
    send_digests(session, MONDAY)
    put(session, [an_item(acme, ana)])
    send_digests(session, MONDAY.add(hours=1))
    assert days_told(session) == [MONDAY.date(), None]
    assert send_digests(session, MONDAY.add(hours=23)).done == 0
    send_digests(session, MONDAY.add(hours=24))
    assert keys(session) == [f"digest:{ana.id}:2026-12-0{day}" for day in (7, 8)]


def test_what_is_due_later_that_day_is_taken_along(session: Session, acme: Workspace, ana: Person) -> None:
    """Else it would wait for ever where something elsewhere comes earlier each day."""
    elsewhere = a_workspace(session, "us", timezone="America/New_York", country="US")
    later = MONDAY.add(hours=6)
    put(session, [an_item(acme, ana), an_item(elsewhere, ana, later), an_item(elsewhere, ana, later.add(days=1))])
    assert send_digests(session, MONDAY).done == 2
    assert days_told(session) == [MONDAY.date(), MONDAY.date(), None]


def test_nothing_starves_where_something_comes_earlier_each_day(session: Session, acme: Workspace, ana: Person) -> None:
    elsewhere = a_workspace(session, "us", timezone="America/New_York", country="US")
    put(session, [an_item(acme, ana)])
    send_digests(session, MONDAY)
    put(session, [an_item(elsewhere, ana, MONDAY.add(hours=6)), an_item(acme, ana, MONDAY.add(days=1))])
    for hours in (6, 24):
        send_digests(session, MONDAY.add(hours=hours))
    assert days_told(session) == [MONDAY.date(), *[MONDAY.add(days=1).date()] * 2]


def test_an_outage_over_two_digests_gives_one(session: Session, acme: Workspace, ana: Person) -> None:
    put(session, [an_item(acme, ana), an_item(acme, ana, MONDAY.add(days=1))])
    send_digests(session, MONDAY.add(days=2, hours=5))
    assert keys(session) == [f"digest:{ana.id}:2026-12-09"]


def test_the_date_is_the_readers(session: Session, acme: Workspace) -> None:
    kim = a_person(session, "kim@example.com", timezone="Asia/Tokyo")
    put(session, [an_item(acme, kim, MONDAY)])
    send_digests(session, MONDAY.add(hours=8))  # Tuesday, one o'clock in Tokyo
    assert keys(session) == [f"digest:{kim.id}:2026-12-08"]


def test_it_belongs_to_the_workspace_of_the_first_item(session: Session, acme: Workspace, ana: Person) -> None:
    other = a_workspace(session, "other")
    put(session, [an_item(acme, ana, MONDAY), an_item(other, ana, MONDAY.subtract(hours=1))])
    send_digests(session, MONDAY)
    assert session.scalars(select(Notice.workspace_id)).all() == [other.id]


def test_each_reader_gets_their_own_at_the_same_cost(session: Session, acme: Workspace) -> None:
    def costs(count: int) -> int:
        people = [a_person(session, f"p{count}-{number}@example.com") for number in range(count)]
        put(session, [an_item(acme, person) for person in people for _ in range(2)])
        with counted(session) as statements:
            assert send_digests(session, MONDAY).done == 2 * count
            session.flush()
        return len(statements)

    assert costs(3) == costs(50)
    assert len(keys(session)) == 53


def test_a_sweep_reads_what_is_due_and_not_what_waits(session: Session, acme: Workspace, ana: Person) -> None:
    due = [an_item(acme, a_person(session, f"p{number}@example.com")) for number in range(20)]
    put(session, due + [an_item(acme, ana, MONDAY.add(days=30)) for _ in range(5000)])
    session.commit()
    session.execute(text("ANALYZE"))
    prefix = "EXPLAIN" if session.get_bind().dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    plan = "\n".join(map(str, explained(session, prefix, DUE)))
    assert "ix_digest_items_due" in plan
    assert "Seq Scan on digest_items" not in plan
    assert "SCAN digest_items" not in plan
