"""However people name each other as deputies: whoever is found is there, holds the role, and was named on the way."""

from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import cases
from workflow.base import new_id
from workflow.people.person import Person
from workflow.people.standing_in import Away, Way, stand_in

PEOPLE = [Person(id=new_id(), name=f"P{number}", email=f"p{number}@example.com") for number in range(6)]
SOME = st.sets(st.sampled_from(range(6)))
NAMED = st.dictionaries(st.sampled_from(range(6)), st.sampled_from(range(6)))


def found(named: Mapping[int, int], absent: set[int], holding: set[int], excluded: set[int]) -> Way | None:
    """Look for who takes the place of the first person."""
    deputies = {PEOPLE[one].id: PEOPLE[other].id for one, other in named.items()}
    gone = {PEOPLE[one].id for one in absent}

    def away(person: Person) -> Away | None:
        return Away(f"{person.name} is away", deputies.get(person.id)) if person.id in gone else None

    holders = {PEOPLE[one].id: PEOPLE[one] for one in holding}
    return stand_in(PEOPLE[0], away, holders, [PEOPLE[one].id for one in excluded])


def way_of(named: Mapping[int, int], absent: set[int]) -> list[int]:
    """Walk from the first person as long as there is somebody to go on to."""
    way = [0]
    while way[-1] in absent and way[-1] in named and named[way[-1]] not in way:
        way.append(named[way[-1]])
    return way


@cases(0.04)
@given(named=NAMED, absent=SOME, holding=SOME, excluded=SOME)
def test_any_deputies(named: dict[int, int], absent: set[int], holding: set[int], excluded: set[int]) -> None:
    way = way_of(named, absent)
    expected = len(way) > 1 and way[-1] not in absent and holding.issuperset(way[1:]) and excluded.isdisjoint(way[1:])
    picked = found(named, absent, holding, excluded)
    assert (picked is not None) == expected
    if picked:
        assert picked.person is PEOPLE[way[-1]]
        assert picked.hops == tuple(f"P{one} is away, and named P{other} as deputy." for one, other in pairwise(way))
