"""The monthly letter is posted once for each admin and month in which something was decided; what was missed is not."""

import pytest
from pendulum import DateTime
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_workspace
from tests.workflow.counting import counted
from tests.workflow.walking import Team, open_one, told
from workflow.due import next_due
from workflow.health.telling import tell_health
from workflow.notices.notice import Notice
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

FIRST = NOW.set(day=4, hour=8, month=1, year=2027)  # 09:00 in Berlin, of the Monday after the 2nd
SECOND = NOW.set(day=2, hour=8, month=2, year=2027)


def settled(session: Session, review: Review, at: DateTime = NOW, state: str = "approved") -> None:
    """Let the review be settled, and the stage plan its letters."""
    tell_health(session, NOW)
    session.execute(update(Review).where(Review.id == review.id).values(state=state, settled_at=at))


def planned(session: Session) -> DateTime | None:
    """Tell when the admins of the first workspace are told next."""
    return session.scalars(select(Workspace.health_at).order_by(Workspace.key).limit(1)).one()


def test_the_first_look_plans_and_tells_nothing(session: Session, team: Team, review: Review) -> None:
    assert tell_health(session, NOW).done == 1
    assert (planned(session), told(session, "health")) == (FIRST, [])
    assert tell_health(session, NOW).done == 0


def test_the_plan_is_due_and_only_for_an_active_workspace(session: Session, acme: Workspace) -> None:
    tell_health(session, NOW)
    assert next_due(session) == FIRST
    acme.active = False
    session.flush()
    assert next_due(session) is None
    assert tell_health(session, SECOND).done == 0


def test_the_admins_are_told_of_the_month_before_and_nobody_else(session: Session, team: Team, review: Review) -> None:
    settled(session, review)
    tell_health(session, FIRST.subtract(seconds=1))
    assert told(session, "health") == []
    assert tell_health(session, FIRST).done == 1
    assert told(session, "health", team.ada.id) == [("2026-12", "ada@example.com")]
    assert planned(session) == SECOND


def test_of_a_month_in_which_nothing_was_decided_nothing_is_told(session: Session, team: Team, review: Review) -> None:
    settled(session, review)
    tell_health(session, FIRST)
    tell_health(session, SECOND)
    assert [part for part, _ in told(session, "health")] == ["2026-12"]


@pytest.mark.parametrize("state", ["withdrawn", "open"])
def test_what_was_withdrawn_or_still_waits_was_not_decided(
    session: Session, team: Team, review: Review, state: str
) -> None:
    settled(session, review, state=state)
    tell_health(session, FIRST)
    assert told(session, "health") == []


def test_after_two_months_in_which_nobody_looked_only_the_newest_is_told(
    session: Session, team: Team, acme: Workspace, review: Review
) -> None:
    settled(session, review)
    other = open_one(session, acme, number="CAL-2026-12", period={"starts_on": "2026-12-01", "ends_on": "2026-12-31"})
    settled(session, other, NOW.set(day=20, month=1, year=2027))
    tell_health(session, SECOND.add(days=3))
    assert [part for part, _ in told(session, "health")] == ["2027-01"]
    assert planned(session) == NOW.set(day=2, hour=8, month=3, year=2027)


def test_an_admin_of_several_workspaces_gets_one_letter(session: Session, team: Team, review: Review) -> None:
    a_workspace(session, "elsewhere", timezone="America/New_York", country="US")
    settled(session, review)
    tell_health(session, FIRST)
    tell_health(session, FIRST.add(hours=6))
    assert told(session, "health") == [("2026-12", "ada@example.com")]


def test_of_another_ones_workspace_an_admin_is_told_nothing(session: Session, team: Team, review: Review) -> None:
    a_person(session, "zoe@example.com", "admin")
    a_workspace(session, "hers", people={"admin": ["zoe@example.com"]})
    session.query(Workspace).filter_by(key="acme").one().people = {"admin": ["ada@example.com"]}
    session.flush()
    settled(session, review)
    tell_health(session, FIRST)
    assert told(session, "health") == [("2026-12", "ada@example.com")]


def test_the_letter_is_posted_under_the_admin_and_the_month(session: Session, team: Team, review: Review) -> None:
    settled(session, review)
    tell_health(session, FIRST)
    keys = session.scalars(select(Notice.key).where(Notice.kind == "health")).all()
    assert keys == [f"health:{team.ada.id}:2026-12:{team.ada.id}"]


def test_telling_costs_the_same_for_any_number_of_workspaces(session: Session, team: Team, review: Review) -> None:
    costs = []
    for count in (2, 40):
        for number in range(count):
            if session.query(Workspace).filter_by(key=f"w-{number}").one_or_none() is None:
                a_workspace(session, f"w-{number}")
        session.execute(update(Workspace).values(health_at=FIRST))
        settled(session, review)
        session.commit()
        with counted(session) as statements:
            assert tell_health(session, FIRST).done > count
        costs.append(len(statements))
    assert costs[0] == costs[1]
