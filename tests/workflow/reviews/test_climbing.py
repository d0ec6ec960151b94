"""Who hears of a rung: whom policy names, the contact of last resort, and nobody who put it off."""

import pytest
from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_person, a_policy
from tests.workflow.walking import Team, every, history, open_all, say, seat_of, told
from workflow.base import new_id
from workflow.events.event import Event
from workflow.notices.notice import Notice
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.ladder import climb
from workflow.reviews.review import AccessLink, PlannedRung, Review
from workflow.reviews.waking import wake

ANA, OMAR, ADA, BEA, CHRIS = (f"{name}@example.com" for name in ("ana", "omar", "ada", "bea", "chris"))
REMINDER, WARNING, ESCALATION, FINAL = (NOW.set(day=day, hour=13) for day in (9, 10, 11, 14))
NAMED = a_policy(escalate_to={"finance": ["Chris@example.com"], "operations": [CHRIS, "gone@example.com"]})
FALLBACK = a_policy(admin={"fallback_contact": "cfo@example.com"})


def open_under(session: Session, acme: Workspace, policy: Policy, due_on: str = "2026-12-18") -> Review:
    (review,) = open_all(session, acme, [a_document(due_on=due_on)], policy=policy)
    return review


def told_at(session: Session, moment: DateTime) -> list[tuple[str, str]]:
    """Take what is due and give who was newly told of which rung."""
    before = told(session, "rung")
    climb(session, moment)
    session.commit()
    session.expire_all()
    return [one for one in told(session, "rung") if one not in before]


def away(session: Session, person: Person, day: DateTime = NOW) -> None:
    absence = Absence(id=new_id(), person_id=person.id, first_on=day.date(), last_on=day.date().replace(day=31))
    absence.noted_at = NOW
    session.add(absence)
    session.commit()


@pytest.fixture
def chris(session: Session) -> Person:
    """Write the controller, who has no role here."""
    return a_person(session, CHRIS)


@pytest.mark.usefixtures("team")
def test_whom_policy_names_for_a_silent_role_is_told_with_the_picked_admin(
    session: Session, acme: Workspace, chris: Person
) -> None:
    review = open_under(session, acme, NAMED)
    told_at(session, WARNING)
    assert told_at(session, ESCALATION) == [("escalation", ADA), ("escalation", CHRIS)]
    assert not every(session, AccessLink, review_id=review.id, person_id=chris.id)


@pytest.mark.usefixtures("chris")
def test_a_role_that_has_answered_is_escalated_to_nobody(session: Session, acme: Workspace, team: Team) -> None:
    review = open_under(session, acme, a_policy(escalate_to={"finance": [CHRIS]}))
    say(session, review, team.ana, "approve")
    told_at(session, WARNING)
    assert told_at(session, ESCALATION) == [("escalation", ADA)]


@pytest.mark.usefixtures("team")
def test_an_admin_who_is_named_gets_a_link_and_one_mail(session: Session, acme: Workspace) -> None:
    bea = a_person(session, BEA, "admin")
    review = open_under(session, acme, a_policy(escalate_to={"finance": [BEA]}), due_on="2026-12-01")
    assert told_at(session, NOW) == [("escalation", ADA), ("escalation", BEA)]
    assert every(session, AccessLink, review_id=review.id, person_id=bea.id)


@pytest.mark.usefixtures("team")
def test_the_final_call_reaches_the_contact_of_last_resort(session: Session, acme: Workspace) -> None:
    review = open_under(session, acme, FALLBACK)
    told_at(session, ESCALATION)
    assert told_at(session, FINAL) == [("final_call", ADA), ("final_call", "cfo@example.com")]
    keys = session.scalars(select(Notice.key).where(Notice.person_id.is_(None)))
    assert f"rung:{review.id}:final_call:-" in list(keys)


@pytest.mark.usefixtures("team")
def test_an_admin_who_is_the_contact_of_last_resort_gets_one_mail(session: Session, acme: Workspace) -> None:
    open_under(session, acme, a_policy(admin={"fallback_contact": "Ada@example.com"}))
    told_at(session, ESCALATION)
    assert told_at(session, FINAL) == [("final_call", ADA)]


