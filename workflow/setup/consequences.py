"""What follows from an applied setup file for reviews that are open: whose seats, and which deadlines, to look at anew.

Pure: it only says who and where; the stages find the marks and do the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflow.setup.changes import Change
from workflow.setup.schema import Setup

_NO_MATTER = {"name", "locale"}
"""What may change of a person without changing what they can be asked."""
_PLANNED_BY = {"country", "closures", "timezone", "collection", "payment_terms_days"}
"""What of a workspace the deadlines of its reviews are computed from."""


def to_reseat(people: Sequence[Change], workspaces: Sequence[Change], setup: Setup) -> set[str]:
    """Give the addresses of those who left, came, lost or gained a role here, or work otherwise than before."""
    changed = {one.key for one in people if one.added is not None or one.difference.keys() - _NO_MATTER}
    named = {email for one in workspaces for email in _renamed(one, setup)}
    return changed | named


def to_replan(workspaces: Sequence[Change]) -> set[str]:
    """Give the keys of the workspaces whose business calendar is no longer as it was."""
    return {one.key for one in workspaces if one.difference.keys() & _PLANNED_BY}


def _renamed(workspace: Change, setup: Setup) -> Iterator[str]:
    """Give whoever answered or answers now for a role of which a workspace names other people than before."""
    old, new = workspace.difference.get("people", ({}, {}))
    for role in {*old, *new}:
        if old.get(role) != new.get(role):
            yield from _answering(old, role, setup)
            yield from _answering(new, role, setup)


def _answering(named: Mapping[str, Any], role: str, setup: Setup) -> list[str]:
    """List who answers for a role: those whom the workspace names, else everybody who holds it."""
    holders = [person.email for person in setup.people if role in person.roles]
    return list(named.get(role, holders))
