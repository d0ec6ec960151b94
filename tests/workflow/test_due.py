"""When there is next something to do: what is told is what a stage then does."""

import pendulum
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy, a_workspace
from tests.workflow.walking import a_period, a_team, open_one, received, take_in
from workflow.due import next_due
from workflow.findings.examine import examine
from workflow.invoices.intake import accept
from workflow.invoices.invoice import Revision
from workflow.invoices.usage import UsageSpan
from workflow.periods.closing import close_periods
from workflow.periods.period import BillingPeriod
from workflow.reviews.ladder import climb
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import Assignment

NOTICES_GO_AT_ONCE = NOW
YEAR_END = pendulum.datetime(2026, 12, 31, 23)


def test_with_nothing_there_nothing_is_due(session: Session) -> None:
    assert next_due(session) is None


def test_the_end_of_the_running_period_is_due(session: Session) -> None:
    a_workspace(session, first_period_starts=NOW.date().replace(day=1))
    close_periods(session, NOW, a_policy())
    session.execute(update(BillingPeriod).values(fetch_at=None))
    assert next_due(session) == YEAR_END


def test_a_fetch_is_due(session: Session) -> None:
    workspace = a_workspace(session, periods_until=YEAR_END)
    a_period(session, workspace, NOW, NOW.add(days=1), fetch_at=NOW.add(hours=3))
    assert next_due(session) == NOW.add(hours=3)


def test_what_is_chased_is_due(session: Session) -> None:
    workspace = a_workspace(session, periods_until=YEAR_END)
    a_period(session, workspace, NOW, NOW.add(days=1), chase_at=NOW.add(hours=4))
    assert next_due(session) == NOW.add(hours=4)


def test_of_a_deactivated_workspace_nothing_is_fetched_or_chased_or_due(session: Session) -> None:
    workspace = a_workspace(session, active=False)
    a_period(session, workspace, NOW, NOW.add(days=1), fetch_at=NOW, chase_at=NOW)
    assert next_due(session) is None


def test_a_received_invoice_is_due_until_its_review_is_open(session: Session) -> None:
    take_in(session, a_workspace(session), a_document())
    assert next_due(session) == NOW
    examine(session, NOW, a_policy())
    assert next_due(session) == NOW
    open_reviews(session, NOW, a_policy())
    assert next_due(session) == NOW.set(day=9, hour=13)  # the reminder; nobody is there to be told


def test_usage_is_due_and_what_waits_for_it_is_not(session: Session) -> None:
    accept(session, a_workspace(session), [received(a_document())], NOW)
    session.execute(update(UsageSpan).values(ask_at=NOW.add(minutes=5)))
    assert next_due(session) == NOW.add(minutes=5)


def test_of_a_deactivated_workspace_usage_is_due_once(session: Session) -> None:
    accept(session, a_workspace(session, active=False), [received(a_document())], NOW)
    assert next_due(session) == NOW
    session.execute(update(UsageSpan).values(answered="broken"))
    examine(session, NOW, a_policy())
    open_reviews(session, NOW, a_policy())
    assert next_due(session) == NOW.set(day=9, hour=13)


def test_what_is_to_be_examined_again_is_due(session: Session) -> None:
    open_one(session, a_workspace(session))
    session.execute(update(Revision).values(recount_at=NOW.subtract(minutes=1)))
    assert next_due(session) == NOW.subtract(minutes=1)


def test_notices_are_due(session: Session) -> None:
    a_team(session)
    open_one(session, a_workspace(session))
    assert next_due(session) == NOTICES_GO_AT_ONCE


def test_a_rung_is_due(session: Session) -> None:
    open_one(session, a_workspace(session))
    climb(session, NOW.add(days=2, hours=5))
    assert next_due(session) == NOW.set(day=10, hour=13)


def test_a_review_that_is_to_be_planned_anew_is_due(session: Session) -> None:
    open_one(session, a_workspace(session)).replan_at = NOW.subtract(minutes=2)
    session.flush()
    assert next_due(session) == NOW.subtract(minutes=2)


def test_whoever_put_it_off_is_due_while_the_seat_is_open(session: Session) -> None:
    review = open_one(session, a_workspace(session))
    session.execute(update(Assignment).values(snoozed_until=NOW.subtract(minutes=3)))
    assert next_due(session) == NOW.subtract(minutes=3)
    session.execute(update(Assignment).where(Assignment.review_id == review.id).values(state="cancelled"))
    assert next_due(session) != NOW.subtract(minutes=3)
