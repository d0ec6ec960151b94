"""The vendor moves its billing day: the running period ends there, ended ones stay, time stays tiled."""

import datetime
from typing import Any

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_policy, a_workspace
from tests.workflow.walking import history
from workflow.people.workspace import Workspace
from workflow.periods.anchoring import PastAnchorError, re_anchor
from workflow.periods.closing import close_periods
from workflow.periods.period import BillingPeriod

POLICY = a_policy()


def moved(on: str, every: str = "month", anchor: int = 10) -> list[dict[str, Any]]:
    return [{"on": on, "every": every, "anchor": anchor}]


def written(session: Session, now: DateTime = NOW) -> list[tuple[str, str]]:
    """Close what has ended and give every period's first and last day."""
    close_periods(session, now, POLICY)
    session.commit()
    session.expire_all()
    rows = session.scalars(select(BillingPeriod).order_by(BillingPeriod.starts_at))
    return [(row.starts_on.isoformat(), row.ends_on.isoformat()) for row in rows]


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Billed on the first of the month; November has ended, December runs."""
    workspace = a_workspace(session, first_period_starts=datetime.date(2026, 11, 1))
    assert written(session) == [("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")]
    return workspace


def test_the_running_period_ends_where_the_new_cycle_begins(session: Session, acme: Workspace) -> None:
    acme.re_anchored = moved("2026-12-10")
    lines = re_anchor(session, NOW, POLICY.missing)
    assert lines == ["workspace acme: the running period from 2026-12-01 now ends on 2026-12-09"]
    later = written(session, NOW.add(days=5))
    assert later[1:] == [("2026-12-01", "2026-12-09"), ("2026-12-10", "2027-01-09")]


def test_its_end_is_in_the_history(session: Session, acme: Workspace) -> None:
    acme.re_anchored = moved("2026-12-10")
    re_anchor(session, NOW, POLICY.missing)
    running = session.scalars(select(BillingPeriod).where(BillingPeriod.state == "open")).one()
    assert history(session, f"period:{running.id}") == ["period.re_anchored"]
    session.refresh(running)
    assert running.close_at == running.ends_at
    assert running.expected_by > running.ends_at


def test_a_later_day_waits_for_its_period(session: Session, acme: Workspace) -> None:
    acme.re_anchored = moved("2027-01-20", anchor=20)
    assert re_anchor(session, NOW, POLICY.missing) == []
    assert written(session, NOW.add(days=45))[2:] == [("2027-01-01", "2027-01-19"), ("2027-01-20", "2027-02-19")]


def test_another_cycle_from_the_first_day_of_the_running_period(session: Session, acme: Workspace) -> None:
    acme.re_anchored = moved("2026-12-01", "quarter", 1)
    assert len(re_anchor(session, NOW, POLICY.missing)) == 1
    assert written(session)[1] == ("2026-12-01", "2027-02-28")


def test_it_moves_nothing_twice(session: Session, acme: Workspace) -> None:
    acme.re_anchored = moved("2026-12-10")
    re_anchor(session, NOW, POLICY.missing)
    session.commit()
    assert re_anchor(session, NOW, POLICY.missing) == []


def test_a_day_within_an_ended_period_is_refused(session: Session, acme: Workspace) -> None:
    acme.re_anchored = moved("2026-11-15", anchor=15)
    with pytest.raises(PastAnchorError, match="2026-11-15 lies in the period 2026-11-01 to 2026-11-30"):
        re_anchor(session, NOW, POLICY.missing)


def test_another_cycle_without_a_day_goes_on_where_the_periods_end(session: Session, acme: Workspace) -> None:
    acme.cycle_anchor = 15
    assert re_anchor(session, NOW, POLICY.missing) == []
    assert written(session, NOW.add(days=40))[1:] == [
        ("2026-12-01", "2026-12-31"),
        ("2027-01-01", "2027-01-14"),
        ("2027-01-15", "2027-02-14"),
    ]


def test_a_running_period_moves_also_when_a_card_was_charged_in_it(session: Session, acme: Workspace) -> None:
    running = session.scalars(select(BillingPeriod).where(BillingPeriod.state == "open")).one()
    running.state = "invoiced"
    acme.re_anchored = moved("2026-12-10")
    assert len(re_anchor(session, NOW, POLICY.missing)) == 1
