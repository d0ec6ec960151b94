"""Which roles are asked, and which person of each pool."""

from dataclasses import dataclass

from workflow.people.person import REVIEWERS, Person
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace


@dataclass(frozen=True)
class Seating:
    """One seat and who was found for it; nobody means that the admins must be told."""

    role: str
    person: Person | None


def seat_reviewers(workspace: Workspace, staff: Staff, *, allow_same_person: bool) -> list[Seating]:
    """Ask finance and operations in parallel, one seat each; nobody sits on two unless policy allows it.

    The smaller pool picks first: whoever is the only one of a role must not be taken for the other.
    """
    seatings: dict[str, Seating] = {}
    for role in sorted(REVIEWERS, key=lambda role: len(staff.directory.holders(workspace, role))):
        taken = [] if allow_same_person else [one.person.id for one in seatings.values() if one.person]
        seatings[role] = Seating(role, staff.pick(workspace, role, taken))
    return [seatings[role] for role in REVIEWERS]
