"""An admin approves in the place of roles that have not answered, where the policy allows it."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_policy
from tests.workflow.walking import Team, open_all, say, states
from workflow.decisions.decide import NotAllowed
from workflow.events.event import Event
from workflow.people.workspace import Workspace
from workflow.reviews.ladder import climb
from workflow.reviews.review import Review

ESCALATION = NOW.set(day=11, hour=13)


def escalated(session: Session, acme: Workspace, **policy: Any) -> Review:
    (review,) = open_all(session, acme, [a_document()], policy=a_policy(**policy))
    climb(session, ESCALATION)
    session.commit()
    return review


def test_history_says_in_whose_place(session: Session, acme: Workspace, team: Team) -> None:
    review = escalated(session, acme)
    say(session, review, team.ana, "approve", ESCALATION)
    say(session, review, team.ada, "approve", ESCALATION)
    answered = session.scalars(
        select(Event).where(Event.actor == "ada@example.com", Event.kind == "assignment.approved")
    )
    assert answered.one().data["in_place_of"] == ["operations"]


def test_where_policy_does_not_want_it_the_answer_says_what_to_do_instead(
    session: Session, acme: Workspace, team: Team
) -> None:
    review = escalated(session, acme, admin={"may_approve": False})
    with pytest.raises(NotAllowed, match=r"in the place of finance and operations\. Reassign"):
        say(session, review, team.ada, "approve", ESCALATION)
    say(session, review, team.ada, "reject", ESCALATION)
    assert states(session, review)[0] == "rejected"


def test_what_everybody_answered_is_settled_by_the_admin_all_the_same(
    session: Session, acme: Workspace, team: Team
) -> None:
    review = escalated(session, acme, admin={"may_approve": False})
    say(session, review, team.ana, "flag", ESCALATION)
    say(session, review, team.omar, "approve", ESCALATION)
    say(session, review, team.ada, "approve", ESCALATION)
    assert states(session, review)[0] == "approved"
