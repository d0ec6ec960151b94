"""For which seats nobody would be found, on which days, and why."""

from typing import Any

from tests.factories import NOW, a_policy
from tests.workflow.coverage.people import a_person, a_workspace, away, december, people
from workflow.coverage.holes import Hole, holes_of
from workflow.people.pools import Staff

ANA, FRED, OMAR, ADA = a_person("Ana"), a_person("Fred"), a_person("Omar"), a_person("Ada")
EVERYBODY = {"finance": [ANA, FRED], "operations": [OMAR], "admin": [ADA]}
DECIDE_BY = NOW.set(day=16, hour=13)
DAYS = {december(day): DECIDE_BY for day in (7, 8, 9, 10, 11, 14, 15, 16)}


def holes(staff: Staff, **policy: Any) -> list[Hole]:
    return holes_of(a_workspace(), DAYS, staff, a_policy(**policy))


def said(staff: Staff, **policy: Any) -> list[tuple[str, int, int, str]]:
    """Give the role, first and last day of December, and why of each hole."""
    return [(one.role, one.first_on.day, one.last_on.day, one.why) for one in holes(staff, **policy)]


def test_where_everybody_is_there_nothing_is_missing() -> None:
    assert holes(people(EVERYBODY)) == []


def test_one_of_two_may_be_away() -> None:
    assert holes(people(EVERYBODY, away(FRED, 1, 31))) == []


def test_the_days_on_which_all_of_a_pool_are_away_are_a_hole() -> None:
    staff = people(EVERYBODY, away(FRED, 1, 31), away(ANA, 9, 10))
    why = (
        "Ana is away until 2026-12-10, without a deputy for finance. "
        "Fred is away until 2026-12-31, without a deputy for finance."
    )
    assert said(staff) == [("finance", 9, 10, why)]


def test_a_weekend_does_not_part_a_hole() -> None:
    assert [row[:3] for row in said(people(EVERYBODY, away(OMAR, 11, 14)))] == [("operations", 11, 14)]


def test_two_absences_with_a_day_between_are_two_holes() -> None:
    staff = people(EVERYBODY, away(OMAR, 7, 8), away(OMAR, 10, 10))
    assert [row[:3] for row in said(staff)] == [("operations", 7, 8), ("operations", 10, 10)]


def test_a_deputy_who_holds_the_role_fills_the_hole() -> None:
    staff = people({**EVERYBODY, "operations": [OMAR, FRED]}, away(OMAR, 1, 31, deputy=FRED))
    assert holes(staff) == []


def test_a_deputy_who_is_away_too_fills_nothing() -> None:
    roles = {**EVERYBODY, "finance": [ANA, FRED]}
    why = (
        "Ana is away until 2026-12-31, and Fred, the deputy, cannot be asked either. "
        "Fred is away until 2026-12-08, without a deputy for finance."
    )
    assert said(people(roles, away(ANA, 1, 31, deputy=FRED), away(FRED, 7, 8))) == [("finance", 7, 8, why)]


def test_nobody_in_the_pool_is_said_plainly() -> None:
    assert said(people({**EVERYBODY, "operations": []})) == [
        ("operations", 7, 16, "Nobody holds the role operations here.")
    ]


def test_one_person_for_both_roles_is_needed_twice() -> None:
    staff = people({**EVERYBODY, "finance": [ANA], "operations": [ANA]})
    ((role, first, last, why),) = said(staff)
    assert (role, first, last) == ("operations", 7, 16)
    assert why == "Ana is needed for finance."
    assert holes(staff, allow_same_person=True) == []


def test_what_the_policy_does_not_ask_cannot_be_missing() -> None:
    assert holes(people({**EVERYBODY, "operations": []}), routing={"ask": ["finance"]}) == []


def test_a_second_seat_of_a_role_needs_a_second_person() -> None:
    staff = people({**EVERYBODY, "finance": [ANA]})
    (hole,) = holes(staff, routing={"ask": ["finance", "finance"]})
    assert (hole.role, hole.seat, hole.why) == ("finance", 2, "Ana is needed for finance.")


def test_an_admin_is_needed_too() -> None:
    why = "Ada is away until 2026-12-09, without a deputy for admin."
    assert said(people(EVERYBODY, away(ADA, 1, 9))) == [("admin", 7, 9, why)]


def test_a_large_pool_is_not_listed_to_the_end() -> None:
    many = [a_person(f"Person{number}") for number in range(9)]
    staff = people({**EVERYBODY, "finance": many}, *(away(one, 1, 31) for one in many))
    ((_, _, _, why),) = said(staff)
    assert why.endswith("And 6 more cannot be asked either.")
    assert why.count("is away") == 3


def test_somebody_who_no_longer_works_before_the_decision_is_due_does_not_count() -> None:
    """The decision is due on Wed 16 December; whoever works on Mondays alone can be asked until Mon the 14th."""
    mondays = a_person("Mona", [1])
    why = "Mona has no working day left before the decision is due, without a deputy for finance."
    assert said(people({**EVERYBODY, "finance": [mondays]})) == [("finance", 15, 16, why)]


def test_a_public_holiday_of_their_own_country_is_no_working_day() -> None:
    abroad = a_person("Lena")
    abroad.country = "AT"  # Mariä Empfängnis, on the 8th
    days = {december(8): NOW.set(day=8, hour=13)}
    (hole,) = holes_of(a_workspace(), days, people({**EVERYBODY, "finance": [abroad]}), a_policy())
    assert (hole.role, hole.first_on) == ("finance", december(8))


def test_looking_ahead_burdens_nobody() -> None:
    staff = people(EVERYBODY)
    holes(staff)
    assert (staff.open_seats, staff.last_asked, staff.now) == ({}, {}, NOW)
