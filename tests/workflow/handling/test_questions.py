"""Questions about a review: who may be asked and may answer, what is told to whom, what stays as it was."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.handling.seated import as_admin, event, sit
from tests.workflow.walking import Team, say, seat_of, states
from workflow.base import new_id
from workflow.decisions.decide import Conflict, Incomplete, NotAllowed
from workflow.decisions.gathering import case_files
from workflow.handling.handing import hand_over
from workflow.handling.questions import (
    LONGEST,
    MOST_OPEN,
    answer_question,
    ask_colleague,
    ask_vendor,
    colleagues,
    note_vendors_answer,
)
from workflow.notices.notice import Kind, Notice
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.question import Question
from workflow.reviews.questioned import QuestionFacts
from workflow.reviews.review import PlannedRung, Review

ASKED = "Did the campaign of Nov 23 run through this line?"
ANSWERED = "Yes, about 12,000 minutes."


def question(session: Session, review: Review) -> QuestionFacts:
    """Read the one question of a review."""
    (found,) = case_files(session, [review.id])[review.id].questions
    return found


def asks(session: Session, review: Review, by: Person, to: Person, text: str = ASKED) -> Question:
    """Let somebody ask a colleague."""
    asked = ask_colleague(session, sit(session, review, by), to.id, text, NOW)
    session.commit()
    return asked


def notices(session: Session, kind: Kind) -> list[tuple[UUID | None, str | None, dict[str, Any]]]:
    """List the notices of a kind: reader, address, data."""
    rows = session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [(one.person_id, one.address, one.data) for one in rows]


def test_a_colleague_is_asked_by_mail_and_nothing_else_moves(session: Session, team: Team, review: Review) -> None:
    plan = select(PlannedRung.at, PlannedRung.state).where(PlannedRung.review_id == review.id).order_by(PlannedRung.id)
    before, seats = session.execute(plan).all(), states(session, review)
    asks(session, review, team.ana, team.ada)
    assert notices(session, Kind.QUESTION) == [(team.ada.id, None, {})]
    assert (session.execute(plan).all(), states(session, review)) == (before, seats)
    assert review.waits_since is None
    happened = event(session, "question.asked")
    assert (happened.about, happened.actor) == (f"review:{review.id}", "ana@example.com")
    assert (happened.data["to"], happened.data["text"]) == ("ada@example.com", ASKED)


def test_the_answer_goes_to_who_asked_and_stands_with_the_review(session: Session, team: Team, review: Review) -> None:
    asked = asks(session, review, team.ana, team.ada)
    answer_question(session, asked.id, team.ada.id, f" {ANSWERED}\x00 ", "code", NOW.add(hours=1))
    found = question(session, review)
    assert (found.asker, found.to, found.text, found.is_open) == (team.ana.name, team.ada.name, ASKED, False)
    assert (found.answer, found.answered_by, found.answered_at) == (ANSWERED, team.ada.name, NOW.add(hours=1))
    assert notices(session, Kind.ANSWER) == [(team.ana.id, None, {})]
    happened = event(session, "question.answered")
    assert (happened.actor, happened.data["text"], happened.data["known_by"]) == ("ada@example.com", ANSWERED, "code")


def test_whoever_was_asked_may_still_answer_a_seat(session: Session, team: Team, review: Review) -> None:
    asked = asks(session, review, team.ana, team.omar)
    answer_question(session, asked.id, team.omar.id, ANSWERED, "cookie", NOW)
    session.commit()
    say(session, review, team.omar, "approve")
    say(session, review, team.ana, "approve")
    assert states(session, review)[0] == "approved"


def test_who_took_the_seat_over_hears_the_answer_too(session: Session, team: Team, review: Review) -> None:
    asked = asks(session, review, team.ana, team.ada)
    fay = a_person(session, "fay@example.com", "finance")
    hand_over(session, sit(session, review, team.ana), fay.id, "Away.", NOW)
    session.commit()
    answer_question(session, asked.id, team.ada.id, ANSWERED, "code", NOW)
    assert {reader for reader, _, _ in notices(session, Kind.ANSWER)} == {team.ana.id, fay.id}


def test_only_who_holds_a_role_here_can_be_asked(session: Session, team: Team, review: Review) -> None:
    at = sit(session, review, team.ana)
    for nobody in (team.eve.id, team.ana.id, new_id()):
        with pytest.raises(Incomplete, match="Choose a colleague"):
            ask_colleague(session, at, nobody, ASKED, NOW)
    assert team.eve.id not in {one.id for one in colleagues(session, at.workspace)}
    assert notices(session, Kind.QUESTION) == []


def test_only_who_was_asked_and_is_still_here_can_answer(session: Session, team: Team, review: Review) -> None:
    asked = asks(session, review, team.ana, team.ada)
    with pytest.raises(NotAllowed):
        answer_question(session, asked.id, team.omar.id, ANSWERED, "code", NOW)
    session.get_one(Workspace, review.workspace_id).people = {"admin": ["somebody.else@example.com"]}
    session.flush()
    with pytest.raises(NotAllowed):
        answer_question(session, asked.id, team.ada.id, ANSWERED, "code", NOW)


def test_a_question_is_answered_once_and_only_while_the_review_is_open(
    session: Session, team: Team, review: Review
) -> None:
    first, second = (asks(session, review, team.ana, team.ada) for _ in range(2))
    answer_question(session, first.id, team.ada.id, ANSWERED, "code", NOW)
    with pytest.raises(Conflict, match="answer already"):
        answer_question(session, first.id, team.ada.id, "No.", "code", NOW)
    session.commit()
    say(session, review, team.ana, "approve")
    say(session, review, team.omar, "approve")
    with pytest.raises(Conflict, match="approved"):
        answer_question(session, second.id, team.ada.id, ANSWERED, "code", NOW)


@pytest.mark.parametrize("text", ["", "  \x07\n ", "x" * (LONGEST + 1)])
def test_a_question_has_some_words_and_not_too_many(session: Session, team: Team, review: Review, text: str) -> None:
    with pytest.raises(Incomplete):
        ask_colleague(session, sit(session, review, team.ana), team.ada.id, text, NOW)


def test_no_more_than_ten_wait_at_once(session: Session, team: Team, review: Review) -> None:
    asked = [asks(session, review, team.ana, team.ada) for _ in range(MOST_OPEN)]
    with pytest.raises(Conflict, match="10 questions"):
        asks(session, review, team.omar, team.ada)
    answer_question(session, asked[0].id, team.ada.id, ANSWERED, "code", NOW)
    asks(session, review, team.omar, team.ada)


def test_the_vendor_is_asked_in_a_mail_that_is_answered_to_who_asks_and_finance(
    session: Session, team: Team, review: Review
) -> None:
    ask_vendor(session, sit(session, review, team.omar), ASKED, NOW)
    assert notices(session, Kind.QUESTION) == [
        (None, "billing@vendor.example", {"reply_to": ["omar@example.com", "ana@example.com"]})
    ]
    assert (review.waits_since, states(session, review)[0]) == (None, "open")


def test_without_an_address_the_vendor_is_not_asked(session: Session, team: Team, review: Review) -> None:
    session.get_one(Workspace, review.workspace_id).vendor_support = None
    with pytest.raises(Conflict, match="vendor_support"):
        ask_vendor(session, sit(session, review, team.ana), ASKED, NOW)


def test_whoever_got_the_vendors_answer_notes_it(session: Session, team: Team, review: Review) -> None:
    asked = ask_vendor(session, sit(session, review, team.omar), ASKED, NOW)
    note_vendors_answer(session, sit(session, review, team.ana), asked.id, ANSWERED, NOW)
    found = question(session, review)
    assert (found.to, found.answer, found.answered_by) == (None, ANSWERED, team.ana.name)
    assert notices(session, Kind.ANSWER) == [(team.omar.id, None, {})]
    with pytest.raises(Conflict, match="answer already"):
        note_vendors_answer(session, sit(session, review, team.ana), asked.id, "No.", NOW)


def test_nobody_writes_down_a_colleagues_answer_or_that_of_another_review(
    session: Session, team: Team, review: Review
) -> None:
    asked = asks(session, review, team.ana, team.ada)
    for other in (asked.id, new_id()):
        with pytest.raises(Conflict, match="no such question"):
            note_vendors_answer(session, sit(session, review, team.ana), other, ANSWERED, NOW)


def test_an_admin_may_ask_too_and_the_seat_of_no_other_admin_is_told(
    session: Session, team: Team, review: Review
) -> None:
    at = as_admin(session, review, team.ada)
    asked = ask_colleague(session, at, team.omar.id, ASKED, NOW)
    answer_question(session, asked.id, team.omar.id, ANSWERED, "code", NOW)
    assert [reader for reader, _, _ in notices(session, Kind.ANSWER)] == [team.ada.id]
    assert seat_of(session, review, "operations").state == "open"
