"""Whoever is away is not asked; where nobody else is there, their deputy is, hop by hop."""

import datetime
from collections import defaultdict
from typing import Any

import pendulum
import pytest

from tests.factories import NOW
from workflow.base import new_id
from workflow.people.absence import Absence
from workflow.people.person import Person
from workflow.people.pools import Directory, Picked, Staff
from workflow.people.workspace import Workspace

PLACE = {"name": "Acme", "timezone": "Europe/Berlin", "country": "DE", "closures": []}
ACME = Workspace(id=new_id(), people={}, **PLACE)
MONDAY, TUESDAY, FRIDAY = (datetime.date(2026, 12, day) for day in (7, 8, 11))
WEEKDAYS = [1, 2, 3, 4, 5]


def a_person(name: str, **changes: Any) -> Person:
    values = {"id": new_id(), "email": f"{name.lower()}@example.com", "name": name, "active": True}
    return Person(**{**values, "timezone": None, "country": None, "working_days": WEEKDAYS, **changes})


ANA, BEN, CYD, DAN = (a_person(name) for name in ("Ana", "Ben", "Cyd", "Dan"))


def away(
    person: Person, deputy: Person | None = None, first: datetime.date = MONDAY, last: datetime.date = FRIDAY
) -> Absence:
    return Absence(id=new_id(), person_id=person.id, first_on=first, last_on=last, deputy_id=deputy and deputy.id)


def a_staff(*absences: Absence, now: pendulum.DateTime = NOW, **pools: list[Person]) -> Staff:
    noted = defaultdict(list)
    for one in absences:
        noted[one.person_id].append(one)
    return Staff(Directory(pools), now, absences=noted)


def found(picked: Picked | None) -> tuple[str, str | None] | None:
    return (picked.person.name, picked.deputy_of.name if picked.deputy_of else None) if picked else None


def test_whoever_is_away_is_left_out() -> None:
    staff = a_staff(away(ANA), finance=[ANA, BEN])
    staff.open_seats[BEN.id] = 9
    assert found(staff.pick(ACME, "finance")) == ("Ben", None)


def test_the_others_go_before_a_deputy() -> None:
    staff = a_staff(away(ANA, CYD), finance=[ANA, BEN, CYD])
    staff.open_seats[CYD.id] = 9
    assert found(staff.pick(ACME, "finance")) == ("Ben", None)


def test_with_nobody_there_the_deputy_is_asked_though_the_workspace_does_not_name_them() -> None:
    narrowed = Workspace(id=new_id(), people={"finance": [ANA.email]}, **PLACE)
    picked = a_staff(away(ANA, BEN), finance=[ANA, BEN]).pick(narrowed, "finance")
    assert found(picked) == ("Ben", "Ana")
    assert picked
    assert picked.hops == ("Ana is away until 2026-12-11, and named Ben as deputy.",)
    assert picked.identities == {ANA.id, BEN.id}


def only_ana(*absences: Absence, taken: tuple[Person, ...] = (), holders: list[Person] | None = None) -> Picked | None:
    """Pick where the workspace names Ana alone, who is away."""
    narrowed = Workspace(id=new_id(), people={"finance": [ANA.email]}, **PLACE)
    staff = a_staff(*absences, finance=[ANA, BEN, CYD, DAN] if holders is None else holders)
    return staff.pick(narrowed, "finance", [one.id for one in taken])


def test_a_deputy_who_is_away_has_a_deputy_and_each_hop_is_told() -> None:
    picked = only_ana(away(ANA, BEN), away(BEN, CYD, last=TUESDAY))
    assert found(picked) == ("Cyd", "Ana")
    assert picked
    assert picked.hops == (
        "Ana is away until 2026-12-11, and named Ben as deputy.",
        "Ben is away until 2026-12-08, and named Cyd as deputy.",
    )


def test_a_loop_of_deputies_ends_with_nobody() -> None:
    assert only_ana(away(ANA, BEN), away(BEN, CYD), away(CYD, ANA)) is None
    assert only_ana(away(ANA, BEN), away(BEN, CYD), away(CYD, BEN)) is None


def test_a_way_that_ends_before_somebody_is_there_ends_with_nobody() -> None:
    assert only_ana(away(ANA)) is None
    assert only_ana(away(ANA, BEN), away(BEN)) is None


def test_a_deputy_must_hold_the_role() -> None:
    assert only_ana(away(ANA, BEN), holders=[ANA]) is None


def test_a_deputy_who_sits_on_another_seat_does_not_take_this_one() -> None:
    assert only_ana(away(ANA, BEN), taken=(BEN,)) is None
    assert only_ana(away(ANA, BEN), away(BEN, CYD), taken=(BEN,)) is None


