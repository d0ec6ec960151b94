"""An admin extends the payment: the ladder begins again from now, and what was agreed on is kept."""

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW
from tests.workflow.handling.seated import ESCALATION, as_admin, event, ladder, news, sit
from tests.workflow.walking import Team, say, seat_of, told
from workflow.decisions.decide import Incomplete, NotAllowed
from workflow.decisions.gathering import case_files
from workflow.disputes.dispute import Dispute
from workflow.handling.extending import extend
from workflow.people.workspace import Workspace
from workflow.reviews.ladder import climb
from workflow.reviews.replanning import replan
from workflow.reviews.review import Review
from workflow.reviews.waiting import begin_waiting

LATER = datetime.date(2026, 12, 30)
WHY = "The vendor agreed on the phone."


def test_deadline_and_ladder_are_planned_from_now_and_the_old_round_is_over(
    session: Session, team: Team, review: Review
) -> None:
    extend(session, as_admin(session, review, team.ada), LATER, WHY, ESCALATION)
    assert (review.round, review.agreed_due_on) == (2, LATER)
    assert review.payment_deadline == NOW.set(day=30, hour=13)
    assert review.decide_by == NOW.set(day=24, hour=13)  # the 25th and 26th are holidays, the 28th and 29th count
    assert [state for *_, state in ladder(session, review, 1)] == ["dropped", "done", "done", "cancelled", "cancelled"]
    assert ladder(session, review, 2) == [
        ("reminder", "12-18 13:00", "planned"),
        ("warning", "12-21 13:00", "planned"),
        ("escalation", "12-22 13:00", "planned"),
        ("final_call", "12-23 13:00", "planned"),
        ("overdue", "12-28 13:00", "planned"),
    ]


def test_it_is_said_who_agreed_on_what_and_what_was_before(session: Session, team: Team, review: Review) -> None:
    extend(session, as_admin(session, review, team.ada), LATER, WHY, ESCALATION)
    extended = event(session, "review.extended")
    assert (extended.actor, extended.why) == ("ada@example.com", WHY)
    assert extended.data["due_on"] == {"old": "2026-12-18", "new": "2026-12-30"}
    assert extended.data["decide_by"] == {"old": "2026-12-15T13:00:00Z", "new": "2026-12-24T13:00:00Z"}
    assert case_files(session, [review.id])[review.id].agreed_due_on == LATER


def test_whoever_is_asked_hears_of_it_in_their_digest(session: Session, team: Team, review: Review) -> None:
    extend(session, as_admin(session, review, team.ada), LATER, WHY, ESCALATION)
    sentence = f"Ada extended invoice CAL-2026-11 to 2026-12-30, to be decided by 2026-12-24 14:00 Europe/Berlin: {WHY}"
    assert news(session) == {"ana@example.com": sentence, "omar@example.com": sentence}


def test_the_new_round_is_told_on_its_own(session: Session, team: Team, review: Review) -> None:
    extend(session, as_admin(session, review, team.ada), LATER, WHY, ESCALATION)
    session.commit()
    for day in (18, 22, 23):
        climb(session, NOW.set(day=day, hour=13))
    parts = {part for part, _ in told(session, "rung")}
    assert {"reminder@2026-12-18-2", "escalation@2026-12-22-2", "final_call@2026-12-23-2"} <= parts


def test_extended_when_overdue_it_is_overdue_again_later(session: Session, team: Team, review: Review) -> None:
    late = NOW.set(day=17, hour=14)
    at = as_admin(session, review, team.ada, late)
    extend(session, at, datetime.date(2026, 12, 21), WHY, late)
    rungs = {name: (at, state) for name, at, state in ladder(session, review, 2)}
    assert rungs["escalation"] == ("12-17 14:00", "planned")
    assert rungs["overdue"] == ("12-18 13:00", "planned")  # as the first round's would have been


def test_what_was_put_off_stays_so(session: Session, team: Team, review: Review) -> None:
    at = as_admin(session, review, team.ada)
    seat_of(session, review, "finance").snoozed_until = NOW.set(day=14)
    extend(session, at, LATER, WHY, ESCALATION)
    assert seat_of(session, review, "finance").snoozed_until == NOW.set(day=14)


def test_who_waits_for_the_vendor_goes_on_waiting(session: Session, team: Team, review: Review) -> None:
    at = as_admin(session, review, team.ada)
    begin_waiting(session, review, "asked", ESCALATION)
    extend(session, at, LATER, WHY, ESCALATION)
    assert [state for *_, state in ladder(session, review, 2)][:3] == ["dropped", "dropped", "planned"]


def test_the_vendor_is_to_be_told_before_the_new_day_although_the_admins_heard_of_it(
    session: Session, team: Team, review: Review
) -> None:
    say(session, review, team.ana, "flag")
    late = NOW.set(day=17, hour=14)
    climb(session, late)
    extend(session, sit(session, review, team.ada), datetime.date(2027, 1, 29), WHY, late)
    before = [state for name, _, state in ladder(session, review, 1) if name == "vendor_notice"]
    notices = [one for one in ladder(session, review, 2) if one[0] == "vendor_notice"]
    assert (before, notices) == (["done"], [("vendor_notice", "01-28 13:00", "planned")])


def test_a_vendor_who_was_asked_needs_no_notice(session: Session, team: Team, review: Review) -> None:
    say(session, review, team.ana, "flag")
    session.scalars(select(Dispute)).one().asked_at = NOW
    extend(session, sit(session, review, team.ada), LATER, WHY, ESCALATION)
    assert "vendor_notice" not in {name for name, *_ in ladder(session, review, 2)}


def test_what_was_agreed_on_outlives_a_changed_calendar(
    session: Session, team: Team, review: Review, acme: Workspace
) -> None:
    extend(session, as_admin(session, review, team.ada), LATER, WHY, ESCALATION)
    acme.closures = [{"from": "2026-12-30", "until": "2026-12-30", "name": "Stocktaking"}]
    review.replan_at = ESCALATION
    session.commit()
    replan(session, ESCALATION)
    assert review.payment_deadline == NOW.set(day=29, hour=13)
    assert {state for *_, state in ladder(session, review, 1)} == {"dropped", "done", "cancelled"}


@pytest.mark.parametrize("due_on", ["2026-12-18", "2026-12-17", "2026-12-20"], ids=["same", "earlier", "same run-up"])
def test_a_day_that_is_no_later_is_refused(session: Session, team: Team, review: Review, due_on: str) -> None:
    at = as_admin(session, review, team.ada)
    with pytest.raises(Incomplete, match="18 December 2026"):
        extend(session, at, datetime.date.fromisoformat(due_on), WHY, ESCALATION)
    assert review.round == 1


def test_it_takes_an_admin_and_a_reason(session: Session, team: Team, review: Review) -> None:
    with pytest.raises(NotAllowed):
        extend(session, sit(session, review, team.ana), LATER, WHY, NOW)
    with pytest.raises(Incomplete):
        extend(session, as_admin(session, review, team.ada), LATER, " ", ESCALATION)


@pytest.mark.parametrize("due_on", ["0001-01-01", "2026-12-11", "2027-12-13", "9999-12-31"])
def test_a_slip_of_the_keyboard_is_no_day_of_payment(session: Session, team: Team, review: Review, due_on: str) -> None:
    at = as_admin(session, review, team.ada)
    with pytest.raises(Incomplete, match="at most a year ahead"):
        extend(session, at, datetime.date.fromisoformat(due_on), WHY, ESCALATION)
