"""Who can be asked: a role in a workspace is a pool of people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.people.person import Person, RoleHolder
from workflow.people.workspace import Workspace


@dataclass(frozen=True)
class Directory:
    """Everybody who is active, by role; asked per workspace, whose setup may narrow a role to some of them."""

    by_role: Mapping[str, Sequence[Person]]

    def holders(self, workspace: Workspace, role: str) -> list[Person]:
        """Give who answers for a role here, in order of e-mail address."""
        everyone = self.by_role.get(role, ())
        chosen = workspace.people.get(role)
        return [person for person in everyone if chosen is None or person.email in chosen]


def directory(session: Session) -> Directory:
    """Read who holds which role, in one statement."""
    rows = session.execute(
        select(RoleHolder.role, Person)
        .join(Person, Person.id == RoleHolder.person_id)
        .where(Person.active)
        .order_by(Person.email)
    )
    by_role: dict[str, list[Person]] = defaultdict(list)
    for role, person in rows:
        by_role[role].append(person)
    return Directory(by_role)


@dataclass(frozen=True)
class Picked:
    """Who was found for a seat; `deputy_of` is whose place they take, `hops` how that came about, a sentence each."""

    person: Person
    deputy_of: Person | None = None
    hops: tuple[str, ...] = ()


@dataclass
class Staff:
    """Who can be asked right now: the directory, and how much lies with whom. Picking adds to the load.

    `open_seats` counts each person's open seats, `last_asked` says when the newest was given.
    """

    directory: Directory
    now: DateTime
    open_seats: dict[UUID, int] = field(default_factory=dict)
    last_asked: dict[UUID, DateTime] = field(default_factory=dict)

    def pick(self, workspace: Workspace, role: str, taken: Iterable[UUID] = ()) -> Picked | None:
        """Take the holder with the fewest open seats, then the one who was not asked for longest; None without any.

        `taken` are those who may not be picked, because they sit on another seat.
        """
        excluded = set(taken)
        free = [person for person in self.directory.holders(workspace, role) if person.id not in excluded]
        if not free:
            return None
        person = min(free, key=self._burden)
        self.open_seats[person.id] = self.open_seats.get(person.id, 0) + 1
        self.last_asked[person.id] = self.now
        return Picked(person)

    def _burden(self, person: Person) -> tuple[int, float, str]:
        asked = self.last_asked.get(person.id)
        return self.open_seats.get(person.id, 0), asked.timestamp() if asked else 0.0, person.email
