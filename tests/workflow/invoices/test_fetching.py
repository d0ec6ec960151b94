"""Asking a vendor: claimed once under a lease, asked again in time, and a broken connector is told of."""

from typing import Any

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_workspace
from tests.workflow.walking import a_period, history, received, told
from workflow.invoices.aside import set_aside_before
from workflow.invoices.fetching import Expectation, claim_fetches, store_fetch
from workflow.invoices.source import Completeness, Fetched, SetAside
from workflow.people.workspace import Workspace
from workflow.periods.period import BillingPeriod, FailedFetch

COMPLETE, INCOMPLETE, BROKEN = Completeness.COMPLETE, Completeness.INCOMPLETE, Completeness.BROKEN
START = NOW.set(month=11, day=1, hour=0)
END = START.add(months=1)


@pytest.fixture
def november(session: Session, acme: Workspace) -> BillingPeriod:
    return a_period(session, acme, START, END, fetch_at=END)


def claim(session: Session, now: DateTime = NOW, wall: DateTime = NOW, limit: int = 50) -> list[Expectation]:
    claimed = claim_fetches(session, now, wall, limit)
    session.commit()
    return claimed


def fetch(
    session: Session,
    period: BillingPeriod,
    state: Completeness,
    now: DateTime = NOW,
    **changes: Any,
) -> BillingPeriod:
    """Claim the period and store an answer for it."""
    period.fetch_at, period.fetch_lease_until = now, None
    session.commit()
    (expectation,) = claim(session, now, now)
    store_fetch(session, expectation, Fetched(state, **changes), now)
    session.commit()
    session.refresh(period)
    return period


@pytest.mark.usefixtures("november")
def test_what_is_due_is_claimed_with_what_the_source_must_know(session: Session, acme: Workspace) -> None:
    (expectation,) = claim(session)
    assert (expectation.workspace_id, expectation.source) == (acme.id, "callaro")
    assert (expectation.account.key, expectation.account.account) == ("acme", "44")
    assert (str(expectation.span.starts_on), str(expectation.span.ends_on)) == ("2026-11-01", "2026-11-30")


@pytest.mark.usefixtures("november")
def test_what_is_claimed_is_not_claimed_again_until_the_lease_is_over(session: Session) -> None:
    assert len(claim(session)) == 1
    assert claim(session, wall=NOW.add(seconds=120)) == []
    assert len(claim(session, wall=NOW.add(seconds=121))) == 1


@pytest.mark.usefixtures("november")
def test_a_lease_is_real_time_and_not_business_time(session: Session) -> None:
    claim(session)
    assert claim(session, now=NOW.add(days=30), wall=NOW.add(seconds=1)) == []


def test_what_is_not_due_is_not_claimed(session: Session, november: BillingPeriod) -> None:
    november.fetch_at = NOW.add(seconds=1)
    assert claim(session) == []


@pytest.mark.usefixtures("november")
def test_a_deactivated_workspace_is_not_asked_for(session: Session, acme: Workspace) -> None:
    acme.active = False
    assert claim(session) == []


def test_no_more_than_the_limit_is_claimed_the_longest_due_first(session: Session, acme: Workspace) -> None:
    for month in (3, 1, 2):
        a_period(session, acme, START.add(months=month), START.add(months=month + 1), fetch_at=START.add(days=month))
    assert [one.span.starts_on.month for one in claim(session, limit=2)] == [12, 1]


def test_an_invoice_that_came_is_stored_and_asked_for_again_because_it_may_change(
    session: Session, november: BillingPeriod
) -> None:
    fetch(session, november, COMPLETE, received=(received(a_document()),))
    assert (november.state, november.fetch_at) == ("invoiced", NOW.add(hours=6))
    assert (november.first_empty_at, november.fetch_lease_until) == (None, None)


