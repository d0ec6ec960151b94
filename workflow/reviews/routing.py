"""Which roles are asked, and which person of each pool."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from workflow.people.person import REVIEWERS, Person, Role
from workflow.people.pools import Picked, Staff
from workflow.people.workspace import Workspace


@dataclass(frozen=True)
class Seating:
    """One seat and who was found for it; nobody means that the admins must be told. `seat` counts those of a role."""

    role: str
    picked: Picked | None
    seat: int = 1

    @property
    def person(self) -> Person | None:
        """Give who sits there."""
        return self.picked.person if self.picked else None


def seat_reviewers(
    workspace: Workspace, staff: Staff, *, allow_same_person: bool, two_of_finance: bool = False
) -> list[Seating]:
    """Ask finance and operations in parallel, one seat each; nobody sits on two unless policy allows it.

    With `two_of_finance` there are two finance seats, for different people whatever policy allows. The pool that has
    the fewest people to spare picks first: whoever is needed for one role must not be taken for the other.
    """
    wanted = {role: 2 if two_of_finance and role == Role.FINANCE else 1 for role in REVIEWERS}
    pools = {role: len(staff.directory.holders(workspace, role)) for role in REVIEWERS}
    seatings: list[Seating] = []
    for role in sorted(REVIEWERS, key=lambda role: (pools[role] - wanted[role], pools[role])):
        for seat in range(1, wanted[role] + 1):
            rivals = [one for one in seatings if one.role == role or not allow_same_person]
            seatings.append(Seating(role, staff.pick(workspace, role, _seated(rivals)), seat))
    return sorted(seatings, key=lambda one: (REVIEWERS.index(one.role), one.seat))


def _seated(seatings: Iterable[Seating]) -> list[UUID]:
    return [one.person.id for one in seatings if one.person]
