"""Giving a review task to somebody else: only to who may answer it, who is told, with the reason."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.handling.seated import ESCALATION, as_admin, event, seat, sit
from tests.workflow.walking import Team, an_answer, history, open_one, say, seat_of, states, told
from workflow.base import new_id
from workflow.decisions.decide import Conflict, Incomplete, NotAllowed, decide
from workflow.handling.handing import candidates, hand_over, reassign
from workflow.invoices.invoice import Revision
from workflow.notices.notice import Notice
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.reviews.review import Review

WHY = "I am in a workshop all week."


@pytest.fixture
def fay(session: Session, review: Review) -> Person:
    """Write a second person of finance, who was not there when the review opened."""
    assert review
    return a_person(session, "fay@example.com", "finance")


def test_a_colleague_is_asked_instead_and_told_by_whom_and_why(
    session: Session, team: Team, review: Review, fay: Person
) -> None:
    hand_over(session, sit(session, review, team.ana), fay.id, WHY, NOW)
    seat = seat_of(session, review, "finance")
    assert (seat.person_id, seat.snoozed_until) == (fay.id, None)
    notice = session.scalars(select(Notice).where(Notice.part == "handed@20261207T090000")).one()
    assert (notice.person_id, notice.data) == (fay.id, {"by": "Ana", "why": WHY})
    handed = event(session, "assignment.handed")
    assert (handed.actor, handed.why, handed.data["new"]) == ("ana@example.com", WHY, "fay@example.com")


def test_the_new_person_answers_and_the_old_one_no_longer_can(
    session: Session, team: Team, review: Review, fay: Person
) -> None:
    answer = an_answer(session, review, team.ana, "approve")
    hand_over(session, sit(session, review, team.ana), fay.id, WHY, NOW)
    session.commit()
    with pytest.raises(NotAllowed):
        decide(session, answer, NOW)
    say(session, review, fay, "approve")
    assert states(session, review)[1]["finance"] == "approved"


def test_it_may_come_back(session: Session, team: Team, review: Review, fay: Person) -> None:
    hand_over(session, sit(session, review, team.ana), fay.id, WHY, NOW)
    session.commit()
    hand_over(session, sit(session, review, fay), team.ana.id, "Back to you.", NOW.add(hours=1))
    assert seat_of(session, review, "finance").person_id == team.ana.id
    assert ("handed@20261207T100000", "ana@example.com") in told(session, "opened")


def test_only_who_holds_the_role_is_there_and_sits_nowhere_else_comes_into_question(
    session: Session, team: Team, review: Review, fay: Person
) -> None:
    gil = a_person(session, "gil@example.com", "finance")
    session.add(Absence(id=new_id(), person_id=gil.id, first_on=NOW.date(), last_on=NOW.date(), noted_at=NOW))
    a_person(session, "gone@example.com", "finance", active=False)
    at = sit(session, review, team.ana)
    seat_of(session, review, "operations").person_id = a_person(session, "hal@example.com", "finance", "operations").id
    session.flush()
    assert [one.email for one in candidates(session, at, at.seat, NOW)] == [fay.email]


@pytest.mark.usefixtures("fay")
def test_whoever_keyed_the_figures_in_does_not_come_into_question(
    session: Session, team: Team, review: Review, fay: Person
) -> None:
    session.execute(update(Revision).values(keyed_by=fay.id))
    at = sit(session, review, team.ana)
    assert candidates(session, at, at.seat, NOW) == []


@pytest.mark.parametrize(("to", "why"), [("omar", WHY), ("eve", WHY), ("ana", WHY), ("fay", " \n")])
def test_nobody_else_and_nothing_without_a_reason(
    session: Session, team: Team, review: Review, fay: Person, to: str, why: str
) -> None:
    people = {**vars(team), "fay": fay}
    with pytest.raises(Incomplete):
        hand_over(session, sit(session, review, team.ana), people[to].id, why, NOW)
    assert seat_of(session, review, "finance").person_id == team.ana.id


def test_an_admin_reassigns_any_open_seat(session: Session, team: Team, review: Review, fay: Person) -> None:
    at = as_admin(session, review, team.ada)
    reassign(session, at, seat(at, "finance").id, fay.id, "Ana is ill.", ESCALATION)
    assert seat_of(session, review, "finance").person_id == fay.id
    handed = event(session, "assignment.handed")
    assert (handed.actor, handed.data["old"]) == ("ada@example.com", "ana@example.com")


def test_an_admin_fills_a_seat_on_which_nobody_sits(session: Session, team: Team, review: Review) -> None:
    seat_of(session, review, "operations").person_id = None
    session.execute(update(Person).where(Person.id == team.omar.id).values(active=False))
    session.commit()
    at = as_admin(session, review, team.ada)
    hal = a_person(session, "hal@example.com", "operations")
    reassign(session, at, seat(at, "operations").id, hal.id, "Omar has left.", ESCALATION)
    its = seat_of(session, review, "operations")
    assert its.person_id == hal.id
    assert history(session, f"assignment:{its.id}") == ["assignment.handed"]


def test_reassigning_is_for_admins_and_handing_over_for_who_was_asked(
    session: Session, team: Team, review: Review, fay: Person
) -> None:
    at = sit(session, review, team.omar)
    with pytest.raises(NotAllowed):
        reassign(session, at, seat(at, "finance").id, fay.id, WHY, NOW)
    admin = as_admin(session, review, team.ada)
    with pytest.raises(NotAllowed):
        hand_over(session, admin, fay.id, WHY, ESCALATION)


def test_what_was_answered_is_not_reassigned(session: Session, team: Team, review: Review, fay: Person) -> None:
    say(session, review, team.ana, "approve")
    at = as_admin(session, review, team.ada)
    with pytest.raises(Conflict):
        reassign(session, at, seat(at, "finance").id, fay.id, WHY, ESCALATION)
    with pytest.raises(Conflict):
        reassign(session, at, at.seat.id, fay.id, WHY, ESCALATION)


def test_whoever_is_freed_takes_the_seat_that_was_empty_for_want_of_them(session: Session, acme: Workspace) -> None:
    mo = a_person(session, "mo@example.com", "finance", "operations")
    review = open_one(session, acme)
    seats = {one.person_id: one for one in (seat_of(session, review, role) for role in ("finance", "operations"))}
    sitting, empty = seats[mo.id], seats[None]
    zed = a_person(session, "zed@example.com", sitting.role)
    hand_over(session, sit(session, review, mo), zed.id, WHY, NOW)
    assert (seat_of(session, review, sitting.role).person_id, seat_of(session, review, empty.role).person_id) == (
        zed.id,
        mo.id,
    )
    assert ("handed@20261207T090000", mo.email) in told(session, "opened")