def test_forty_five_days_after_its_end_a_reviewed_period_is_asked_for_no_more(
    session: Session, november: BillingPeriod
) -> None:
    fetch(session, november, COMPLETE, END.add(days=60), received=(received(a_document()),))
    assert november.fetch_at == END.add(days=60, hours=6)
    november.state = "reviewed"
    assert fetch(session, november, COMPLETE, END.add(days=44)).fetch_at == END.add(days=44, hours=6)
    assert fetch(session, november, COMPLETE, END.add(days=45)).fetch_at is None


def test_an_empty_answer_is_remembered_and_asked_again_in_six_hours(session: Session, november: BillingPeriod) -> None:
    fetch(session, november, COMPLETE)
    assert (november.state, november.fetch_at) == ("awaiting_invoice", NOW.add(hours=6))
    assert (november.first_empty_at, november.last_empty_at) == (NOW, NOW)
    assert not november.silence_is_proven()


@pytest.mark.parametrize(("minutes", "proven"), [(59, False), (60, True)])
def test_two_empty_answers_an_hour_apart_prove_silence(
    session: Session, november: BillingPeriod, minutes: int, proven: bool
) -> None:
    fetch(session, november, COMPLETE)
    fetch(session, november, COMPLETE, NOW.add(minutes=minutes))
    assert november.silence_is_proven() is proven


@pytest.mark.parametrize("state", [INCOMPLETE, BROKEN])
def test_an_answer_that_is_not_complete_proves_nothing(
    session: Session, november: BillingPeriod, state: Completeness
) -> None:
    fetch(session, november, state)
    assert november.first_empty_at is None


def test_a_vendor_that_cannot_be_heard_any_more_is_not_silent(session: Session, november: BillingPeriod) -> None:
    for hour, state in enumerate((COMPLETE, COMPLETE, BROKEN)):
        fetch(session, november, state, NOW.add(hours=hour))
    assert not november.silence_is_proven()
    assert fetch(session, november, COMPLETE, NOW.add(hours=3)).silence_is_proven()


def test_a_draft_is_no_invoice(session: Session, november: BillingPeriod) -> None:
    fetch(session, november, COMPLETE, received=(received(a_document(status="draft")),))
    assert (november.state, november.first_empty_at) == ("awaiting_invoice", NOW)


def test_history_is_asked_for_until_the_answer_is_complete(session: Session, november: BillingPeriod) -> None:
    november.state = "history"
    assert fetch(session, november, INCOMPLETE).fetch_at == NOW.add(minutes=15)
    assert fetch(session, november, COMPLETE).fetch_at is None


def test_failures_are_retried_after_a_quarter_of_an_hour_doubled_up_to_six_hours(
    session: Session, november: BillingPeriod
) -> None:
    waits = []
    for _ in range(7):
        fetched = fetch(session, november, INCOMPLETE)
        assert fetched.fetch_at
        waits.append((fetched.fetch_at - NOW).total_seconds() / 60)
    assert waits == [15, 30, 60, 120, 240, 360, 360]
    assert fetch(session, november, COMPLETE).fetch_failures == 0


@pytest.mark.parametrize(("asked", "hours"), [(3600, 1), (60, 0.25), (10**9, 24)])
def test_a_vendor_may_ask_for_a_longer_wait_but_for_no_more_than_a_day(
    session: Session, november: BillingPeriod, asked: int, hours: float
) -> None:
    assert fetch(session, november, INCOMPLETE, retry_after=asked).fetch_at == NOW.add(seconds=int(hours * 3600))


