"""Noting an absence: what is refused, what history keeps, and when the person's seats are looked at."""

import datetime
from typing import Any

import pendulum
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_person, a_workspace
from workflow.due import next_due
from workflow.events.event import Event
from workflow.people.absence import Absence
from workflow.people.absences import AbsenceRefused, AbsenceToNote, current_absences, end_absence, note_absence
from workflow.people.person import Person

MONDAY = NOW.date()
FRIDAY = MONDAY.replace(day=11)
BERLIN_MIDNIGHT = pendulum.datetime(2026, 12, 7, 23)


def day(number: int) -> datetime.date:
    return MONDAY.replace(day=number)


def note(session: Session, person: Person, first: int, last: int, **changes: Any) -> Absence:
    absence = note_absence(session, AbsenceToNote(person, day(first), day(last), **changes), NOW)
    session.commit()
    return absence


def events(session: Session) -> list[Event]:
    return list(session.scalars(select(Event).order_by(Event.id)))


@pytest.fixture
def ana(session: Session) -> Person:
    return a_person(session, "ana@example.com", "finance")


def test_it_stands_in_the_history_of_every_workspace_where_the_person_answers(session: Session, ana: Person) -> None:
    acme, _ = a_workspace(session), a_workspace(session, "other", people={"finance": ["eve@example.com"]})
    ben = a_person(session, "ben@example.com", "finance")
    note(session, ana, 8, 11, deputy=ben, why="an operation", by=ana)
    (told,) = events(session)
    assert (told.workspace_id, told.kind, told.actor) == (acme.id, "absence.noted", "ana@example.com")
    assert told.why == "Ana is away from 2026-12-08 to 2026-12-11; Ben takes their place"
    assert "operation" not in str(told.data)  # history is never forgotten, so it does not say why


def test_the_seats_are_looked_at_when_it_begins_where_the_workspace_is(session: Session, ana: Person) -> None:
    a_workspace(session)
    note(session, ana, 8, 11)
    assert ana.reseat_at == BERLIN_MIDNIGHT
    assert next_due(session) == BERLIN_MIDNIGHT


def test_and_at_once_when_it_has_begun(session: Session, ana: Person) -> None:
    note(session, ana, 7, 11)
    assert ana.reseat_at == NOW


def test_an_earlier_look_that_is_due_stays(session: Session, ana: Person) -> None:
    ana.reseat_at = NOW.subtract(hours=1)
    note(session, ana, 8, 11)
    assert ana.reseat_at == NOW.subtract(hours=1)


def test_the_last_day_of_an_absence_may_be_today_in_the_zone_of_the_person(session: Session) -> None:
    kim = a_person(session, "kim@example.com", "finance", timezone="Pacific/Honolulu")
    with pytest.raises(AbsenceRefused, match="Note days from 6 December 2026 on"):
        note(session, kim, 4, 5)
    assert note(session, kim, 4, 6)  # nine in the morning in Greenwich is the evening before there


@pytest.mark.parametrize(("first", "last"), [(1, 8), (9, 10), (11, 20), (8, 11), (7, 12)])
def test_days_that_are_noted_already_are_refused(session: Session, ana: Person, first: int, last: int) -> None:
    note(session, ana, 8, 11)
    with pytest.raises(AbsenceRefused, match="from 8 December 2026 to 11 December 2026 is noted already"):
        note(session, ana, first, last)


def test_days_beside_each_other_are_not(session: Session, ana: Person) -> None:
    note(session, ana, 8, 11)
    note(session, ana, 12, 14)
    assert [one.first_on for one, _ in current_absences(session, NOW)] == [day(8), day(12)]


def test_reversed_days_are_refused(session: Session, ana: Person) -> None:
    with pytest.raises(AbsenceRefused, match="turn the dates around"):
        note(session, ana, 11, 10)


def test_a_deputy_must_be_able_to_take_the_place(session: Session, ana: Person) -> None:
    omar = a_person(session, "omar@example.com", "operations")
    gone = a_person(session, "gus@example.com", "finance", active=False)
    for deputy, why in [(ana, "their own deputy"), (omar, "holds none of"), (gone, "no longer stands")]:
        with pytest.raises(AbsenceRefused, match=why):
            note(session, ana, 8, 11, deputy=deputy)
    assert events(session) == []


def test_of_somebody_who_left_nothing_is_noted(session: Session, ana: Person) -> None:
    ana.active = False
    with pytest.raises(AbsenceRefused, match="nobody asks them"):
        note(session, ana, 8, 11)


def test_it_can_be_taken_back_and_then_be_noted_anew(session: Session, ana: Person) -> None:
    a_workspace(session)
    absence = note(session, ana, 7, 11)
    end_absence(session, absence, None, NOW.add(hours=1))
    assert (absence.ended_at, ana.reseat_at) == (NOW.add(hours=1), NOW.add(hours=1))
    assert [one.kind for one in events(session)] == ["absence.noted", "absence.ended"]
    assert current_absences(session, NOW) == []
    assert note(session, ana, 8, 9)
    with pytest.raises(AbsenceRefused, match="taken back already"):
        end_absence(session, absence, None, NOW.add(hours=2))


def test_what_is_over_is_not_taken_back(session: Session, ana: Person) -> None:
    absence = note(session, ana, 7, 11)
    with pytest.raises(AbsenceRefused, match="ended on 11 December 2026"):
        end_absence(session, absence, None, NOW.add(days=6))


def two_places(session: Session) -> tuple[Person, Person]:
    """Let Ana answer in two workspaces, of which Ada leads one, and Ben hold finance without being named in either."""
    ada, ben = a_person(session, "ada@example.com", "admin"), a_person(session, "ben@example.com", "finance")
    for key, admin in (("acme", ada.email), ("globex", "olga@example.com")):
        a_workspace(session, key, people={"finance": ["ana@example.com"], "admin": [admin]})
    return ada, ben


def test_history_names_a_deputy_only_where_they_count(session: Session, ana: Person) -> None:
    ada, ben = two_places(session)
    note(session, ana, 8, 11, deputy=ben, by=ada)
    acme, globex = events(session)
    assert (acme.why.endswith("; Ben takes their place"), acme.data["deputy"]) == (True, str(ben.id))
    assert (globex.why, globex.data["deputy"]) == ("Ana is away from 2026-12-08 to 2026-12-11", None)


def test_an_admin_takes_back_what_counts_elsewhere_only_if_they_noted_it(session: Session, ana: Person) -> None:
    ada, _ = two_places(session)
    own = note(session, ana, 8, 11, by=ana)
    with pytest.raises(AbsenceRefused, match="you are no admin, too"):
        end_absence(session, own, ada, NOW)
    end_absence(session, own, ana, NOW)
    end_absence(session, note(session, ana, 8, 11, by=ada), ada, NOW)
