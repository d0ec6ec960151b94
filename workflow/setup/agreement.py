"""What takes several tables of the setup file to judge: names that must exist, stand once, or hold a role."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from workflow.setup.faults import Fault
from workflow.setup.kinds import closest
from workflow.setup.places import Path
from workflow.setup.schema import CallaroSource, Setup, WorkspaceEntry


def disagreements(setup: Setup) -> list[Fault]:
    """List where the tables contradict each other; none when the file can be applied."""
    return [fault for rule in _RULES for fault in rule(setup)]


def _people_stand_once(setup: Setup) -> Iterator[Fault]:
    places: list[tuple[Path, str]] = [(("people", i, "email"), person.email) for i, person in enumerate(setup.people)]
    yield from _repeated(places, "is the address of another person too; one entry holds all of a person's roles")


def _roles_stand_once(setup: Setup) -> Iterator[Fault]:
    for i, person in enumerate(setup.people):
        yield from _repeated(_each(("people", i, "roles"), person.roles), "stands twice")


def _workspaces_stand_once(setup: Setup) -> Iterator[Fault]:
    places: list[tuple[Path, str]] = [(("workspaces", i, "key"), one.key) for i, one in enumerate(setup.workspaces)]
    yield from _repeated(places, "is the key of another workspace too")


def _sources_exist(setup: Setup) -> Iterator[Fault]:
    for i, workspace in enumerate(setup.workspaces):
        if workspace.source not in setup.sources:
            hint = closest(workspace.source, list(setup.sources))
            yield Fault(("workspaces", i, "source"), f"there is no [sources.{workspace.source}]{hint}")


def _a_tenant_key_serves_one_workspace(setup: Setup) -> Iterator[Fault]:
    tenants = {name for name, one in setup.sources.items() if isinstance(one, CallaroSource) and one.auth == "tenant"}
    places: list[tuple[Path, str]] = [
        (("workspaces", i, "source"), one.source) for i, one in enumerate(setup.workspaces) if one.source in tenants
    ]
    sentence = 'has auth = "tenant", which serves one workspace, and serves another already; give this one its own'
    yield from _repeated(places, sentence)


def _people_hold_their_roles(setup: Setup) -> Iterator[Fault]:
    roles: dict[str, set[str]] = {}
    for person in setup.people:  # one that stands twice is told by another rule, not here as well
        roles.setdefault(person.email, set()).update(person.roles)
    for i, workspace in enumerate(setup.workspaces):
        for role, emails in workspace.people.items():
            place = ("workspaces", i, "people", role)
            yield from _repeated(_each(place, emails), "stands twice")
            for position, email in enumerate(emails):
                if email not in roles:
                    yield Fault((*place, position), f"{email} does not stand under [[people]]")
                elif role not in roles[email]:
                    yield Fault((*place, position), f"{email} does not hold the role {role}")


def _every_workspace_has_an_admin(setup: Setup) -> Iterator[Fault]:
    if any("admin" in person.roles for person in setup.people):
        return  # and where a workspace names admins of its own, they hold the role and are at least one
    for i, _ in enumerate(setup.workspaces):
        yield Fault(("workspaces", i), 'has no admin; give somebody under [[people]] the role "admin"')


def _dates_stand_once(setup: Setup) -> Iterator[Fault]:
    for i, workspace in enumerate(setup.workspaces):
        for name, dates in _dated(workspace):
            places: list[tuple[Path, str]] = [(("workspaces", i, name, j, "from"), day) for j, day in enumerate(dates)]
            yield from _repeated(places, "is the date of another entry too")


def _dated(workspace: WorkspaceEntry) -> Iterator[tuple[str, list[str]]]:
    yield "billing_entities", [entry.from_.isoformat() for entry in workspace.billing_entities]
    yield "plans", [entry.from_.isoformat() for entry in workspace.plans]


_RULES: Sequence[Callable[[Setup], Iterable[Fault]]] = (
    _people_stand_once,
    _roles_stand_once,
    _workspaces_stand_once,
    _sources_exist,
    _a_tenant_key_serves_one_workspace,
    _people_hold_their_roles,
    _every_workspace_has_an_admin,
    _dates_stand_once,
)


def _each(place: Path, values: Iterable[str]) -> list[tuple[Path, str]]:
    return [((*place, position), value) for position, value in enumerate(values)]


def _repeated(places: Iterable[tuple[Path, str]], sentence: str) -> Iterator[Fault]:
    """Yield a fault at every place whose value stood at an earlier one."""
    seen: Counter[str] = Counter()
    for path, value in places:
        if seen[value]:
            yield Fault(path, f"{value} {sentence}")
        seen[value] += 1
