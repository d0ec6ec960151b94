"""A clean invoice that has time comes in the digest; what presses, or speaks loudly, comes in a mail of its own."""

from typing import Any

import pendulum
import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_policy
from tests.workflow.walking import Team, every, open_all, take_in, told
from workflow.base import new_id
from workflow.findings.examine import examine
from workflow.findings.finding import Finding
from workflow.invoices.invoice import Revision
from workflow.ladders.planning import plan
from workflow.notices.digests import DigestItem
from workflow.notices.notice import Notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.parts import MailPolicy
from workflow.reviews.asking import Asking, is_for_digest
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import Review

ANA, OMAR = "ana@example.com", "omar@example.com"
POLICY = a_policy(mail={"clean": "digest"})
BERLIN = Workspace(id=new_id(), key="acme", timezone="Europe/Berlin", country="DE", closures=[])
HERE = Person(id=new_id(), email=ANA, working_days=[1, 2, 3, 4, 5])


def at(day: int, hour: int) -> DateTime:
    """Give a moment of December 2026 by Berlin's clocks; the 7th is a Monday."""
    return pendulum.datetime(2026, 12, day, hour, tz="Europe/Berlin").in_timezone("UTC")


def waits(decide_by: DateTime, now: DateTime, person: Person = HERE, policy: Any = POLICY, **changes: Any) -> bool:
    rungs = plan(decide_by, now, BERLIN.calendar, policy)
    values: dict[str, Any] = {"loudest": None, "instead": "", **changes}
    asking = Asking(new_id(), BERLIN, (), (), "1", decide_by, rungs, **values)
    return is_for_digest(asking, person, policy.mail, now)


FRIDAY_18 = at(18, 14)
"""Its reminder falls on Monday the 14th at 14:00."""


@pytest.mark.parametrize(
    ("decide_by", "now", "expected"),
    [
        (FRIDAY_18, at(7, 8), True),
        (FRIDAY_18, at(11, 8), True),
        (FRIDAY_18, at(11, 10), True),  # told on Monday at 9, before the reminder
        (FRIDAY_18, at(14, 10), False),  # told on Tuesday, after it
        (FRIDAY_18, at(15, 8), False),
        (FRIDAY_18, at(17, 8), False),
        (FRIDAY_18, at(19, 8), False),
    ],
)
def test_what_has_time_waits_for_the_digest(decide_by: DateTime, now: DateTime, *, expected: bool) -> None:
    assert waits(decide_by, now) is expected


@pytest.mark.parametrize(("loudest", "expected"), [("info", True), ("check", True), ("severe", False)])
def test_what_is_severe_does_not_wait(loudest: str, *, expected: bool) -> None:
    assert waits(FRIDAY_18, at(7, 8), loudest=loudest) is expected


def test_nor_does_anything_where_policy_says_so() -> None:
    assert not waits(FRIDAY_18, at(7, 8), policy=a_policy(mail=MailPolicy(clean="single").model_dump()))


def test_nor_does_anything_for_whoever_chose_a_mail_each() -> None:
    chooser = Person(id=new_id(), email=ANA, working_days=[1, 2, 3, 4, 5], wants_single_mails=True)
    assert not waits(FRIDAY_18, at(7, 8), chooser)


def test_with_a_late_reminder_two_business_days_are_still_kept() -> None:
    late = {**POLICY.deadline.model_dump(), "reminder": 1, "warning": 1, "escalation": 1, "final_call": 1}
    policy = a_policy(mail={"clean": "digest"}, deadline=late)
    assert waits(at(17, 14), at(14, 10), policy=policy)  # told on Tuesday at 9
    assert not waits(at(17, 9), at(14, 10), policy=policy)


def test_whoever_works_on_fridays_only_is_not_told_too_late() -> None:
    fridays = Person(id=new_id(), email=OMAR, working_days=[5])
    assert waits(FRIDAY_18, at(10, 8), fridays)
    assert not waits(FRIDAY_18, at(11, 10), fridays)


def digests(session: Session, review: Review) -> list[DateTime]:
    return list(session.scalars(select(DigestItem.due_at).where(DigestItem.about == review.id)))


def relaxed(number: str = "CAL-2026-11", **changes: Any) -> Any:
    return a_document(number, due_on="2026-12-30", **changes)


def test_each_is_told_at_nine_of_their_own_zone(session: Session, acme: Workspace) -> None:
    a_person(session, ANA, "finance", timezone="America/New_York")
    a_person(session, OMAR, "operations")
    (review,) = open_all(session, acme, [relaxed()], policy=POLICY)
    assert told(session, "opened") == []
    assert sorted(digests(session, review)) == [NOW.set(hour=14), NOW.add(days=1).set(hour=8)]


@pytest.mark.usefixtures("team")
def test_one_may_hear_at_once_and_the_other_at_nine(session: Session, acme: Workspace, team: Team) -> None:
    team.ana.working_days = [1]
    (review,) = open_all(session, acme, [a_document(due_on="2026-12-22")], policy=POLICY)
    assert told(session, "opened", review.id) == [("1", ANA)]
    assert len(digests(session, review)) == 1


def a_severe_finding(session: Session, revision: Revision, muted: str | None) -> None:
    """Write what is noticed about a revision that waits for its review."""
    values: dict[str, Any] = {
        "rule": "sums",
        "severity": "severe",
        "inputs": {},
        "why": "It does not add up.",
        "muted": muted,
    }
    session.add(Finding(id=new_id(), workspace_id=revision.workspace_id, revision_id=revision.id, **values))
    session.flush()


@pytest.mark.usefixtures("team")
@pytest.mark.parametrize(("muted", "singly"), [(None, 2), ("Ada muted it.", 0)])
def test_a_severe_finding_counts_unless_it_is_muted(
    session: Session, acme: Workspace, muted: str | None, singly: int
) -> None:
    take_in(session, acme, relaxed())
    examine(session, NOW, POLICY)
    (revision,) = every(session, Revision).values()
    a_severe_finding(session, revision, muted)
    open_reviews(session, NOW, POLICY)
    assert len(told(session, "opened")) == singly


@pytest.mark.usefixtures("team")
def test_whoever_has_not_heard_of_it_does_not_hear_that_it_was_withdrawn(session: Session, acme: Workspace) -> None:
    (first,) = open_all(session, acme, [relaxed()], policy=POLICY)
    open_all(session, acme, [relaxed(voice="3700.00")], policy=POLICY)
    assert told(session, "withdrawn", first.id) == []


@pytest.mark.usefixtures("team")
def test_where_no_day_is_left_the_notice_says_so(session: Session, acme: Workspace) -> None:
    open_all(session, acme, [a_document("LATE", due_on="2026-12-08"), a_document("NEXT", due_on="2026-12-18")])
    notices = session.scalars(select(Notice).where(Notice.kind == "opened")).all()
    assert sorted(str(one.data) for one in notices) == ["{'late': True}"] * 2 + ["{}"] * 2
