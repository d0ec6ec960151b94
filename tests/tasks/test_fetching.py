"""Vendors are asked with no transaction open, and none holds up another."""

import datetime
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

import pendulum
from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks.fetching import fetch
from tasks.house import House
from tests.factories import a_workspace
from workflow.invoices.source import Account, Completeness, Evidence, Fetched, Position, Source, Span
from workflow.people.workspace import Workspace
from workflow.periods.period import AWAITING, BillingPeriod
from workflow.setup.applied import SourceSetting

NOW = pendulum.datetime(2026, 11, 1, 1)
EMPTY = Fetched(Completeness.COMPLETE)
Answer = Callable[[Account], Fetched]


class Vendor:
    """A source that answers as the test says."""

    def __init__(self, answer: Answer) -> None:
        """Take what to answer by."""
        self._answer = answer

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:  # noqa: ARG002  # as the protocol says
        """Answer."""
        assert span == Span(datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))
        return self._answer(account)

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:  # noqa: ARG002  # as the protocol says
        """Know of no usage."""
        return Evidence(Completeness.COMPLETE)


def a_due_period(session: Session, key: str, source: str) -> None:
    """Write a workspace whose October has ended and is to be fetched."""
    workspace = a_workspace(session, key, source=source)
    session.flush()
    session.add(
        BillingPeriod(
            workspace_id=workspace.id,
            starts_at=pendulum.datetime(2026, 9, 30, 22),
            ends_at=pendulum.datetime(2026, 10, 31, 23),
            starts_on=datetime.date(2026, 10, 1),
            ends_on=datetime.date(2026, 10, 31),
            state=AWAITING,
            expected_by=pendulum.datetime(2026, 11, 9, 8),
            fetch_at=NOW,
        )
    )


def played(house: House, answers: Mapping[str, Answer]) -> House:
    """Give a house with one workspace at each of these vendors; the workspace bears the vendor's name."""
    with house.sessions.begin() as session:
        for name in answers:
            a_due_period(session, name, name)

    def connect(name: str, _setting: SourceSetting | None) -> Source:
        return Vendor(answers[name])

    return replace(house, connect=connect)


def connections(house: House) -> dict[str, str]:
    """Return each workspace's connection."""
    with house.sessions() as session:
        return {workspace.key: workspace.connection for workspace in session.scalars(select(Workspace))}


def raising(_account: Account) -> Fetched:
    """Break the promise of a source."""
    raise ValueError("a mistake in the connector")


def test_nothing_due_asks_nobody(house: House) -> None:
    assert fetch(house, NOW).done == 0


def test_every_vendor_is_asked(house: House) -> None:
    batch = fetch(played(house, {"a": lambda _: EMPTY, "b": lambda _: EMPTY}), NOW)
    assert (batch.done, batch.troubles) == (2, ())
    assert connections(house) == {"a": "complete", "b": "complete"}


def test_a_broken_vendor_is_a_trouble_and_the_others_go_on(house: House) -> None:
    refused = Fetched(Completeness.BROKEN, problem="401: check the key in ACME_API_KEY")
    batch = fetch(played(house, {"a": lambda _: refused, "b": lambda _: EMPTY}), NOW)
    (trouble,) = batch.troubles
    assert batch.done == 1
    assert trouble.about.startswith("period:")
    assert trouble.error == "a, 2026-10-01 to 2026-10-31: 401: check the key in ACME_API_KEY"
    assert connections(house) == {"a": "broken", "b": "complete"}


def test_a_connector_that_raises_is_broken_and_the_others_go_on(house: House) -> None:
    batch = fetch(played(house, {"a": raising, "b": lambda _: EMPTY}), NOW)
    assert batch.done == 1
    assert connections(house) == {"a": "broken", "b": "complete"}


def test_the_quick_vendor_is_stored_while_the_slow_one_is_still_asked(house: House) -> None:
    stored = threading.Event()

    def slow(_account: Account) -> Fetched:
        stored.wait(20)
        return EMPTY

    def watch() -> None:
        while connections(house)["quick"] != "complete":
            stored.wait(0.01)
        stored.set()

    with_vendors = played(house, {"slow": slow, "quick": lambda _: EMPTY})
    watcher = threading.Thread(target=watch)
    watcher.start()
    assert fetch(with_vendors, NOW).done == 2
    watcher.join()
    assert stored.is_set()


def test_no_transaction_is_open_while_a_vendor_is_asked(house: House) -> None:
    def writing(_account: Account) -> Fetched:
        with house.sessions.begin() as session:  # on SQLite this would wait for a writer
            a_workspace(session, "another")
        return EMPTY

    assert fetch(played(house, {"a": writing}), NOW).done == 1


def test_an_answer_that_cannot_be_stored_does_not_stop_the_others(house: House) -> None:
    def vanishing(_account: Account) -> Fetched:
        with house.sessions.begin() as session:
            session.delete(session.scalars(select(BillingPeriod).join(Workspace).where(Workspace.key == "a")).one())
        return EMPTY

    batch = fetch(played(house, {"a": vanishing, "b": lambda _: EMPTY}), NOW)
    assert batch.done == 1
    assert "could not be stored" in batch.troubles[0].error