def test_what_came_with_a_broken_answer_is_stored_all_the_same(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    torn = SetAside("torn.json", "This is no JSON.", b"{")
    fetch(session, november, INCOMPLETE, received=(received(a_document()),), set_aside=(torn,))
    assert november.state == "invoiced"
    assert set_aside_before(session, [acme.id]) != {}


def test_the_connection_is_shown_with_its_problem(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    fetch(session, november, BROKEN, problem="The key was refused (401).", request_id="r-1")
    session.refresh(acme)
    assert (acme.connection, acme.connection_problem) == ("broken", "The key was refused (401).")
    assert (acme.connection_since, acme.last_success_at) == (NOW, None)
    fetch(session, november, COMPLETE, NOW.add(hours=1))
    session.refresh(acme)
    assert (acme.connection, acme.connection_problem) == ("complete", None)
    assert acme.last_success_at == NOW.add(hours=1)


def test_history_has_a_line_for_each_change_of_the_connection(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    for state in (COMPLETE, COMPLETE, BROKEN, BROKEN, COMPLETE):
        fetch(session, november, state)
    assert history(session, f"workspace:{acme.id}") == [
        "connection.complete",
        "connection.broken",
        "connection.complete",
    ]


@pytest.mark.usefixtures("team")
def test_every_admin_is_told_of_a_broken_connector_once(session: Session, november: BillingPeriod) -> None:
    a_person(session, "bea@example.com", "admin")
    for hour in range(3):
        fetch(session, november, BROKEN, NOW.add(hours=hour), problem="The key was refused (401).")
    assert told(session, "connector") == [
        ("2026-12-07", "ada@example.com"),
        ("2026-12-07", "bea@example.com"),
    ]


@pytest.mark.usefixtures("team")
def test_a_connector_that_comes_and_goes_is_told_of_once_a_day(session: Session, november: BillingPeriod) -> None:
    for hours, state in ((0, BROKEN), (1, COMPLETE), (2, BROKEN), (23, COMPLETE), (24, BROKEN)):
        fetch(session, november, state, NOW.add(hours=hours))
    assert [part for part, _ in told(session, "connector")] == ["2026-12-07", "2026-12-08"]


@pytest.mark.usefixtures("team")
def test_an_incomplete_connector_is_told_of_after_a_day(session: Session, november: BillingPeriod) -> None:
    fetch(session, november, INCOMPLETE)
    fetch(session, november, INCOMPLETE, NOW.add(hours=23, minutes=59))
    assert told(session, "connector") == []
    fetch(session, november, INCOMPLETE, NOW.add(hours=24))
    fetch(session, november, INCOMPLETE, NOW.add(hours=30))
    assert told(session, "connector") == [("2026-12-08", "ada@example.com")]


@pytest.mark.usefixtures("team")
def test_a_broken_connector_is_told_of_once_more_after_a_day(session: Session, november: BillingPeriod) -> None:
    for hours in (0, 6, 25, 31):
        fetch(session, november, BROKEN, NOW.add(hours=hours))
    assert [part for part, _ in told(session, "connector")] == ["2026-12-07", "2026-12-08"]


def test_an_answer_that_got_on_is_asked_for_again_soon(session: Session, november: BillingPeriod) -> None:
    for _ in range(3):
        fetch(session, november, INCOMPLETE, position={"page": 2}, got_on=True)
    assert november.fetch_at == NOW.add(minutes=15)


@pytest.mark.usefixtures("team")
def test_only_the_admins_of_this_workspace_are_told(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    a_person(session, "bea@example.com", "admin")
    acme.people = {"admin": ["bea@example.com"]}
    fetch(session, november, BROKEN)
    assert [reader for _, reader in told(session, "connector")] == ["bea@example.com"]


def test_silence_that_is_proven_late_is_chased_at_once(session: Session, november: BillingPeriod) -> None:
    late = november.expected_by.add(days=3)
    fetch(session, november, COMPLETE, late.subtract(hours=2))
    fetch(session, november, COMPLETE, late)
    assert november.chase_at == late


def test_silence_is_silence_also_while_something_unread_waits(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    """The vendor is not written to meanwhile, but finance and the admins are told in time."""
    torn = SetAside("torn.xml", "torn.xml ends in the middle of an element.", b"<Invoice")
    fetch(session, november, COMPLETE, set_aside=(torn,))
    fetch(session, november, COMPLETE, NOW.add(hours=1))
    assert november.silence_is_proven()


def test_where_a_source_reads_on_is_kept_until_it_says_otherwise(session: Session, november: BillingPeriod) -> None:
    fetch(session, november, INCOMPLETE, position={"page": 3})
    november.fetch_at = NOW
    assert claim(session, wall=NOW.add(hours=1))[0].position == {"page": 3}
    assert fetch(session, november, COMPLETE).fetch_position is None


def test_each_failure_is_kept_with_the_vendors_id_of_the_request(session: Session, november: BillingPeriod) -> None:
    for request_id in ("r-1", "r-2"):
        fetch(session, november, BROKEN, problem="The key is wrong.", request_id=request_id)
    failures = session.scalars(select(FailedFetch).order_by(FailedFetch.id)).all()
    assert [(one.period_id, one.state, one.request_id) for one in failures] == [
        (november.id, "broken", "r-1"),
        (november.id, "broken", "r-2"),
    ]


def test_a_period_knows_its_own_last_answer(session: Session, november: BillingPeriod) -> None:
    fetch(session, november, INCOMPLETE, NOW.add(hours=1))
    assert (november.answered, november.asked_at) == ("incomplete", NOW.add(hours=1))


def test_a_source_knows_whose_mails_are_whose(session: Session, acme: Workspace, november: BillingPeriod) -> None:
    acme.senders = ["billing@vendor.example"]
    a_workspace(session, "zeta", senders=["@other.example"])
    a_workspace(session, "aardvark", source="folder", senders=[])
    (expectation,) = claim(session)
    account = expectation.account
    assert (account.senders, account.elsewhere) == (("billing@vendor.example",), ("@other.example",))
    assert account.takes_the_rest


def test_what_is_nobodys_is_shown_in_the_first_workspace_of_its_source(
    session: Session, november: BillingPeriod
) -> None:
    a_workspace(session, "aardvark")
    assert not claim(session)[0].account.takes_the_rest


def test_a_late_period_goes_on_once_its_vendor_is_heard_again(session: Session, november: BillingPeriod) -> None:
    november.state, november.chase_rung, november.chase_at = "late", "chase", NOW.add(days=9)
    november.first_empty_at = november.last_empty_at = END
    fetch(session, november, BROKEN)
    assert november.chase_at == NOW.add(days=9)
    fetch(session, november, COMPLETE, NOW.add(hours=2))
    assert november.chase_at == NOW.add(hours=2)


def test_a_period_that_runs_is_looked_at_once_a_day_and_silence_means_nothing_yet(
    session: Session, november: BillingPeriod
) -> None:
    november.state = "open"
    mid_month = START.add(days=10)
    fetch(session, november, COMPLETE, mid_month)
    assert (november.fetch_at, november.first_empty_at) == (mid_month.add(days=1), None)
    fetch(session, november, COMPLETE, END.subtract(hours=2))
    assert november.fetch_at == END.add(hours=1)


def test_a_long_period_is_listened_to_until_the_next_one_has_ended(session: Session, acme: Workspace) -> None:
    year = a_period(session, acme, END.subtract(years=1), END, state="reviewed")
    assert fetch(session, year, COMPLETE, END.add(days=300)).fetch_at
    assert fetch(session, year, COMPLETE, END.add(days=366)).fetch_at is None


def test_one_period_that_cannot_be_heard_is_not_hidden_by_another_that_can(
    session: Session, acme: Workspace, november: BillingPeriod
) -> None:
    october = a_period(session, acme, START.subtract(months=1), START)
    fetch(session, november, BROKEN, problem="The key is wrong.")
    fetch(session, october, COMPLETE)
    assert (acme.connection, acme.connection_problem) == ("broken", "The key is wrong.")
    fetch(session, november, COMPLETE, NOW.add(hours=1))
    assert (acme.connection, acme.connection_problem) == ("complete", None)
