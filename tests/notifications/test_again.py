"""The first mail about a review begins a conversation; whatever comes after it for the same reader is an answer."""

import pytest
from sqlalchemy.orm import Session

from notifications.before import again
from notifications.desk import Desk, compose_all
from notifications.givable import givable
from notifications.message import Message
from notifications.pages import Place
from tests.factories import NOW, a_person, a_workspace
from tests.notifications.samples import HOME, KEYS
from tests.workflow.walking import Team, a_team, open_one
from workflow.handling.taking_up import take_up
from workflow.ladders.rungs import RungName
from workflow.notices.notice import Kind
from workflow.notices.outbox import claim, mark_moot
from workflow.notices.posting import ToTell, post
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

DESK = Desk(Place(HOME, KEYS), "example.com", NOW.add(days=4), NOW)


@pytest.fixture
def acme(session: Session) -> Workspace:
    """Return a customer in Berlin."""
    return a_workspace(session)


@pytest.fixture
def team(session: Session) -> Team:
    """Return the people who are asked."""
    return a_team(session)


def told(session: Session, review: Review, team: Team, *rungs: str) -> list[Message]:
    """Post these rungs to the admin, an hour apart, and write what is due to them."""
    take_up(session, review.id, team.ada.id, NOW)
    for hour, rung in enumerate(rungs):
        at = NOW.add(days=2, hours=hour)
        post(session, [ToTell(review.workspace_id, Kind.RUNG, review.id, rung, at, team.ada.id)])
    composed = compose_all(session, claim(session, DESK.now, DESK.wall, 100), DESK)
    return [one.message for one in composed if one.message and one.message.to.email == team.ada.email]


def test_all_but_the_first_are_answers(session: Session, acme: Workspace, team: Team) -> None:
    review = open_one(session, acme)
    mails = told(session, review, team, RungName.ESCALATION, RungName.FINAL_CALL, "overdue@2026-12-16")
    first, *rest = [mail.subject for mail in mails]
    assert first == "Please review: invoice CAL-2026-11, Acme EMEA, €4,877.81"
    assert rest == [f"Re: {first}"] * 2


def test_what_was_never_sent_does_not_count(session: Session, acme: Workspace, team: Team) -> None:
    review = open_one(session, acme)
    told(session, review, team, RungName.ESCALATION)
    mark_moot(session, claim(session, DESK.now, DESK.wall.add(minutes=5), 100), NOW)
    (mail,) = told(session, review, team, RungName.FINAL_CALL)
    assert not mail.subject.startswith("Re: ")


def test_what_speaks_of_something_earlier_is_an_answer_though_no_mail_came_before(
    session: Session, acme: Workspace, team: Team
) -> None:
    review = open_one(session, acme)
    kinds = [(Kind.DECIDED, "1"), (Kind.ANSWER, "x"), (Kind.RUNG, "snoozed@2026-12-09"), (Kind.RUNG, RungName.WARNING)]
    first = [(Kind.RUNG, RungName.ESCALATION), (Kind.QUESTION, "x")]
    for kind, part in (*first, *kinds):
        reader = a_person(session, f"{kind}.{part}@example.com")
        post(session, [ToTell(acme.id, kind, review.id, part, NOW, reader.id)])
    claimed = [one for one in claim(session, NOW, NOW, 100) if one.kind != Kind.OPENED]
    answers = again(session, claimed)
    assert {(one.kind, one.part) for one in claimed if one.id in answers} == set(kinds)
    assert {(one.kind, one.part) for one in claimed if one.id not in answers} == set(first)


def test_an_escalation_promises_somebody_else_only_where_there_is_one(
    session: Session, acme: Workspace, team: Team
) -> None:
    review = open_one(session, acme)
    post(session, [ToTell(acme.id, Kind.RUNG, review.id, RungName.ESCALATION, NOW, team.ada.id)])
    escalation = [one for one in claim(session, NOW, NOW, 100) if one.kind == Kind.RUNG]
    assert givable(session, escalation, NOW) == frozenset()
    a_person(session, "fay@example.com", "finance")
    assert givable(session, escalation, NOW) == {one.id for one in escalation}