def test_without_any_admin_the_others_are_told_all_the_same(session: Session, acme: Workspace, chris: Person) -> None:
    both = {"escalate_to": {"finance": [chris.email]}, "admin": {"fallback_contact": "cfo@example.com"}}
    open_under(session, acme, a_policy(**both))
    assert told_at(session, FINAL) == [("escalation", CHRIS), ("final_call", "cfo@example.com")]


def test_whoever_put_it_off_is_not_reminded_and_the_escalation_comes_all_the_same(
    session: Session, review: Review
) -> None:
    seat_of(session, review, "finance").snoozed_until = WARNING.add(minutes=1)
    session.commit()
    assert told_at(session, REMINDER) == [("reminder", OMAR)]
    assert told_at(session, WARNING) == [("warning", OMAR)]
    event = select(Event).where(Event.kind == "rung.warning")
    assert session.scalars(event).one().data["snoozed"] == ["finance"]
    assert told_at(session, ESCALATION) == [("escalation", ADA)]


def test_while_the_vendor_is_waited_for_nobody_is_reminded(session: Session, review: Review) -> None:
    review.waits_since = NOW
    session.commit()
    assert told_at(session, WARNING) == []
    assert {one.state for one in session.scalars(select(PlannedRung).where(PlannedRung.at <= WARNING))} == {"dropped"}
    assert told_at(session, FINAL) == [("escalation", ADA)]


def test_an_extended_ladder_is_told_anew(session: Session, review: Review) -> None:
    told_at(session, ESCALATION)
    review.round = 2
    session.add_all(
        PlannedRung(
            workspace_id=review.workspace_id,
            review_id=review.id,
            rung=rung,
            at=at,
            because="",
            state="planned",
            round=2,
        )
        for rung, at in (("reminder", FINAL.add(hours=1)), ("escalation", FINAL.add(days=1)))
    )
    session.commit()
    assert ("reminder@2026-12-14-2", ANA) in told_at(session, FINAL.add(hours=1))
    assert ("escalation@2026-12-15-2", ADA) in told_at(session, FINAL.add(days=1))


def test_whoever_is_away_at_a_rung_gives_the_seat_to_somebody_who_is_there(
    session: Session, team: Team, review: Review
) -> None:
    fay = a_person(session, "fay@example.com", "finance")
    away(session, team.ana)
    assert told_at(session, REMINDER) == [("reminder", fay.email), ("reminder", OMAR)]
    assert seat_of(session, review, "finance").person_id == fay.id
    assert ("handed@20261209T130000", fay.email) in told(session, "opened")


def test_an_admin_who_is_away_gives_the_seat_to_another(session: Session, team: Team, review: Review) -> None:
    told_at(session, ESCALATION)
    bea = a_person(session, BEA, "admin")
    away(session, team.ada, ESCALATION)
    assert told_at(session, FINAL) == [("final_call", ADA), ("final_call", BEA)]
    seat = seat_of(session, review, "admin")
    assert seat.person_id == bea.id
    assert history(session, f"assignment:{seat.id}") == ["assignment.open", "assignment.handed"]


def test_when_the_time_has_come_whoever_put_it_off_is_reminded_once(session: Session, review: Review) -> None:
    seat = seat_of(session, review, "finance")
    seat.snoozed_until = NOW.set(day=8, hour=8)
    session.commit()
    assert [wake(session, NOW.set(day=8, hour=hour)).done for hour in (7, 8, 9)] == [0, 1, 0]
    assert told(session, "rung") == [("snoozed@2026-12-08T0900", ANA)]
    assert seat_of(session, review, "finance").snoozed_until is None
    assert history(session, f"assignment:{seat.id}") == ["assignment.woken"]


def test_nobody_is_woken_while_the_vendor_is_waited_for(session: Session, review: Review) -> None:
    seat_of(session, review, "finance").snoozed_until, review.waits_since = NOW, NOW
    session.commit()
    assert wake(session, NOW).done == 1
    assert told(session, "rung") == []


def test_a_seat_that_was_answered_wakes_nobody(session: Session, team: Team, review: Review) -> None:
    seat_of(session, review, "finance").snoozed_until = NOW
    session.commit()
    say(session, review, team.ana, "approve")
    assert wake(session, NOW.add(hours=1)).done == 0
