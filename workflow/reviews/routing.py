"""Which seats a review gets, as the policy says, and which person of each pool sits on them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from uuid import UUID

from pendulum import DateTime

from workflow.people.person import REVIEWERS, Person, Role
from workflow.people.pools import Picked, Staff
from workflow.people.workspace import Workspace
from workflow.policy.parts import RouteRule, RoutingPolicy
from workflow.reviews.explained import SEVERITIES

Place = tuple[str, int]
"""A seat of a review: its role, and which of that role it is, counted from 1."""


@dataclass(frozen=True)
class RouteFacts:
    """What the policy looks at to say who is asked: all invoices of a review together.

    `totals` are as stated (None: it states none), each with its currency; `loudest` is the highest severity that
    nobody muted. `needs_two`: what was noticed may be fraud, so nobody of finance may approve it alone.
    """

    workspace: str
    totals: tuple[tuple[Decimal | None, str], ...]
    loudest: str | None = None
    line_kinds: frozenset[str] = frozenset()
    needs_two: bool = False

    def exceeds(self, limit: Decimal) -> bool:
        """Tell whether the totals, each without its sign, come to more; what cannot be summed is more than any limit.

        Signs do not count, for on a credit note they are a riddle, and a credit must not hide what is charged.
        """
        stated = [abs(total) for total, _ in self.totals if total is not None]
        summable = len(stated) == len(self.totals) and len(self.currencies) == 1
        return not summable or sum(stated, Decimal(0)) > limit

    @property
    def currencies(self) -> set[str]:
        """Give the currencies of the invoices."""
        return {currency for _, currency in self.totals}


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


@dataclass(frozen=True)
class Fitness:
    """Who goes before others, and who does not come into question.

    `before` is who sat on a seat of the review that this one takes the place of; `barred` answers none of the seats,
    because it is about something that they keyed in themselves; `until` is when the decision is due.
    """

    before: Mapping[Place, UUID] = field(default_factory=dict)
    barred: Collection[UUID] = ()
    until: DateTime | None = None


def wanted(routing: RoutingPolicy, facts: RouteFacts) -> tuple[Role, ...]:
    """Say which seats a review gets: a role once for each, those of finance first.

    The first rule that fits goes before `ask`. Above `second_finance_above`, and where seller or payee changed, there
    are two of finance at least, whatever a rule says.
    """
    rule = next((one for one in routing.rules if _fits(one, facts)), None)
    seats = Counter(Role(role) for role in (rule.ask if rule else routing.ask))
    limit = routing.second_finance_above
    if facts.needs_two or (limit is not None and facts.exceeds(limit)):
        seats[Role.FINANCE] = max(seats[Role.FINANCE], 2)
    return tuple(role for role in REVIEWERS for _ in range(seats[role]))


def places(roles: Iterable[str]) -> list[Place]:
    """Number the seats of each role."""
    counted: Counter[str] = Counter()
    numbered: list[Place] = []
    for role in roles:
        counted[role] += 1
        numbered.append((role, counted[role]))
    return numbered


def seat_reviewers(
    workspace: Workspace, staff: Staff, roles: Sequence[str], *, allow_same_person: bool, fitness: Fitness | None = None
) -> list[Seating]:
    """Find somebody for each seat, all in parallel; nobody sits on two unless policy allows it.

    Two seats of one role are for different people whatever policy allows. The pool that has the fewest people to
    spare picks first: whoever is needed for one role must not be taken for the other.
    """
    fitness = fitness or Fitness()
    asked = Counter(roles)
    pools = {role: _size(workspace, staff, role, fitness, len(roles)) for role in asked}
    seatings: list[Seating] = []
    for role, seat in sorted(places(roles), key=lambda one: (pools[one[0]] - asked[one[0]], pools[one[0]], *one)):
        rivals = [one for one in seatings if one.role == role or not allow_same_person]
        taken = {*fitness.barred, *(id_ for one in rivals if one.picked for id_ in one.picked.identities)}
        seatings.append(Seating(role, _found(workspace, staff, (role, seat), taken, fitness), seat))
    return sorted(seatings, key=lambda one: (REVIEWERS.index(Role(one.role)), one.seat))


def _fits(rule: RouteRule, facts: RouteFacts) -> bool:
    """Tell whether every condition that the rule states is fulfilled."""
    return (
        (rule.above is None or facts.exceeds(rule.above))
        and (rule.currency is None or rule.currency in facts.currencies)
        and (rule.severity is None or _is_as_loud(facts.loudest, rule.severity))
        and (not rule.line_kinds or not facts.line_kinds.isdisjoint(rule.line_kinds))
        and (not rule.workspaces or facts.workspace in rule.workspaces)
    )


def _is_as_loud(loudest: str | None, severity: str) -> bool:
    return loudest is not None and SEVERITIES.index(loudest) >= SEVERITIES.index(severity)


def _size(workspace: Workspace, staff: Staff, role: str, fitness: Fitness, most: int) -> int:
    """Count who is there to take a seat; with as many as there are seats, how many more means nothing."""
    able = (one for one in staff.directory.holders(workspace, role) if one.id not in fitness.barred)
    there = (one for one in able if staff.away(one, workspace, fitness.until) is None)
    return len(list(islice(there, most)))


def _found(workspace: Workspace, staff: Staff, place: Place, taken: set[UUID], fitness: Fitness) -> Picked | None:
    """Pick whoever sat there before, when they still can; else whoever is free."""
    role, _ = place
    before = fitness.before.get(place)
    if before and before not in taken | staff.directory.unreached:
        others = {one.id for one in staff.directory.holders(workspace, role)} - {before}
        again = staff.pick(workspace, role, taken | others, fitness.until)
        if again:
            return again
    return staff.pick(workspace, role, taken, fitness.until)
