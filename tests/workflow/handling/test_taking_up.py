"""Taking a review up: an admin gets to the admin's seat by themselves, and nobody else does."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.handling.seated import ESCALATION, event, seat, sit
from tests.workflow.walking import Team, say, seat_of, states
from workflow.decisions.decide import AlreadyAnswered, NotAllowed, ReviewSettled
from workflow.events.event import Event
from workflow.handling.taking_up import take_up
from workflow.reviews.ladder import climb
from workflow.reviews.review import AccessLink, Review


def test_the_seat_opens_for_whoever_takes_it_up_before_anybody_was_told(
    session: Session, team: Team, review: Review
) -> None:
    take_up(session, review.id, team.ada.id, NOW)
    session.commit()
    at = sit(session, review, team.ada)
    assert (at.seat.role, at.seat.person_id, at.seat.opened_at) == ("admin", team.ada.id, NOW)
    taken = event(session, "assignment.taken_up")
    assert (taken.actor, taken.about) == ("ada@example.com", f"assignment:{at.seat.id}")
    climb(session, ESCALATION)
    assert seat_of(session, review, "admin").person_id == team.ada.id


def test_whoever_sits_there_stays_and_the_first_answer_settles(session: Session, team: Team, review: Review) -> None:
    climb(session, ESCALATION)
    session.commit()
    picked = seat_of(session, review, "admin").person_id
    bea = a_person(session, "bea@example.com", "admin", name="Bea")
    take_up(session, review.id, bea.id, ESCALATION)
    session.commit()
    assert seat(sit(session, review, bea), "admin").person_id == picked == team.ada.id
    say(session, review, bea, "reject", reason="Billed twice.")
    assert states(session, review)[0] == "rejected"


def test_once_is_enough(session: Session, team: Team, review: Review) -> None:
    links = {take_up(session, review.id, team.ada.id, NOW).id for _ in range(2)}
    session.commit()
    assert len(links) == 1
    taken = select(func.count()).where(Event.kind == "assignment.taken_up")
    assert session.scalar(taken) == 1


@pytest.mark.parametrize("name", ["ana", "omar", "eve"])
def test_nobody_but_an_admin_takes_it_up(session: Session, team: Team, review: Review, name: str) -> None:
    with pytest.raises(NotAllowed):
        take_up(session, review.id, getattr(team, name).id, NOW)
    session.rollback()
    assert set(states(session, review)[1]) == {"finance", "operations"}
    assert session.scalar(select(AccessLink.id).where(AccessLink.person_id == team.eve.id)) is None


def test_what_is_settled_is_not_taken_up(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "approve")
    say(session, review, team.omar, "approve")
    with pytest.raises((ReviewSettled, AlreadyAnswered)):
        take_up(session, review.id, team.ada.id, NOW)