def test_nobody_takes_the_place_of_somebody_who_speaks_on_another_seat() -> None:
    assert only_ana(away(ANA, BEN), taken=(ANA,)) is None


@pytest.mark.parametrize(("hour", "there"), [(22, True), (23, False)])
def test_an_absence_begins_at_midnight_where_the_person_is(hour: int, *, there: bool) -> None:
    staff = a_staff(away(ANA, first=TUESDAY), now=NOW.set(hour=hour), finance=[ANA])
    assert (staff.pick(ACME, "finance") is not None) is there


def test_a_person_with_a_zone_has_their_own_dates() -> None:
    kim = a_person("Kim", timezone="Asia/Tokyo")
    staff = a_staff(away(kim, first=TUESDAY), now=NOW.set(hour=15), finance=[kim])
    assert staff.pick(ACME, "finance") is None
    assert a_staff(away(kim, first=TUESDAY), now=NOW.set(hour=14), finance=[kim]).pick(ACME, "finance")


def test_both_days_are_included_and_the_next_one_is_not() -> None:
    staff = a_staff(away(ANA, first=MONDAY, last=MONDAY), finance=[ANA])
    assert staff.pick(ACME, "finance") is None
    assert found(staff.at(NOW.add(days=1)).pick(ACME, "finance")) == ("Ana", None)


def test_without_a_working_day_before_the_decision_somebody_counts_as_away() -> None:
    part = a_person("Pat", working_days=[1, 2])
    staff = a_staff(now=NOW.add(days=2), finance=[part, BEN])  # a Wednesday
    staff.open_seats[BEN.id] = 9
    assert found(staff.pick(ACME, "finance", until=NOW.add(days=4))) == ("Ben", None)
    assert found(staff.at(NOW.add(days=2)).pick(ACME, "finance", until=NOW.add(days=7))) == ("Pat", None)


def test_a_holiday_of_their_own_country_is_no_working_day() -> None:
    immaculate_conception = NOW.set(day=8)
    franz = a_person("Franz", country="AT")
    staff = a_staff(now=immaculate_conception, finance=[franz, ANA])
    assert found(staff.pick(ACME, "finance", until=immaculate_conception.add(hours=4))) == ("Ana", None)
    assert staff.away(franz, ACME, immaculate_conception.add(days=1)) is None


def test_an_absence_that_takes_all_days_left_has_its_deputy() -> None:
    saturday = NOW.set(day=5)
    staff = a_staff(away(ANA, BEN), now=saturday, finance=[ANA, BEN])
    narrowed = Workspace(id=new_id(), people={"finance": [ANA.email]}, **PLACE)
    picked = staff.pick(narrowed, "finance", until=NOW.add(days=3))
    assert found(picked) == ("Ben", "Ana")
    assert picked
    assert picked.hops == ("Ana has no working day left before the decision is due, and named Ben as deputy.",)


def test_when_the_decision_is_overdue_working_days_do_not_matter() -> None:
    part = a_person("Pat", working_days=[1])
    assert a_staff(now=NOW.add(days=2), finance=[part]).pick(ACME, "finance", until=NOW.add(days=1))


def test_of_three_hundred_holders_one_is_picked_and_all_are_in_turn() -> None:
    pool = [a_person(f"P{number:03}") for number in range(300)]
    staff = a_staff(finance=pool)
    picked = {one.person.id for _ in pool if (one := staff.pick(ACME, "finance"))}
    assert len(picked) == 300


def noted_by(noter: Person, deputy: Person) -> Absence:
    absence = away(ANA, deputy)
    absence.noted_by = noter.id
    return absence


def test_a_deputy_whom_somebody_else_named_counts_only_where_that_somebody_leads() -> None:
    acme = Workspace(id=new_id(), key="acme", timezone="UTC", country="DE", people={"finance": [ANA.email]})
    globex = Workspace(id=new_id(), key="globex", timezone="UTC", country="DE", people={"finance": [ANA.email]})
    acme.people["admin"], globex.people["admin"] = [CYD.email], [DAN.email]
    staff = a_staff(noted_by(CYD, BEN), finance=[ANA, BEN], admin=[CYD, DAN])
    assert [found(staff.pick(one, "finance")) for one in (acme, globex)] == [("Ben", "Ana"), None]


def test_whom_they_named_themselves_counts_everywhere() -> None:
    assert found(a_staff(noted_by(ANA, BEN), finance=[ANA, BEN]).pick(ACME, "finance")) == ("Ben", None)
    only = Workspace(id=new_id(), key="only", timezone="UTC", country="DE", people={"finance": [ANA.email]})
    assert found(a_staff(noted_by(ANA, BEN), finance=[ANA, BEN]).pick(only, "finance")) == ("Ben", "Ana")
