"""Before a payment run one person of finance gets one mail: about each of their workspaces, and each approval once."""

import datetime
from typing import Any

import pytest
from pendulum import DateTime
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_policy, a_workspace
from tests.workflow.counting import counted
from tests.workflow.walking import Team, open_one, told
from workflow.due import next_due
from workflow.notices.notice import Notice
from workflow.payment_runs.gathering import Span, reviews_in, sheets_of
from workflow.payment_runs.sheet import RunSheet
from workflow.payment_runs.telling import tell_runs
from workflow.people.absence import Absence
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.review import Review

WEDNESDAY = NOW.set(day=9, hour=8)  # 09:00 in Berlin
NEXT_WEEK = WEDNESDAY.add(weeks=1)


def with_runs(*names: str) -> Policy:
    policy = a_policy()
    return policy.model_copy(update={"deadline": policy.deadline.model_copy(update={"runs": names})})


THURSDAYS, NONE = with_runs("thu"), with_runs()


def tell(session: Session, now: DateTime, policy: Policy = THURSDAYS) -> int:
    done = tell_runs(session, now, policy).done
    session.expire_all()
    return done


def approve(session: Session, review: Review, at: DateTime, **values: Any) -> None:
    session.execute(update(Review).where(Review.id == review.id).values(state="approved", settled_at=at, **values))


def mails(session: Session) -> list[tuple[str, str]]:
    return told(session, "run")


def sheets(session: Session, part: str = "2026-12-10") -> tuple[RunSheet, ...]:
    """Give what the mail about a run says when it is written."""
    (notice,) = session.scalars(select(Notice).where(Notice.kind == "run", Notice.part == part))
    spans = [Span.of_data(one) for one in notice.data["spans"]]
    return sheets_of(spans, reviews_in(session, spans), spans[0].until)


def planned(session: Session) -> DateTime | None:
    return session.scalars(select(Workspace.run_at).order_by(Workspace.key).limit(1)).one()


def test_without_run_days_nothing_is_planned(session: Session, review: Review) -> None:
    assert (tell(session, WEDNESDAY, NONE), planned(session), mails(session)) == (0, None, [])


def test_new_run_days_are_noticed_at_the_next_look_and_so_is_their_end(session: Session, review: Review) -> None:
    assert tell(session, NOW) == 1
    assert planned(session) == NOW.set(day=8, hour=8)
    assert (tell(session, NOW), tell(session, NOW, with_runs("fri"))) == (0, 0)
    assert tell(session, NOW, NONE) == 1
    assert (planned(session), tell(session, NOW, NONE)) == (None, 0)


def test_other_run_days_hold_from_the_next_business_day_on(session: Session, review: Review) -> None:
    tell(session, NOW)
    tell(session, NOW.set(day=8, hour=8), with_runs("wed"))
    assert mails(session) == [("2026-12-09", "ana@example.com")]


def test_the_plan_is_due_for_an_active_workspace_only(session: Session, acme: Workspace) -> None:
    tell(session, NOW)
    assert next_due(session) == NOW.set(day=8, hour=8)
    acme.active = False
    session.flush()
    assert (next_due(session), tell(session, WEDNESDAY)) == (None, 0)


def test_finance_hears_once_the_day_before(session: Session, acme: Workspace, team: Team, review: Review) -> None:
    tell(session, WEDNESDAY.subtract(seconds=1))
    assert mails(session) == []
    assert tell(session, WEDNESDAY) == 1
    tell(session, WEDNESDAY.add(days=1))
    assert mails(session) == [("2026-12-10", "ana@example.com")]
    key = session.scalars(select(Notice.key).where(Notice.kind == "run")).one()
    assert key == f"run:{acme.id}:2026-12-10:{team.ana.id}"


def test_where_nothing_is_released_or_held_nobody_is_mailed(session: Session, acme: Workspace, team: Team) -> None:
    assert (tell(session, WEDNESDAY), mails(session)) == (1, [])
    assert acme.run_told_on is None


def test_what_is_held_waits_for_somebody_by_name(session: Session, review: Review) -> None:
    tell(session, WEDNESDAY)
    (sheet,) = sheets(session)
    assert (sheet.workspace, sheet.run, sheet.released) == ("Acme EMEA", NOW.set(day=10, hour=13), ())
    (held,) = sheet.held
    assert held.numbers == ("CAL-2026-11",)
    assert sorted((one.role, one.person) for one in held.waits_on) == [("finance", "Ana"), ("operations", "Omar")]


