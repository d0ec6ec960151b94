"""Who gets the admin's seat: whoever is there and has no other say in the review; never nobody while there is any."""

import datetime
from typing import Any

from tests.factories import NOW
from workflow.base import new_id
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.pools import Directory, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.admins import AdminSeat, seat_admin
from workflow.reviews.review import Assignment

ACME = Workspace(id=new_id(), key="acme", name="Acme", timezone="Europe/Berlin", country="DE", people={}, closures=[])
REVIEW = new_id()
WEEK = (datetime.date(2026, 12, 7), datetime.date(2026, 12, 11))


def a_person(name: str, **changes: Any) -> Person:
    values = {"id": new_id(), "email": f"{name.lower()}@example.com", "name": name, "active": True}
    return Person(**{**values, "timezone": None, "country": None, "working_days": [1, 2, 3, 4, 5], **changes})


ABE, ADA, ANA = (a_person(name) for name in ("Abe", "Ada", "Ana"))


def a_seat(role: str, person: Person | None, deputy_of: Person | None = None) -> Assignment:
    of = deputy_of.id if deputy_of else None
    return Assignment(id=new_id(), role=role, seat=1, person_id=person and person.id, deputy_of=of, state="open")


def away(person: Person, deputy: Person | None = None) -> Absence:
    return Absence(id=new_id(), person_id=person.id, first_on=WEEK[0], last_on=WEEK[1], deputy_id=deputy and deputy.id)


def seated(
    *seats: Assignment, admins: list[Person], absent: list[Absence] | None = None, keyed: Person | None = None
) -> AdminSeat | None:
    staff = Staff(Directory({"admin": admins}), NOW, absences={one.person_id: [one] for one in absent or []})
    return seat_admin(REVIEW, ACME, seats, staff, "escalation", frozenset([keyed.id] if keyed else []))


def who(seat: AdminSeat | None) -> Person | None:
    return seat.person if seat else None


def test_an_absent_admin_is_not_picked_while_another_is_there() -> None:
    assert who(seated(admins=[ABE, ADA], absent=[away(ABE)])) is ADA


def test_with_all_away_one_is_picked_all_the_same() -> None:
    assert who(seated(admins=[ABE, ADA], absent=[away(ABE), away(ADA)])) is ABE


def test_without_any_admin_there_is_nobody() -> None:
    assert seated(admins=[]) is None


def test_a_deputy_of_an_admin_is_an_admin() -> None:
    narrowed = Workspace(
        id=new_id(), timezone="Europe/Berlin", country="DE", closures=[], people={"admin": [ABE.email]}
    )
    absent = {ABE.id: [away(ABE, ADA)]}
    picked = seat_admin(REVIEW, narrowed, [], Staff(Directory({"admin": [ABE, ADA]}), NOW, absences=absent), "flag")
    assert picked
    assert (picked.person, picked.picked.deputy_of) == (ADA, ABE)
    nobody_else = seat_admin(REVIEW, narrowed, [], Staff(Directory({"admin": [ABE]}), NOW, absences=absent), "flag")
    assert who(nobody_else) is ABE


def test_whoever_has_another_say_in_the_review_settles_only_alone() -> None:
    assert who(seated(a_seat("finance", ABE), admins=[ABE, ADA])) is ADA
    assert who(seated(a_seat("finance", ANA, deputy_of=ABE), admins=[ABE, ADA])) is ADA
    assert who(seated(a_seat("finance", ABE), admins=[ABE])) is ABE


def test_whoever_keyed_the_figures_in_settles_only_alone() -> None:
    assert who(seated(admins=[ABE, ADA], keyed=ABE)) is ADA
    assert who(seated(admins=[ABE], keyed=ABE)) is ABE


def test_the_seat_stays_with_whoever_sits_there() -> None:
    there = seated(a_seat("admin", ADA), admins=[ABE, ADA])
    assert there
    assert (there.person, there.is_new, there.passed_on) == (ADA, False, None)


def test_whoever_is_away_or_has_left_gives_it_to_another() -> None:
    for there in (
        seated(a_seat("admin", ADA), admins=[ABE, ADA], absent=[away(ADA)]),
        seated(a_seat("admin", ANA), admins=[ABE]),
    ):
        assert there
        assert there.person is ABE
        assert there.passed_on
        assert there.passed_on.why == "escalation; who sat there has left or is away"


def test_with_all_away_it_stays() -> None:
    there = seated(a_seat("admin", ADA), admins=[ABE, ADA], absent=[away(ADA), away(ABE)])
    assert there
    assert (there.person, there.passed_on) == (ADA, None)
