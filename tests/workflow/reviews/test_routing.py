"""Whoever has the fewest open seats is asked, then who was not asked for longest."""

from tests.factories import NOW
from workflow.base import new_id
from workflow.people.person import Person
from workflow.people.pools import Directory, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.routing import seat_reviewers

ANA, AMY, OMAR = (Person(id=new_id(), email=f"{name}@example.com") for name in ("ana", "amy", "omar"))
ACME = Workspace(people={})


def a_staff(**pools: list[Person]) -> Staff:
    return Staff(Directory(pools), NOW)


def test_the_fewest_open_seats_first() -> None:
    staff = a_staff(finance=[AMY, ANA])
    staff.open_seats[AMY.id] = 1
    assert staff.pick(ACME, "finance") is ANA


def test_of_equals_the_one_who_was_not_asked_for_longest() -> None:
    staff = a_staff(finance=[AMY, ANA])
    staff.last_asked = {AMY.id: NOW, ANA.id: NOW.subtract(days=1)}
    assert staff.pick(ACME, "finance") is ANA


def test_who_was_never_asked_goes_before_who_was() -> None:
    staff = a_staff(finance=[AMY, ANA])
    staff.last_asked = {AMY.id: NOW.subtract(years=1)}
    assert staff.pick(ACME, "finance") is ANA


def test_a_pick_counts_at_once() -> None:
    staff = a_staff(finance=[AMY, ANA])
    assert [staff.pick(ACME, "finance") for _ in range(4)] == [AMY, ANA, AMY, ANA]


def test_who_is_taken_is_not_picked() -> None:
    assert a_staff(finance=[AMY]).pick(ACME, "finance", [AMY.id]) is None


def test_a_workspace_may_narrow_a_role() -> None:
    only_ana = Workspace(people={"finance": ["ana@example.com"]})
    assert a_staff(finance=[AMY, ANA]).pick(only_ana, "finance") is ANA
    assert a_staff(finance=[AMY, ANA]).directory.holders(Workspace(people={"finance": []}), "finance") == []


def test_finance_comes_first_whoever_is_picked_first() -> None:
    seatings = seat_reviewers(ACME, a_staff(finance=[ANA, AMY], operations=[ANA]), allow_same_person=False)
    assert [(one.role, one.person) for one in seatings] == [("finance", AMY), ("operations", ANA)]


def test_operations_are_found_too() -> None:
    seatings = seat_reviewers(ACME, a_staff(finance=[ANA], operations=[OMAR]), allow_same_person=False)
    assert [one.person for one in seatings] == [ANA, OMAR]
