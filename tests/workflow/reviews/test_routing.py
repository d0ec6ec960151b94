"""Whoever has the fewest open seats is asked, then who was not asked for longest."""

from typing import Any

from tests.factories import NOW
from workflow.base import new_id
from workflow.people.person import REVIEWERS, Person
from workflow.people.pools import Directory, Picked, Staff
from workflow.people.workspace import Workspace
from workflow.reviews.routing import Fitness, seat_reviewers

ANA, AMY, OMAR = (Person(id=new_id(), email=f"{name}@example.com") for name in ("ana", "amy", "omar"))
ACME = Workspace(people={})
TWO_OF_FINANCE = ("finance", "finance", "operations")


def a_staff(**pools: list[Person]) -> Staff:
    return Staff(Directory(pools), NOW)


def who(picked: Picked | None) -> Person | None:
    return picked.person if picked else None


def test_the_fewest_open_seats_first() -> None:
    staff = a_staff(finance=[AMY, ANA])
    staff.open_seats[AMY.id] = 1
    assert who(staff.pick(ACME, "finance")) is ANA


def test_of_equals_the_one_who_was_not_asked_for_longest() -> None:
    staff = a_staff(finance=[AMY, ANA])
    staff.last_asked = {AMY.id: NOW, ANA.id: NOW.subtract(days=1)}
    assert who(staff.pick(ACME, "finance")) is ANA


def test_who_was_never_asked_goes_before_who_was() -> None:
    staff = a_staff(finance=[AMY, ANA])
    staff.last_asked = {AMY.id: NOW.subtract(years=1)}
    assert who(staff.pick(ACME, "finance")) is ANA


def test_a_pick_counts_at_once() -> None:
    staff = a_staff(finance=[AMY, ANA])
    assert [who(staff.pick(ACME, "finance")) for _ in range(4)] == [AMY, ANA, AMY, ANA]


def test_who_is_taken_is_not_picked() -> None:
    assert a_staff(finance=[AMY]).pick(ACME, "finance", [AMY.id]) is None


def test_a_workspace_may_narrow_a_role() -> None:
    only_ana = Workspace(people={"finance": ["ana@example.com"]})
    assert who(a_staff(finance=[AMY, ANA]).pick(only_ana, "finance")) is ANA
    assert a_staff(finance=[AMY, ANA]).directory.holders(Workspace(people={"finance": []}), "finance") == []


def test_finance_comes_first_whoever_is_picked_first() -> None:
    seatings = seat_reviewers(ACME, a_staff(finance=[ANA, AMY], operations=[ANA]), REVIEWERS, allow_same_person=False)
    assert [(one.role, one.person) for one in seatings] == [("finance", AMY), ("operations", ANA)]


def test_operations_are_found_too() -> None:
    seatings = seat_reviewers(ACME, a_staff(finance=[ANA], operations=[OMAR]), REVIEWERS, allow_same_person=False)
    assert [one.person for one in seatings] == [ANA, OMAR]


def seated(finance: list[Person], operations: list[Person], *, allow_same_person: bool = False) -> list[Person | None]:
    """Give who sits on the two finance seats and on that of operations."""
    staff = a_staff(finance=finance, operations=operations)
    seatings = seat_reviewers(ACME, staff, TWO_OF_FINANCE, allow_same_person=allow_same_person)
    assert [(one.role, one.seat) for one in seatings] == [("finance", 1), ("finance", 2), ("operations", 1)]
    return [one.person for one in seatings]


def test_two_of_finance_are_two_people() -> None:
    assert seated([ANA, AMY], [OMAR]) == [AMY, ANA, OMAR]


def test_two_of_finance_are_two_people_whatever_policy_allows() -> None:
    assert seated([ANA], [ANA], allow_same_person=True) == [ANA, None, ANA]
    assert seated([ANA, AMY], [ANA], allow_same_person=True) == [AMY, ANA, ANA]


def test_whoever_is_needed_for_one_role_is_not_taken_for_the_other() -> None:
    assert seated([ANA, AMY], [ANA, OMAR]) == [AMY, ANA, OMAR]
    assert seated([ANA, AMY, OMAR], [ANA]) == [AMY, OMAR, ANA]
    assert seated([ANA, AMY, OMAR], [ANA, AMY]) in ([AMY, OMAR, ANA], [ANA, OMAR, AMY])


def test_where_people_are_missing_each_role_has_one_first() -> None:
    assert seated([ANA, AMY], [ANA]) == [AMY, None, ANA]
    assert seated([ANA], [OMAR]) == [ANA, None, OMAR]
    assert seated([], [OMAR]) == [None, None, OMAR]


def fit(finance: list[Person], **fitness: Any) -> Person | None:
    """Give who sits on the one seat of finance."""
    staff = a_staff(finance=finance)
    (seating,) = seat_reviewers(ACME, staff, ["finance"], allow_same_person=False, fitness=Fitness(**fitness))
    return seating.person


def test_whoever_sat_there_before_goes_first() -> None:
    assert fit([AMY, ANA]) is AMY
    assert fit([AMY, ANA], before={("finance", 1): ANA.id}) is ANA
    assert fit([AMY, ANA], before={("finance", 2): ANA.id}) is AMY


def test_unless_they_no_longer_can() -> None:
    assert fit([AMY, ANA], before={("finance", 1): OMAR.id}) is AMY
    assert fit([AMY, ANA], before={("finance", 1): ANA.id}, barred=[ANA.id]) is AMY


def test_whoever_keyed_it_in_answers_none_of_the_seats() -> None:
    assert fit([AMY, ANA], barred=[AMY.id]) is ANA
    assert fit([AMY], barred=[AMY.id]) is None


def test_whoever_keyed_it_in_is_not_counted_as_somebody_to_spare() -> None:
    staff = a_staff(finance=[ANA, AMY], operations=[ANA, AMY, OMAR])
    fitness = Fitness(barred=[AMY.id])
    seatings = seat_reviewers(ACME, staff, REVIEWERS, allow_same_person=False, fitness=fitness)
    assert [one.person for one in seatings] == [ANA, OMAR]


def test_roles_that_nobody_asks_have_no_seat() -> None:
    seatings = seat_reviewers(ACME, a_staff(operations=[OMAR, ANA]), ["operations"] * 2, allow_same_person=True)
    assert [(one.role, one.seat, one.person) for one in seatings] == [("operations", 1, ANA), ("operations", 2, OMAR)]
