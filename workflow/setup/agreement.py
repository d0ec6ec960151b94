"""What takes several tables of the setup file to judge: names that must exist, stand once, or hold a role."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from workflow.setup.faults import Fault
from workflow.setup.kinds import closest
from workflow.setup.places import Path
from workflow.setup.policy_names import policies_are_for_workspaces, policies_name_people
from workflow.setup.schema import CallaroSource, MailboxSource, Setup, WorkspaceEntry


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


def _an_account_is_asked_for_once(setup: Setup) -> Iterator[Fault]:
    for name, source in setup.sources.items():
        if isinstance(source, CallaroSource) and source.auth == "partner":
            its = [(i, one) for i, one in enumerate(setup.workspaces) if one.source == name]
            places: list[tuple[Path, str]] = [(("workspaces", i, "account"), one.account) for i, one in its]
            yield from _repeated(places, "is the account of another workspace too, whose invoices would come twice")


def _keys_do_not_travel_in_clear(setup: Setup) -> Iterator[Fault]:
    for name, source in setup.sources.items():
        if not isinstance(source, CallaroSource) or source.allow_private_addresses:
            continue
        if urlsplit(source.base_url).scheme == "http":
            told = "begins with http://, so that everybody on the way could read the key; write https://"
            yield Fault(("sources", name, "base_url"), f"{told}, or allow_private_addresses for your own network")


def _mails_have_senders(setup: Setup) -> Iterator[Fault]:
    for i, workspace in enumerate(setup.workspaces):
        source = setup.sources.get(workspace.source)
        if isinstance(source, MailboxSource) and not workspace.senders:
            yield Fault(("workspaces", i, "senders"), f"is missing; name whose mails in {workspace.source} are its own")
        elif source is not None and not isinstance(source, MailboxSource) and workspace.senders:
            sentence = f"belongs to a mailbox, but {workspace.source} is of kind {source.kind}"
            yield Fault(("workspaces", i, "senders"), sentence)


def _a_sender_serves_one_workspace(setup: Setup) -> Iterator[Fault]:
    sentence = (
        'stands twice in this mailbox; say who got the mail, as in "billing@vendor.example to us+acme@example.com"'
    )
    for name, source in setup.sources.items():
        if isinstance(source, MailboxSource):
            sharing = [(i, one.senders) for i, one in enumerate(setup.workspaces) if one.source == name]
            places = [place for i, senders in sharing for place in _each(("workspaces", i, "senders"), senders)]
            yield from _repeated(places, sentence)


def _folders_are_read_once(setup: Setup) -> Iterator[Fault]:
    read = {name: one for name, one in setup.sources.items() if isinstance(one, MailboxSource)}
    places: list[tuple[Path, str]] = [
        (("sources", name), f"{one.folder} of {one.user} at {one.host}") for name, one in read.items()
    ]
    yield from _repeated(places, "is another source too; let its workspaces share one source")


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


def _cycles_take_turns(setup: Setup) -> Iterator[Fault]:
    for i, workspace in enumerate(setup.workspaces):
        before = workspace.first_period_starts
        for j, cycle in enumerate(workspace.re_anchored):
            if cycle.on <= before:
                yield Fault(("workspaces", i, "re_anchored", j, "on"), f"{cycle.on} is not later than {before}")
            before = cycle.on


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
    _an_account_is_asked_for_once,
    _keys_do_not_travel_in_clear,
    _mails_have_senders,
    _a_sender_serves_one_workspace,
    _folders_are_read_once,
    _people_hold_their_roles,
    _every_workspace_has_an_admin,
    _dates_stand_once,
    policies_are_for_workspaces,
    policies_name_people,
    _cycles_take_turns,
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
