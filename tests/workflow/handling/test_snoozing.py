"""Putting a review task off: until a moment of one's own choice, never past the deadline, and the admins see it."""

import pytest
from pendulum import DateTime
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person
from tests.workflow.handling.seated import as_admin, event, news, sit
from tests.workflow.walking import Team, seat_of
from workflow.calendars import Calendar
from workflow.decisions.decide import Conflict, Incomplete, NotAllowed, Refused
from workflow.decisions.gathering import case_files
from workflow.handling.snoozing import choices, snooze
from workflow.reviews.casefile import RungFacts
from workflow.reviews.review import Review

DECIDE_BY = NOW.set(day=15, hour=13)
TOMORROW = NOW.set(day=8, hour=8)
BERLIN = Calendar("Europe/Berlin", "DE")


def test_it_is_kept_with_its_moment_and_the_admins_hear_of_it(session: Session, team: Team, review: Review) -> None:
    snooze(session, sit(session, review, team.ana), TOMORROW, NOW)
    assert seat_of(session, review, "finance").snoozed_until == TOMORROW
    assert event(session, "assignment.snoozed").actor == "ana@example.com"
    assert event(session, "assignment.snoozed").why == "wants to be reminded at 2026-12-08 09:00 Europe/Berlin"
    assert news(session) == {
        "ada@example.com": (
            "Ana put the finance review of invoice CAL-2026-11 off until 2026-12-08 09:00 Europe/Berlin; "
            "it is to be decided by 2026-12-15 14:00 Europe/Berlin."
        )
    }


def test_whoever_looks_at_the_review_sees_it(session: Session, team: Team, review: Review) -> None:
    snooze(session, sit(session, review, team.ana), TOMORROW, NOW)
    seats = case_files(session, [review.id])[review.id].seats
    assert {one.role: one.snoozed_until for one in seats} == {"finance": TOMORROW, "operations": None}


def test_a_wish_past_the_deadline_is_cut_there_and_that_is_said(session: Session, team: Team, review: Review) -> None:
    snooze(session, sit(session, review, team.ana), DECIDE_BY.add(days=3), NOW)
    assert seat_of(session, review, "finance").snoozed_until == DECIDE_BY
    said = event(session, "assignment.snoozed")
    assert said.data["wished"] == "2026-12-18T13:00:00Z"
    assert "and not later, as wished" in said.why


@pytest.mark.parametrize(
    ("until", "now", "refused"),
    [(NOW, NOW, Incomplete), (NOW.subtract(days=1), NOW, Incomplete), (DECIDE_BY.add(days=1), DECIDE_BY, Conflict)],
    ids=["now", "in the past", "when the decision is due"],
)
def test_what_is_not_to_come_is_refused(
    session: Session, team: Team, review: Review, until: DateTime, now: DateTime, refused: type[Refused]
) -> None:
    with pytest.raises(refused):
        snooze(session, sit(session, review, team.ana), until, now)


def test_an_admin_puts_nothing_off(session: Session, team: Team, review: Review) -> None:
    at = as_admin(session, review, team.ada)
    with pytest.raises(NotAllowed):
        snooze(session, at, DECIDE_BY, NOW)


def test_every_admin_hears_of_it(session: Session, team: Team, review: Review) -> None:
    a_person(session, "bea@example.com", "admin")
    snooze(session, sit(session, review, team.omar), TOMORROW, NOW)
    assert set(news(session)) == {"ada@example.com", "bea@example.com"}


def test_moments_of_working_time_before_the_deadline_are_offered() -> None:
    reminder = RungFacts("reminder", NOW.set(day=9, hour=13), "", "planned")
    done = RungFacts("warning", NOW.set(day=10, hour=13), "", "done")
    offered = choices(BERLIN, [reminder, done], DECIDE_BY, NOW.set(hour=14))
    assert [(one.name, f"{one.until:%d %H:%M}") for one in offered] == [
        ("the next working day, 9:00", "08 08:00"),
        ("in 4 business hours", "08 10:00"),
        ("the day of the reminder, 9:00", "09 08:00"),
    ]


def test_nothing_past_the_deadline_is_offered() -> None:
    assert choices(BERLIN, [], NOW.add(hours=1), NOW) == []
