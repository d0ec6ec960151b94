"""Many open seats at once: a fixed number of statements, all of them in the end; and deadlines that are marked."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_policy, a_workspace
from tests.workflow.counting import counted
from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.due import next_due
from workflow.notices.notice import Notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import keep
from workflow.reviews import reseat_due
from workflow.reviews.recalendaring import mark_replans
from workflow.reviews.reseat_due import reseat
from workflow.reviews.review import APPROVED, OPEN, Assignment, Review

DEADLINE = {
    "payment_deadline": NOW.add(days=9),
    "payment_because": "due then",
    "decide_by": NOW.add(days=7),
    "decide_because": "before that",
}


def reviews_of(session: Session, workspace: Workspace, person: Person | None, count: int, state: str = OPEN) -> None:
    """Write so many reviews, on whose seat of finance one person sits."""
    same = {"workspace_id": workspace.id, "state": state, "opened_at": NOW}
    hashed = keep(session, a_policy())
    reviews = [{"id": new_id(), "policy_hash": hashed, **same, **DEADLINE} for _ in range(count)]
    insert_all(session, Review, reviews)
    person_id = person.id if person else None
    seats = [{"review_id": one["id"], "role": "finance", "person_id": person_id, **same} for one in reviews]
    insert_all(session, Assignment, seats)


def sitting(session: Session, person: Person) -> int:
    return session.scalars(select(func.count()).where(Assignment.person_id == person.id)).one()


def left(session: Session, count: int) -> tuple[Person, list[str]]:
    """Let somebody leave so many open reviews behind; gives who got them, and the statements that it took."""
    acme = a_workspace(session, f"acme-{count}", people={"finance": [f"amy{count}@example.com"]})
    ana = a_person(session, f"ana{count}@example.com", "finance", active=False, reseat_at=NOW)
    amy = a_person(session, f"amy{count}@example.com", "finance")
    reviews_of(session, acme, ana, count)
    session.flush()
    session.expunge_all()
    with counted(session) as statements:
        assert reseat(session, NOW).done == 1
    assert (sitting(session, ana), sitting(session, amy)) == (0, count)
    return amy, statements


def test_it_costs_the_same_for_ten_seats_and_for_four_hundred(session: Session) -> None:
    (_, few), (amy, many) = left(session, 10), left(session, 400)
    assert [one.split()[:3] for one in few] == [one.split()[:3] for one in many]
    told = select(func.count()).where(Notice.person_id == amy.id, Notice.part == "handed@20261207T090000")
    assert session.scalars(told).one() == 400


def test_more_than_a_batch_is_read_batch_by_batch(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reseat_due, "BATCH", 3)
    left(session, 10)


def test_seats_of_settled_reviews_and_of_other_roles_are_left_alone(session: Session) -> None:
    acme = a_workspace(session)
    reviews_of(session, acme, None, 2)
    omar = a_person(session, "omar@example.com", "operations", reseat_at=NOW)
    assert reseat(session, NOW).done == 1
    assert sitting(session, omar) == 0
    amy = a_person(session, "amy@example.com", "finance", reseat_at=NOW)
    assert reseat(session, NOW).done == 1
    assert sitting(session, amy) == 2
    assert reseat(session, NOW).done == 0


def test_deadlines_are_marked_where_the_calendar_changed(session: Session) -> None:
    acme, other = a_workspace(session, replan_at=NOW), a_workspace(session, "other")
    for workspace, state in ((acme, OPEN), (acme, APPROVED), (other, OPEN)):
        reviews_of(session, workspace, None, 1, state)
    assert next_due(session) == NOW
    assert mark_replans(session, NOW.subtract(minutes=1)).done == 0
    assert mark_replans(session, NOW).done == 1
    marked = session.execute(select(Review.workspace_id, Review.state).where(Review.replan_at == NOW)).all()
    assert marked == [(acme.id, OPEN)]
    assert mark_replans(session, NOW).done == 0
