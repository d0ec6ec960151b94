"""Who can be asked: a role in a workspace is a pool of people, of whom one is picked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from pendulum import DateTime
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.people.absence import Absence
from workflow.people.person import Person, Role, RoleHolder
from workflow.people.standing_in import Away, Days, away_of, days_of, stand_in
from workflow.people.workspace import Workspace


@dataclass(frozen=True)
class Directory:
    """Everybody who is active, by role; asked per workspace, whose setup may narrow a role to some of them."""

    by_role: Mapping[str, Sequence[Person]]
    _by_id: dict[str, dict[UUID, Person]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def holders(self, workspace: Workspace, role: str) -> list[Person]:
        """Give who answers for a role here, in order of e-mail address."""
        everyone = self.by_role.get(role, ())
        chosen = workspace.people.get(role)
        return [person for person in everyone if chosen is None or person.email in chosen]

    def admins(self, workspace: Workspace) -> frozenset[UUID]:
        """Give who leads a workspace."""
        return frozenset(one.id for one in self.holders(workspace, Role.ADMIN))

    def holding(self, role: str) -> Mapping[UUID, Person]:
        """Give everybody who holds a role, whether or not a workspace names them: any of these may be a deputy."""
        if role not in self._by_id:  # asked for every seat of a batch
            self._by_id[role] = {person.id: person for person in self.by_role.get(role, ())}
        return self._by_id[role]

    @cached_property
    def unreached(self) -> frozenset[UUID]:
        """Give those whose address refuses mail; others go before them."""
        return frozenset(one.id for people in self.by_role.values() for one in people if one.mail_refused_at)


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

    @property
    def identities(self) -> frozenset[UUID]:
        """Give for whom they speak; none of these may speak on another seat of the review."""
        return frozenset({self.person.id, *([self.deputy_of.id] if self.deputy_of else [])})


@dataclass
class Staff:
    """Who can be asked at a moment: the directory, the absences, and how much lies with whom. Picking adds to the load.

    `open_seats` counts each person's open seats, `last_asked` says when the newest was given; `absences` are those
    that were not taken back, by person.
    """

    directory: Directory
    now: DateTime
    open_seats: dict[UUID, int] = field(default_factory=dict)
    last_asked: dict[UUID, DateTime] = field(default_factory=dict)
    absences: Mapping[UUID, Sequence[Absence]] = field(default_factory=dict)
    _days: dict[tuple[UUID, UUID], Days] = field(default_factory=dict, init=False, repr=False)

    def at(self, moment: DateTime) -> "Staff":
        """Give the same people at another moment; whom one picks of them counts only there."""
        return replace(self, now=moment, open_seats=dict(self.open_seats), last_asked=dict(self.last_asked))

    def away(self, person: Person, workspace: Workspace, until: DateTime | None = None) -> Away | None:
        """Say why somebody cannot be asked now; None for one who can.

        `until` is when the decision is due: without a working day before it they count as away. Null, or over
        already: that does not matter.
        """
        absences = self.absences.get(person.id, ())
        ahead = until if until and until > self.now else None
        if not absences and ahead is None:
            return None
        key = (person.id, workspace.id)
        if key not in self._days:  # a batch asks hundreds of times about the same few people
            self._days[key] = days_of(person, workspace, absences, self.now, self.directory.admins(workspace))
        return away_of(person, self._days[key], ahead)

    def pick(
        self, workspace: Workspace, role: str, taken: Iterable[UUID] = (), until: DateTime | None = None
    ) -> Picked | None:
        """Take the holder with the fewest open seats, then the one who was not asked for longest; None without any.

        Whoever is away is left out; only where nobody is there does a deputy of the absent, in the same order, take
        the place; and only where no mail reaches any of these somebody whose address refuses it. `taken` are those
        for whom nobody may speak here, because they do on another seat; `until` as in `away`.
        """
        excluded = frozenset(taken)
        unreached = self.directory.unreached - excluded
        found = self._next(workspace, role, excluded | unreached, until)
        if found is None and unreached:
            found = self._next(workspace, role, excluded, until)
        return self._counted(found)

    def _next(
        self, workspace: Workspace, role: str, excluded: frozenset[UUID], until: DateTime | None
    ) -> Picked | None:
        free = self._free(workspace, role, excluded)
        there = (Picked(person) for person in free if self.away(person, workspace, until) is None)
        deputies = (self._deputy(person, workspace, role, excluded, until) for person in free)
        return next(there, None) or next(filter(None, deputies), None)

    def deputy_for(
        self, person: Person, workspace: Workspace, role: str, taken: Iterable[UUID] = (), until: DateTime | None = None
    ) -> Picked | None:
        """Find who takes the place of one person who is away; None when they are there, and without a deputy."""
        excluded = frozenset(taken)
        return None if person.id in excluded else self._counted(self._deputy(person, workspace, role, excluded, until))

    def pick_anyone(self, workspace: Workspace, role: str, taken: Iterable[UUID] = ()) -> Picked | None:
        """Take a holder whether or not they are away, for a seat that must not stay empty."""
        free = self._free(workspace, role, frozenset(taken))
        free.sort(key=lambda one: one.id in self.directory.unreached)
        return self._counted(Picked(free[0]) if free else None)

    def _free(self, workspace: Workspace, role: str, excluded: frozenset[UUID]) -> list[Person]:
        free = [person for person in self.directory.holders(workspace, role) if person.id not in excluded]
        return sorted(free, key=self._burden)

    def _deputy(
        self, person: Person, workspace: Workspace, role: str, excluded: frozenset[UUID], until: DateTime | None
    ) -> Picked | None:
        holders = self.directory.holding(role)
        way = stand_in(person, lambda one: self.away(one, workspace, until), holders, excluded)
        return Picked(way.person, person, way.hops) if way else None

    def _counted(self, picked: Picked | None) -> Picked | None:
        if picked:
            self.open_seats[picked.person.id] = self.open_seats.get(picked.person.id, 0) + 1
            self.last_asked[picked.person.id] = self.now
        return picked

    def _burden(self, person: Person) -> tuple[int, float, str]:
        asked = self.last_asked.get(person.id)
        return self.open_seats.get(person.id, 0), asked.timestamp() if asked else 0.0, person.email
