"""The letter about who will be missing is posted once for each admin and month, and only where somebody would be."""

import datetime

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_policy, a_workspace
from tests.workflow.counting import counted
from tests.workflow.walking import Team, told
from workflow.coverage.gathering import coverage
from workflow.coverage.telling import tell_coverage
from workflow.due import next_due
from workflow.notices.notice import Notice
from workflow.people.absence import Absence
from workflow.people.workspace import Workspace
from workflow.periods.closing import close_periods

POLICY = a_policy()
NOVEMBER = NOW.set(month=11, day=24, hour=8)  # 09:00 in Berlin
DECEMBER = NOW.set(day=24, hour=8)
BEFORE = NOVEMBER.subtract(days=1)


def away(session: Session, team: Team) -> None:
    """Note that Ana is away on two days of December."""
    days = {"first_on": datetime.date(2026, 12, 9), "last_on": datetime.date(2026, 12, 10)}
    session.add(Absence(person_id=team.ana.id, noted_at=BEFORE, **days))
    session.flush()


def tell(session: Session, now: DateTime) -> int:
    return tell_coverage(session, now, POLICY).done


def planned(session: Session, key: str = "acme") -> DateTime | None:
    return session.scalars(select(Workspace.coverage_at).where(Workspace.key == key)).one()


def test_the_first_look_plans_and_tells_nothing(session: Session, acme: Workspace) -> None:
    assert (tell(session, BEFORE), planned(session), next_due(session)) == (1, NOVEMBER, NOVEMBER)
    assert (tell(session, BEFORE), told(session, "coverage")) == (0, [])


def test_before_the_month_ends_the_admins_hear_of_next_months_absence(
    session: Session, acme: Workspace, team: Team
) -> None:
    away(session, team)
    tell(session, BEFORE)
    assert tell(session, NOVEMBER) == 1
    assert told(session, "coverage", team.ada.id) == [("2026-11", "ada@example.com")]
    (notice,) = session.scalars(select(Notice).where(Notice.kind == "coverage"))
    assert notice.key == f"coverage:{team.ada.id}:2026-11:{team.ada.id}"
    assert [(one["role"], one["from"], one["until"]) for one in notice.data["holes"]] == [
        ("finance", "2026-12-09", "2026-12-10")
    ]
    assert planned(session) == DECEMBER


def test_where_somebody_is_there_every_day_nobody_is_mailed(session: Session, acme: Workspace, team: Team) -> None:
    tell(session, BEFORE)
    assert (tell(session, NOVEMBER), told(session, "coverage")) == (1, [])


def test_an_absence_that_was_taken_back_is_none(session: Session, acme: Workspace, team: Team) -> None:
    away(session, team)
    session.query(Absence).one().ended_at = BEFORE
    session.flush()
    tell(session, BEFORE)
    tell(session, NOVEMBER)
    assert told(session, "coverage") == []


def test_a_workspace_that_comes_late_in_a_month_is_told_of_that_month(
    session: Session, acme: Workspace, team: Team
) -> None:
    away(session, team)
    tell(session, NOVEMBER.add(days=2))
    assert told(session, "coverage") == [("2026-11", "ada@example.com")]


def test_after_an_outage_over_two_months_only_the_newest_is_told(session: Session, acme: Workspace, team: Team) -> None:
    away(session, team)
    session.query(Absence).one().last_on = datetime.date(2027, 1, 8)
    session.flush()
    tell(session, BEFORE)
    tell(session, DECEMBER.add(days=1))
    assert told(session, "coverage") == [("2026-12", "ada@example.com")]
    assert planned(session) == NOW.set(year=2027, month=1, day=25, hour=8)


def test_an_admin_of_several_workspaces_gets_one_letter_over_all(session: Session, acme: Workspace, team: Team) -> None:
    a_workspace(session, "elsewhere", timezone="America/New_York", country="US", name="Elsewhere")
    away(session, team)
    tell(session, BEFORE)
    tell(session, NOVEMBER)
    tell(session, NOVEMBER.add(hours=30))
    (notice,) = session.scalars(select(Notice).where(Notice.kind == "coverage"))
    assert [one["name"] for one in notice.data["holes"]] == ["Acme EMEA", "Elsewhere"]


def test_of_another_ones_workspace_an_admin_is_told_nothing(session: Session, acme: Workspace, team: Team) -> None:
    a_person(session, "zoe@example.com", "admin", "finance")
    acme.people = {"admin": ["ada@example.com"], "finance": ["ana@example.com"]}
    a_workspace(session, "hers", people={"admin": ["zoe@example.com"], "finance": ["zoe@example.com"]})
    away(session, team)
    tell(session, BEFORE)
    tell(session, NOVEMBER)
    assert told(session, "coverage") == [("2026-11", "ada@example.com")]


@pytest.mark.parametrize("are_written", [True, False])
def test_status_lists_the_holes(session: Session, acme: Workspace, team: Team, are_written: bool) -> None:
    away(session, team)
    if are_written:
        close_periods(session, BEFORE, POLICY)
    why = "Ana is away until 2026-12-10, without a deputy for finance."
    days = {"from": "2026-12-09", "until": "2026-12-10"}
    assert coverage(session, BEFORE, POLICY) == [
        {"workspace": "acme", "role": "finance", "seat": 1, **days, "why": why}
    ]


def test_an_invoice_that_is_awaited_still_needs_somebody(session: Session, acme: Workspace, team: Team) -> None:
    close_periods(session, BEFORE, POLICY)
    close_periods(session, NOW, POLICY)
    away(session, team)
    assert [one["from"] for one in coverage(session, NOW, POLICY)] == ["2026-12-09"]


def test_telling_costs_the_same_for_any_number_of_workspaces(session: Session, acme: Workspace, team: Team) -> None:
    away(session, team)
    costs = []
    for first, count in ((0, 2), (2, 40)):
        for number in range(first, count):
            a_workspace(session, f"w-{number}")
        session.query(Workspace).update({"coverage_at": NOVEMBER})
        session.commit()
        with counted(session) as statements:
            assert tell(session, NOVEMBER) > count
        costs.append(len(statements))
    assert costs[0] == costs[1]
