"""An open seat follows what becomes of its person: an absence, a lost role, leaving; nobody is forgotten."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.walking import Team, a_team, an_answer, every, open_one, say, seat_of, told
from workflow.decisions.decide import NotAllowed, decide
from workflow.due import next_due
from workflow.events.event import Event
from workflow.invoices.invoice import Revision
from workflow.people.absence import Absence
from workflow.people.absences import AbsenceToNote, end_absence, note_absence
from workflow.people.person import Person, RoleHolder
from workflow.people.workspace import Workspace
from workflow.reviews.reseat_due import reseat
from workflow.reviews.review import AccessLink, Assignment, Review

TODAY = NOW.date()
TOMORROW = NOW.add(days=1)


@pytest.fixture
def amy(session: Session) -> Person:
    """Return a second person of finance, who comes after Ana."""
    return a_person(session, "amy@example.com", "finance")


@pytest.fixture
def review(session: Session, acme: Workspace, team: Team) -> Review:
    """Return a review on whose finance seat Ana sits."""
    opened = open_one(session, acme)
    assert seat_of(session, opened, "finance").person_id == team.ana.id
    return opened


def gone(session: Session, person: Person, first: int = 7, last: int = 11, deputy: Person | None = None) -> Absence:
    days = (TODAY.replace(day=first), TODAY.replace(day=last))
    absence = note_absence(session, AbsenceToNote(person, *days, deputy), NOW)
    session.commit()
    return absence


def look(session: Session, now: Any = NOW) -> int:
    """Look at the seats until nothing is due; gives how many people were looked at."""
    count = 0
    while done := reseat(session, now).done:
        count += done
        session.commit()
    return count


def sits(session: Session, review: Review, role: str = "finance") -> tuple[str | None, str | None]:
    """Give who sits on the seat of a role, and whose place they take."""
    seat = seat_of(session, review, role)
    names = {one.id: one.name for one in every(session, Person).values()}
    return names.get(seat.person_id), names.get(seat.deputy_of)


def handed(session: Session) -> list[Event]:
    return list(session.scalars(select(Event).where(Event.kind == "assignment.handed").order_by(Event.id)))


def test_an_absence_moves_the_seat_and_tells_the_next_one_once(
    session: Session, review: Review, team: Team, amy: Person
) -> None:
    gone(session, team.ana)
    assert look(session) == 1
    assert sits(session, review) == ("Amy", None)
    assert ("handed@20261207T090000", "amy@example.com") in told(session, "opened", review.id)
    (event,) = handed(session)
    assert event.why == "Ana is away until 2026-12-11."
    assert (event.data["old"], event.data["new"]) == ("ana@example.com", "amy@example.com")
    assert look(session) == 0
    assert len(handed(session)) == 1
    assert amy.id in set(session.scalars(select(AccessLink.person_id)))


def test_an_absence_to_come_moves_it_when_it_begins(session: Session, review: Review, team: Team, amy: Person) -> None:
    gone(session, team.ana, 8)
    assert look(session) == 0
    assert look(session, NOW.set(hour=23)) == 1  # midnight in Berlin
    assert sits(session, review) == (amy.name, None)


def test_the_deputy_goes_before_the_others(session: Session, review: Review, team: Team, amy: Person) -> None:
    ben = a_person(session, "ben@example.com", "finance")
    gone(session, team.ana, deputy=ben)
    look(session)
    assert sits(session, review) == ("Ben", "Ana")
    assert handed(session)[0].data["hops"] == ["Ana is away until 2026-12-11, and named Ben as deputy."]
    say(session, review, ben, "approve")
    assert seat_of(session, review, "finance").deputy_of == team.ana.id
    assert amy.id not in set(session.scalars(select(AccessLink.person_id)))


def test_a_deputy_answers_though_the_workspace_does_not_name_them(
    session: Session, acme: Workspace, team: Team, amy: Person
) -> None:
    acme.people = {"finance": ["ana@example.com"]}
    review = open_one(session, acme)
    gone(session, team.ana, deputy=amy)
    look(session)
    say(session, review, amy, "approve")
    assert seat_of(session, review, "finance").state == "approved"


def test_a_deputy_who_is_away_passes_it_on(session: Session, review: Review, team: Team, amy: Person) -> None:
    cyd = a_person(session, "cyd@example.com", "finance")
    gone(session, team.ana, deputy=amy)
    gone(session, amy, deputy=cyd)
    look(session)
    assert sits(session, review) == ("Cyd", "Ana")
    assert len(handed(session)[0].data["hops"]) == 2


def test_a_loop_of_deputies_leaves_the_others(session: Session, review: Review, team: Team, amy: Person) -> None:
    ben = a_person(session, "ben@example.com", "finance")
    gone(session, team.ana, deputy=amy)
    gone(session, amy, deputy=team.ana)
    look(session)
    assert sits(session, review) == (ben.name, None)


def test_a_deputy_on_the_other_seat_does_not_take_it(session: Session, review: Review, team: Team) -> None:
    session.add(RoleHolder(person_id=team.omar.id, role="finance"))
    gone(session, team.ana, deputy=team.omar)
    look(session)
    assert sits(session, review) == (None, None)
    assert told(session, "unstaffed", review.id) == [("finance@20261207T090000", "ada@example.com")]


def test_with_nobody_left_every_admin_is_told(session: Session, review: Review, team: Team) -> None:
    a_person(session, "abe@example.com", "admin")
    gone(session, team.ana)
    look(session)
    assert sits(session, review) == (None, None)
    part = "finance@20261207T090000"
    assert told(session, "unstaffed", review.id) == [(part, "abe@example.com"), (part, "ada@example.com")]


def test_who_comes_back_takes_the_seat_on_which_nobody_sits(session: Session, review: Review, team: Team) -> None:
    gone(session, team.ana, 7, 8)
    look(session)
    assert sits(session, review) == (None, None)
    back = NOW.set(day=8, hour=23)
    assert next_due(session) == NOW  # the notices
    assert team.ana.reseat_at == back
    look(session, back)
    assert sits(session, review) == ("Ana", None)
    assert team.ana.reseat_at is None


def test_an_absence_taken_back_does_the_same_and_leaves_what_was_handed(
    session: Session, review: Review, team: Team, amy: Person
) -> None:
    absence = gone(session, team.ana)
    look(session)
    end_absence(session, absence, None, TOMORROW)
    look(session, TOMORROW)
    assert sits(session, review) == (amy.name, None)
    assert len(handed(session)) == 1


@pytest.mark.parametrize("how", ["left", "lost the role", "is not named here"])
def test_leaving_and_losing_a_role_move_the_seat(
    session: Session, review: Review, team: Team, amy: Person, how: str
) -> None:
    if how == "left":
        team.ana.active = False
    elif how == "lost the role":
        session.execute(update(RoleHolder).where(RoleHolder.person_id == team.ana.id).values(role="operations"))
    else:
        session.execute(update(Workspace).values(people={"finance": [amy.email]}))
    team.ana.reseat_at = NOW
    session.commit()
    session.expire_all()
    look(session)
    assert sits(session, review) == ("Amy", None)


def test_what_is_answered_stays(session: Session, review: Review, team: Team, amy: Person) -> None:
    say(session, review, team.ana, "approve")
    team.ana.active, team.ana.reseat_at = False, NOW
    session.commit()
    look(session)
    assert sits(session, review) == ("Ana", None)
    assert handed(session) == []
    assert amy.reseat_at is None


def test_whose_seat_was_handed_over_no_longer_answers_it(session: Session, review: Review, team: Team) -> None:
    answer = an_answer(session, review, team.ana, "approve")
    a_person(session, "amy@example.com", "finance")
    gone(session, team.ana)
    look(session)
    with pytest.raises(NotAllowed, match="handed to somebody else"):
        decide(session, answer, NOW)


def test_an_open_admins_seat_goes_to_another_admin(session: Session, review: Review, team: Team) -> None:
    say(session, review, team.ana, "flag")
    assert sits(session, review, "admin") == ("Ada", None)
    gone(session, team.ada)
    look(session)
    assert sits(session, review, "admin") == ("Ada", None)  # there is no other
    abe = a_person(session, "abe@example.com", "admin", reseat_at=NOW)
    team.ada.reseat_at = NOW
    session.commit()
    look(session)
    assert sits(session, review, "admin") == (abe.name, None)
    assert ("handed@20261207T090000", "abe@example.com") in told(session, "opened", review.id)


def test_whoever_keyed_the_figures_in_answers_no_seat(session: Session, review: Review, team: Team) -> None:
    session.execute(update(Revision).values(keyed_by=team.ana.id))
    with pytest.raises(NotAllowed, match="keyed in"):
        say(session, review, team.ana, "approve")
    ben = a_person(session, "ben@example.com", "finance")
    session.execute(update(Revision).values(keyed_by=ben.id))
    gone(session, team.ana, deputy=ben)
    look(session)
    assert sits(session, review) == (None, None)


def test_the_only_admin_settles_what_they_keyed_in(session: Session, review: Review, team: Team) -> None:
    say(session, review, team.ana, "flag")
    session.execute(update(Revision).values(keyed_by=team.ada.id))
    answer = an_answer(session, review, team.ada, "reject")
    abe = a_person(session, "abe@example.com", "admin")
    with pytest.raises(NotAllowed, match="somebody else must answer"):
        decide(session, answer, NOW)
    abe.active = False
    session.flush()
    decide(session, answer, NOW)
    assert seat_of(session, review, "admin").state == "rejected"


def test_nobody_answers_for_two_through_a_deputy(session: Session, acme: Workspace) -> None:
    team = a_team(session)
    session.add(RoleHolder(person_id=team.ana.id, role="operations"))
    review = open_one(session, acme)
    say(session, review, team.ana, "approve")
    eve = a_person(session, "evi@example.com", "operations")
    its = seat_of(session, review, "operations")
    session.execute(update(Assignment).where(Assignment.id == its.id).values(person_id=eve.id, deputy_of=team.ana.id))
    session.add(AccessLink(workspace_id=acme.id, review_id=review.id, assignment_id=its.id, person_id=eve.id))
    session.flush()
    with pytest.raises(NotAllowed, match="whose place you take"):
        say(session, review, eve, "approve")


def test_a_review_that_opens_asks_the_deputy_and_keeps_how_that_came_about(session: Session, acme: Workspace) -> None:
    team = a_team(session)
    amy = a_person(session, "amy@example.com", "finance")
    acme.people = {"finance": ["ana@example.com"]}
    gone(session, team.ana, deputy=amy)
    review = open_one(session, acme)
    assert sits(session, review) == ("Amy", "Ana")
    (opened,) = session.scalars(select(Event).where(Event.kind == "review.open"))
    assert opened.data["hops"] == {"finance": ["Ana is away until 2026-12-11, and named Amy as deputy."]}


def test_of_three_hundred_holders_one_is_mailed(session: Session, acme: Workspace) -> None:
    for number in range(300):
        a_person(session, f"f{number:03}@example.com", "finance")
    review = open_one(session, acme)
    assert len([email for _, email in told(session, "opened", review.id) if email.startswith("f")]) == 1