def test_each_approval_is_released_by_one_mail(session: Session, acme: Workspace, team: Team, review: Review) -> None:
    approve(session, review, NOW)
    tell(session, WEDNESDAY)
    (first,) = sheets(session)
    assert [one.numbers for one in first.released] == [("CAL-2026-11",)]
    late = open_one(session, acme, number="A-2", period={"starts_on": "2026-12-01", "ends_on": "2026-12-31"})
    approve(session, late, WEDNESDAY.add(hours=2))
    tell(session, NEXT_WEEK)
    (second,) = sheets(session, "2026-12-17")
    assert [one.numbers for one in second.released] == [("A-2",)]


def test_what_was_approved_after_the_mail_was_posted_waits_for_the_next(session: Session, review: Review) -> None:
    tell(session, WEDNESDAY)
    approve(session, review, WEDNESDAY.add(minutes=1))
    assert sheets(session) == ()


def test_after_an_outage_the_next_mail_says_it_all_and_a_run_that_is_over_is_not_told(
    session: Session, team: Team, review: Review
) -> None:
    tell(session, WEDNESDAY.subtract(days=1))
    approve(session, review, WEDNESDAY)
    tell(session, NOW.set(day=10, hour=13))
    assert mails(session) == []
    tell(session, NEXT_WEEK.add(hours=20))
    assert mails(session) == [("2026-12-17", "ana@example.com")]
    assert [one.numbers for one in sheets(session, "2026-12-17")[0].released] == [("CAL-2026-11",)]


def test_one_person_hears_of_all_their_workspaces_in_one_mail(session: Session, team: Team, review: Review) -> None:
    elsewhere = {"timezone": "America/New_York", "country": "US", "name": "Acme US"}
    open_one(session, a_workspace(session, "elsewhere", **elsewhere), number="B-1")
    tell(session, WEDNESDAY)
    tell(session, WEDNESDAY.add(hours=6))
    assert mails(session) == [("2026-12-10", "ana@example.com")]
    assert [one.workspace for one in sheets(session)] == ["Acme EMEA", "Acme US"]


def test_each_workspaces_finance_hears_of_its_own(session: Session, team: Team, review: Review) -> None:
    a_person(session, "fay@example.com", "finance")
    open_one(session, a_workspace(session, "hers", people={"finance": ["fay@example.com"]}), number="B-1")
    session.query(Workspace).filter_by(key="acme").one().people = {"finance": ["ana@example.com"]}
    session.flush()
    tell(session, WEDNESDAY)
    assert mails(session) == [("2026-12-10", "ana@example.com"), ("2026-12-10", "fay@example.com")]


def test_somebody_who_is_there_is_told_else_an_admin(session: Session, team: Team, review: Review) -> None:
    days = {"first_on": datetime.date(2026, 12, 9), "last_on": datetime.date(2026, 12, 9)}
    session.add(Absence(person_id=team.ana.id, noted_at=NOW, **days))
    session.flush()
    tell(session, WEDNESDAY)
    assert mails(session) == [("2026-12-10", "ada@example.com")]


def test_where_the_vendor_charges_a_card_no_run_pays(session: Session, acme: Workspace, review: Review) -> None:
    acme.collection = "automatic"
    session.flush()
    assert (tell(session, WEDNESDAY), mails(session)) == (1, [])


def test_naming_run_days_again_tells_no_approval_twice(
    session: Session, acme: Workspace, team: Team, review: Review
) -> None:
    approve(session, review, NOW)
    tell(session, WEDNESDAY)
    tell(session, WEDNESDAY.add(hours=1), NONE)
    late = open_one(session, acme, number="A-2", period={"starts_on": "2026-12-01", "ends_on": "2026-12-31"})
    approve(session, late, WEDNESDAY.add(hours=2))
    tell(session, WEDNESDAY.add(days=1))
    tell(session, NEXT_WEEK)
    (sheet,) = sheets(session, "2026-12-17")
    assert [one.numbers for one in sheet.released] == [("A-2",)]


@pytest.mark.parametrize("count", [40])
def test_telling_costs_the_same_for_any_number_of_workspaces(
    session: Session, team: Team, review: Review, count: int
) -> None:
    costs = []
    for first, last in ((0, 2), (2, count)):
        for number in range(first, last):
            a_workspace(session, f"w-{number}")
        session.execute(delete(Notice))
        session.execute(update(Workspace).values(run_at=None, run_told_on=None, run_told_at=None))
        session.commit()
        with counted(session) as statements:
            assert tell_runs(session, WEDNESDAY, THURSDAYS).done > last
        costs.append(len(statements))
    assert costs[0] == costs[1]
