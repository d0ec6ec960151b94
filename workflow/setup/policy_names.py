"""Whom and what the `[policy]` table names: workspaces and people that must stand in the file as well."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.setup.faults import Fault
from workflow.setup.kinds import closest
from workflow.setup.places import Path
from workflow.setup.policy_table import BY_WORKSPACE
from workflow.setup.schema import Setup
from workflow.setup.storable import ESCALATE_TO

_NAMING_WORKSPACES: tuple[tuple[str, ...], ...] = (("routing", "rules"), ("closures",))
"""The lists of the policy whose tables may name workspaces."""


def policies_are_for_workspaces(setup: Setup) -> Iterator[Fault]:
    """Find workspaces that the policy names and that do not exist."""
    keys = [one.key for one in setup.workspaces]
    for place, key in [*_own_tables(setup), *_named(setup)]:
        if key not in keys:
            yield Fault(place, f"there is no workspace with this key{closest(key, keys)}")


def policies_name_people(setup: Setup) -> Iterator[Fault]:
    """Find addresses that escalations go to and that are nobody's."""
    known = [person.email for person in setup.people]
    tables = setup.policy.get(ESCALATE_TO)
    for role, addresses in tables.items() if isinstance(tables, Mapping) else ():
        for position, address in _texts(addresses):
            if address not in known:
                told = f"{address} does not stand under [[people]]{closest(address, known)}"
                yield Fault(("policy", ESCALATE_TO, role, position), told)


def _own_tables(setup: Setup) -> list[tuple[Path, str]]:
    tables = setup.policy.get(BY_WORKSPACE)
    return [(("policy", BY_WORKSPACE, key), key) for key in tables] if isinstance(tables, Mapping) else []


def _named(setup: Setup) -> Iterator[tuple[Path, str]]:
    for steps in _NAMING_WORKSPACES:
        listed: Any = setup.policy
        for step in steps:
            listed = listed.get(step) if isinstance(listed, Mapping) else None
        for position, table in enumerate(listed if isinstance(listed, list) else ()):
            keys = table.get("workspaces") if isinstance(table, Mapping) else None
            for number, key in _texts(keys):
                yield ("policy", *steps, position, "workspaces", number), key


def _texts(value: Any) -> list[tuple[int, str]]:
    """Number the texts of a list; what is none is told by whoever judges types."""
    those = enumerate(value) if isinstance(value, list) else ()
    return [(position, one) for position, one in those if isinstance(one, str)]
