"""The ledger of expected invoices: periods tile time, close when they end, and know by when to expect."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import a_policy, a_workspace
from tests.workflow.walking import history
from workflow.people.workspace import Workspace
from workflow.periods.closing import close_periods, windows_until
from workflow.periods.period import BillingPeriod

POLICY = a_policy()
NOW = pendulum.datetime(2026, 11, 20, 9)
ZONES = ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "America/Havana", "Asia/Kolkata"]


def a_customer(**changes: Any) -> Workspace:
    values = {"timezone": "Europe/Berlin", "country": "DE", "cycle_every": "month", "cycle_anchor": 1}
    return Workspace(
        **{**values, "first_period_starts": date(2026, 1, 1), "periods_until": None, "re_anchored": [], **changes}
    )


def ledger(session: Session) -> list[tuple[str, str]]:
    periods = session.scalars(select(BillingPeriod).order_by(BillingPeriod.starts_at))
    return [(f"{period.starts_on:%m-%d} {period.ends_on:%m-%d}", period.state) for period in periods]


def only(session: Session, starts_on: date) -> BillingPeriod:
    return session.scalars(select(BillingPeriod).where(BillingPeriod.starts_on == starts_on)).one()


def close(session: Session, now: pendulum.DateTime) -> int:
    done = close_periods(session, now, POLICY).done
    session.commit()
    session.expire_all()
    return done


@given(st.integers(1, 31), st.sampled_from(ZONES), st.dates(date(2024, 1, 1), date(2026, 6, 1)))
def test_periods_tile_time_without_gap_or_overlap(anchor: int, zone: str, first: date) -> None:
    customer = a_customer(cycle_anchor=anchor, timezone=zone, first_period_starts=first)
    windows = list(windows_until(customer, NOW, POLICY.missing))
    assert windows[0].starts_on == first
    assert windows[-1].starts_at <= NOW < windows[-1].ends_at
    for before, after in pairwise(windows):
        assert before.ends_at == after.starts_at
        assert before.ends_on + timedelta(days=1) == after.starts_on


@given(st.integers(1, 31), st.dates(date(2024, 1, 1), date(2026, 6, 1)), st.integers(1, 30))
def test_written_in_two_goes_they_are_the_same(anchor: int, first: date, cut: int) -> None:
    customer = a_customer(cycle_anchor=anchor, first_period_starts=first)
    whole = list(windows_until(customer, NOW, POLICY.missing))
    early = list(windows_until(customer, NOW.subtract(days=cut * 10), POLICY.missing))
    customer.periods_until = early[-1].ends_at
    assert whole[: len(early)] == early
    assert len(early) == len(whole) or list(windows_until(customer, NOW, POLICY.missing)) == whole[len(early) :]


def test_a_month_begins_at_local_midnight_on_either_side_of_daylight_saving() -> None:
    windows = {window.starts_on.month: window for window in windows_until(a_customer(), NOW, POLICY.missing)}
    assert windows[3].starts_at == pendulum.datetime(2026, 2, 28, 23)
    assert windows[4].starts_at == pendulum.datetime(2026, 3, 31, 22)
    assert windows[11].starts_at == pendulum.datetime(2026, 10, 31, 23)


def test_an_invoice_is_expected_at_nine_on_the_fifth_business_day_after_the_last_day() -> None:
    windows = {window.starts_on.month: window for window in windows_until(a_customer(), NOW, POLICY.missing)}
    assert windows[10].expected_by == pendulum.datetime(2026, 11, 6, 9, tz="Europe/Berlin")
    # the 1st and 4th to 6th of April lie in between: the 3rd is Good Friday, the 6th Easter Monday
    assert windows[3].expected_by == pendulum.datetime(2026, 4, 9, 9, tz="Europe/Berlin")


def test_the_running_period_is_there_before_its_invoice_can_be(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 10, 1), review_from=date(2026, 10, 1))
    close(session, NOW)
    assert ledger(session) == [("10-01 10-31", "awaiting_invoice"), ("11-01 11-30", "open")]


def test_a_first_period_in_the_future_is_written_too(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2027, 1, 1), review_from=date(2027, 1, 1))
    close(session, NOW)
    assert ledger(session) == [("01-01 01-31", "open")]


def test_a_period_whose_last_day_is_before_the_first_reviewed_is_history(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 9, 1), review_from=date(2026, 10, 31))
    close(session, NOW)
    assert ledger(session) == [
        ("09-01 09-30", "history"),
        ("10-01 10-31", "awaiting_invoice"),
        ("11-01 11-30", "open"),
    ]


def test_history_is_fetched_at_once_and_never_closed_or_chased(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 9, 1))
    close(session, NOW)
    past = only(session, date(2026, 9, 1))
    assert (past.fetch_at, past.close_at, past.chase_at) == (NOW, None, None)


def test_a_period_closes_at_its_end_and_not_before(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 11, 1))
    end = pendulum.datetime(2026, 11, 30, 23)
    close(session, NOW)
    assert close(session, end.subtract(seconds=1)) == 0
    assert close(session, end) == 2
    assert ledger(session) == [("11-01 11-30", "awaiting_invoice"), ("12-01 12-31", "open")]


def test_a_closed_period_is_fetched_an_hour_later_and_chased_when_it_is_expected(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 11, 1))
    close(session, NOW)
    close(session, NOW.add(days=20))
    period = only(session, date(2026, 11, 1))
    assert period.fetch_at == period.ends_at.add(hours=1)
    assert (period.chase_at, period.close_at) == (period.expected_by, None)
    assert history(session, f"period:{period.id}") == ["period.awaiting_invoice"]


def test_a_period_whose_invoice_came_early_is_not_chased_when_it_closes(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 11, 1))
    close(session, NOW)
    only(session, date(2026, 11, 1)).state = "invoiced"
    session.commit()
    close(session, NOW.add(days=20))
    period = only(session, date(2026, 11, 1))
    assert (period.state, period.chase_at) == ("invoiced", None)
    assert period.fetch_at


def test_after_an_outage_every_period_that_was_missed_is_there(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 8, 1), review_from=date(2026, 8, 1))
    close(session, pendulum.datetime(2026, 8, 15))
    close(session, NOW)
    assert [dates for dates, _ in ledger(session)] == ["08-01 08-31", "09-01 09-30", "10-01 10-31", "11-01 11-30"]


def test_the_second_time_nothing_is_due(session: Session) -> None:
    a_workspace(session)
    close(session, NOW)
    assert close(session, NOW) == 0


def test_a_deactivated_workspace_gets_no_new_periods(session: Session) -> None:
    a_workspace(session, active=False)
    assert close(session, NOW) == 0


@pytest.mark.parametrize("every", ["week", "quarter", "year"])
def test_other_cycles_tile_time_too(session: Session, every: str) -> None:
    a_workspace(session, cycle_every=every, first_period_starts=date(2024, 1, 3))
    close(session, NOW)
    periods = session.scalars(select(BillingPeriod).order_by(BillingPeriod.starts_at)).all()
    assert all(before.ends_at == after.starts_at for before, after in pairwise(periods))
    assert periods[-1].starts_at <= NOW < periods[-1].ends_at


def test_a_period_is_looked_at_from_its_second_day_on_and_an_hour_after_its_end(session: Session) -> None:
    a_workspace(session, first_period_starts=date(2026, 11, 1))
    close(session, NOW)
    running = only(session, date(2026, 11, 1))
    assert running.fetch_at == running.starts_at.add(days=1)
    running.fetch_at = running.ends_at.add(hours=20)
    session.commit()
    close(session, NOW.add(days=20))
    period = only(session, date(2026, 11, 1))
    assert period.fetch_at == period.ends_at.add(hours=1)
