"""Which seats nobody would be found for, on which days, and why: pure, over the people as they are known now."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from pendulum import DateTime

from workflow.people.person import Person, Role
from workflow.people.pools import Staff
from workflow.people.workspace import Workspace
from workflow.policy.policy import Policy
from workflow.reviews.routing import Fitness, RouteFacts, Seating, seat_reviewers, wanted

NOON = datetime.time(12)
"""When a day is looked at, so that it is the same date for most people of other zones."""
MOST_NAMED = 3

Days = Mapping[datetime.date, DateTime]
"""The days on which somebody is needed, in order of time, each with when the decision is due."""


@dataclass(frozen=True)
class Asked:
    """A role that is asked in a workspace, for a decision that is due at `until`."""

    workspace: Workspace
    role: str
    until: DateTime


@dataclass(frozen=True)
class Gap:
    """A seat for which nobody would be found, and why."""

    role: str
    seat: int
    why: str


@dataclass(frozen=True)
class Hole:
    """A gap in a workspace over some business days that follow on each other; both dates are part of it."""

    workspace: str
    name: str
    role: str
    seat: int
    first_on: datetime.date
    last_on: datetime.date
    why: str

    def as_data(self) -> dict[str, object]:
        """Write it as `countersign status --json` does."""
        return {
            "workspace": self.workspace,
            "role": self.role,
            "seat": self.seat,
            "from": self.first_on.isoformat(),
            "until": self.last_on.isoformat(),
            "why": self.why,
        }


def holes_of(workspace: Workspace, days: Days, everybody: Staff, policy: Policy) -> list[Hole]:
    """Give the holes of a workspace, the earliest first."""
    gaps = [
        (number, day, gap)
        for number, (day, decide_by) in enumerate(days.items())
        for gap in gaps_on(
            workspace, everybody.at(max(workspace.calendar.at(day, NOON), everybody.now)), decide_by, policy
        )
    ]
    holes = []
    # what stands side by side has the same distance between its number among the days and its number among its like
    for gap in dict.fromkeys(gap for _, _, gap in gaps):
        its = [(number, day) for number, day, other in gaps if other == gap]
        for _, run in groupby(enumerate(its), key=lambda one: one[1][0] - one[0]):
            members = [day for _, (_, day) in run]
            holes.append(Hole(workspace.key, workspace.name, gap.role, gap.seat, members[0], members[-1], gap.why))
    return sorted(holes, key=lambda one: (one.first_on, list(Role).index(Role(one.role)), one.seat))


def gaps_on(workspace: Workspace, staff: Staff, decide_by: DateTime, policy: Policy) -> Iterator[Gap]:
    """Seat a review that were open at the moment of `staff`, as the engine would, and give the seats left empty."""
    seatings = seat_reviewers(
        workspace,
        staff,
        sure_roles(workspace, policy),
        allow_same_person=policy.allow_same_person,
        fitness=Fitness(until=decide_by),
    )
    for one in seatings:
        if one.person is None:
            yield Gap(one.role, one.seat, why_nobody(Asked(workspace, one.role, decide_by), staff, seatings))
    taken = {one.person.id for one in seatings if one.person}
    if not (staff.pick(workspace, Role.ADMIN, taken, decide_by) or staff.pick(workspace, Role.ADMIN, (), decide_by)):
        yield Gap(Role.ADMIN, 1, why_nobody(Asked(workspace, Role.ADMIN, decide_by), staff, ()))


def sure_roles(workspace: Workspace, policy: Policy) -> tuple[Role, ...]:
    """Say which seats a review of a workspace gets whatever its invoice turns out to be."""
    nothing = RouteFacts(workspace.key, totals=((Decimal(0), workspace.currency),))
    return wanted(policy.routing, nothing)


def why_nobody(asked: Asked, staff: Staff, seatings: Sequence[Seating]) -> str:
    """Say for each holder of a role why they cannot be asked; of a large pool for the first few."""
    holders = staff.directory.holders(asked.workspace, asked.role)
    if not holders:
        return f"Nobody holds the role {asked.role} here."
    seats = {one.person.id: one.role for one in seatings if one.person}
    said = [_why_not(one, asked, staff, seats) for one in holders[:MOST_NAMED]]
    more = len(holders) - MOST_NAMED
    return " ".join(said) + (f" And {more} more cannot be asked either." if more > 0 else "")


def _why_not(person: Person, asked: Asked, staff: Staff, seats: Mapping[UUID, str]) -> str:
    gone = staff.away(person, asked.workspace, asked.until)
    if gone is None:
        other = seats.get(person.id)
        return f"{person.name} is needed for {other}." if other else f"{person.name} cannot be asked."
    deputy = staff.directory.holding(asked.role).get(gone.deputy_id) if gone.deputy_id else None
    if deputy is None:
        return f"{gone.why}, without a deputy for {asked.role}."
    return f"{gone.why}, and {deputy.name}, the deputy, cannot be asked either."
