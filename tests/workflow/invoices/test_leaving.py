"""A changed invoice may be of another period than before: what becomes of the one that it left."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy, a_workspace
from tests.workflow.walking import Team, a_period, open_all, say
from workflow.people.workspace import Workspace
from workflow.periods.closing import close_periods
from workflow.periods.period import BillingPeriod

OCTOBER = {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}
NOVEMBER_BEGINS = NOW.set(month=11, day=1, hour=0)
LATER = NOW.add(days=1)


@pytest.fixture(params=["automatic", "invoice"])
def account(request: pytest.FixtureRequest, session: Session, team: Team) -> Workspace:
    """Write a workspace whose periods are reviewed in one, and one whose invoices are reviewed one by one."""
    return a_workspace(session, collection=request.param)


@pytest.fixture
def november(session: Session, account: Workspace) -> BillingPeriod:
    """Write October and November."""
    a_period(session, account, NOVEMBER_BEGINS.subtract(months=1), NOVEMBER_BEGINS)
    return a_period(session, account, NOVEMBER_BEGINS, NOVEMBER_BEGINS.add(months=1))


def goes(session: Session, account: Workspace, november: BillingPeriod, **changes: Any) -> BillingPeriod:
    """Let invoice A go to October, and give November as it is then."""
    open_all(session, account, [a_document("A", **{"period": OCTOBER, **changes})], LATER)
    session.refresh(november)
    return november


def test_a_period_that_its_invoice_left_waits_for_one_again(
    session: Session, account: Workspace, november: BillingPeriod
) -> None:
    open_all(session, account, [a_document("A")])
    left = goes(session, account, november)
    assert (left.state, left.chase_at, left.fetch_at) == ("awaiting_invoice", left.expected_by, LATER)


def test_also_where_it_was_approved(session: Session, team: Team, account: Workspace, november: BillingPeriod) -> None:
    (review,) = open_all(session, account, [a_document("A")])
    say(session, review, team.ana, "approve")
    say(session, review, team.omar, "approve")
    session.refresh(november)
    assert november.state == "reviewed"
    assert goes(session, account, november).state == "awaiting_invoice"


def test_a_period_with_another_invoice_does_not(session: Session, account: Workspace, november: BillingPeriod) -> None:
    open_all(session, account, [a_document("A"), a_document("B")])
    assert goes(session, account, november).state == "invoiced"


def test_it_is_reviewed_when_what_stayed_was_decided(session: Session, team: Team) -> None:
    account = a_workspace(session, collection="invoice")
    november = a_period(session, account, NOVEMBER_BEGINS, NOVEMBER_BEGINS.add(months=1))
    a_period(session, account, NOVEMBER_BEGINS.subtract(months=1), NOVEMBER_BEGINS)
    (other,) = open_all(session, account, [a_document("B")])
    open_all(session, account, [a_document("A")])
    say(session, other, team.ana, "approve")
    say(session, other, team.omar, "approve")
    assert goes(session, account, november).state == "reviewed"


def test_a_void_that_says_another_period_ends_the_wait(
    session: Session, account: Workspace, november: BillingPeriod
) -> None:
    open_all(session, account, [a_document("A")])
    assert goes(session, account, november, status="void").state == "reviewed"


def test_a_running_period_is_chased_once_it_has_ended(session: Session, team: Team) -> None:
    account = a_workspace(session, collection="automatic")
    a_period(session, account, NOVEMBER_BEGINS.subtract(months=1), NOVEMBER_BEGINS)
    ends = NOVEMBER_BEGINS.add(months=1)
    november = a_period(session, account, NOVEMBER_BEGINS, ends, state="open", close_at=ends)
    open_all(session, account, [a_document("A")], ends.subtract(days=9))
    assert goes(session, account, november).state == "awaiting_invoice"
    close_periods(session, LATER, a_policy())
    session.refresh(november)
    assert (november.state, november.chase_at) == ("awaiting_invoice", november.expected_by)
