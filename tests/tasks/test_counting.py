"""Vendors are asked what they counted with no transaction open, and whatever they answer, no invoice waits for more."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pendulum
from sqlalchemy import select

from tasks.counting import count_usage
from tasks.house import House
from tasks.ticking import tick
from tests.factories import a_workspace
from workflow.due import next_due
from workflow.invoices.source import Account, Completeness, Evidence, Fetched, Position, Source, Span, UsageFact
from workflow.invoices.usage import UsageSighting, UsageSpan
from workflow.people.workspace import Workspace
from workflow.setup.applied import SourceSetting

NOW = pendulum.datetime(2026, 11, 3, 1)
OCTOBER = Span(datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))
NONE = Evidence(Completeness.COMPLETE)
REFUSED = Evidence(Completeness.BROKEN, problem="campaigns: 403: give the key bulk_call_campaigns:read")
Answer = Callable[[Account], Evidence]


class Vendor:
    """A source that answers as the test says."""

    def __init__(self, answer: Answer) -> None:
        """Take what to answer by."""
        self._answer = answer

    def invoices(self, account: Account, span: Span, position: Position | None = None) -> Fetched:  # noqa: ARG002  # as the protocol says
        """Have none."""
        return Fetched(Completeness.COMPLETE)

    def evidence(self, account: Account, span: Span, position: Position | None = None) -> Evidence:  # noqa: ARG002  # as the protocol says
        """Answer."""
        assert span == OCTOBER
        return self._answer(account)


def played(house: House, answers: Mapping[str, Answer], **changes: object) -> House:
    """Give a house with one workspace at each of these vendors, whose October is to be asked about."""
    with house.sessions.begin() as session:
        for name in answers:
            workspace = a_workspace(session, name, source=name, **changes)
            session.flush()
            days = {"starts_on": OCTOBER.starts_on, "ends_on": OCTOBER.ends_on}
            session.add(UsageSpan(workspace_id=workspace.id, ask_at=NOW, **days))

    def connect(name: str, _setting: SourceSetting | None) -> Source:
        return Vendor(answers[name])

    return replace(house, connect=connect)


def answered(house: House) -> dict[str, tuple[str | None, str | None]]:
    """Return how complete each workspace's last answer was, with its problem."""
    spans = select(Workspace.key, UsageSpan.answered, UsageSpan.problem).join(UsageSpan)
    with house.sessions() as session:
        return {key: (state, problem) for key, state, problem in session.execute(spans)}


def raising(_account: Account) -> Evidence:
    """Break the promise of a source."""
    raise ValueError("a mistake in the connector")


def unstorable(_account: Account) -> Evidence:
    """Count what no database takes."""
    fact = UsageFact("campaign", "1", None, OCTOBER.starts_on, OCTOBER.ends_on, Decimal("NaN"), None, is_final=True)
    return Evidence(Completeness.COMPLETE, (fact,))


def test_every_vendor_is_asked(house: House) -> None:
    batch = count_usage(played(house, {"a": lambda _: NONE, "b": lambda _: NONE}), NOW)
    assert (batch.done, batch.troubles) == (2, ())
    assert answered(house) == {"a": ("complete", None), "b": ("complete", None)}


def test_what_cannot_be_read_is_told_once_and_the_others_go_on(house: House) -> None:
    house = played(house, {"a": lambda _: REFUSED, "b": lambda _: NONE})
    batch = count_usage(house, NOW)
    (trouble,) = batch.troubles
    assert batch.done == 1
    assert trouble.about.startswith("usage:")
    assert trouble.error == f"a, usage from 2026-10-01 to 2026-10-31: {REFUSED.problem}"
    again = count_usage(house, NOW.add(minutes=15))
    assert (again.done, again.troubles) == (1, ())


def test_a_connector_that_raises_is_answered_for(house: House) -> None:
    count_usage(played(house, {"a": raising, "b": lambda _: NONE}), NOW)
    problem = "The connector of source a failed: ValueError; the log has more."
    assert answered(house) == {"a": ("broken", problem), "b": ("complete", None)}


def test_an_answer_that_cannot_be_stored_is_answered_for(house: House) -> None:
    batch = count_usage(played(house, {"a": unstorable}), NOW)
    assert answered(house)["a"][0] == "broken"
    assert "could not be stored" in batch.troubles[0].error
    with house.sessions() as session:
        assert session.scalars(select(UsageSighting)).all() == []


def test_a_workspace_that_is_not_active_is_answered_for_and_its_vendor_left_alone(house: House) -> None:
    count_usage(played(house, {"a": raising}, active=False), NOW)
    state, problem = answered(house)["a"]
    assert (state, problem) == (
        "broken",
        "The workspace is not active, so its vendor is not asked about usage; activate it in the setup file.",
    )


def test_a_source_that_is_gone_is_answered_for(house: House) -> None:
    with_vendor = played(house, {"a": raising})
    count_usage(replace(with_vendor, connect=house.connect), NOW)
    assert "has no [sources.a]" in str(answered(house)["a"][1])


def test_no_transaction_is_open_while_a_vendor_is_asked(house: House) -> None:
    def writing(_account: Account) -> Evidence:
        with house.sessions.begin() as session:  # on SQLite this would wait for a writer
            a_workspace(session, "another")
        return NONE

    assert count_usage(played(house, {"a": writing}), NOW).done == 1


def test_in_a_tick_usage_is_asked_about_and_what_fails_leaves_the_connection_alone(house: House) -> None:
    house = played(house, {"a": lambda _: REFUSED})
    report = tick(house, NOW)
    assert [trouble.about.partition(":")[0] for _, trouble in report.troubles] == ["usage"]
    with house.sessions() as session:
        (workspace,) = session.scalars(select(Workspace))
        assert workspace.connection_problem is None
        assert workspace.connection != "broken"
        assert next_due(session) == NOW.add(minutes=15)
