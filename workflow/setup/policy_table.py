"""The `[policy]` table: only what differs from the defaults, so it is judged with them laid under it."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from workflow.policy.policy import Policy, merged
from workflow.setup.faults import Fault, faults_of
from workflow.setup.kinds import closest, exact, mail_address
from workflow.setup.places import Path
from workflow.setup.policy_lists import list_faults

_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)
_MOST_DAYS = 366
BY_WORKSPACE = "workspaces"
"""The table of what single workspaces decide for themselves; it has none of its own among the defaults."""
_OWN = ("changed", "checks")
_COVERS = "invoice"
"""What `covers` of a workspace looks like; it has no default of its own."""


def policy_faults(table: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[Fault]:
    """Say what is wrong with a policy table over these defaults."""
    mistyped = list(_mistyped(table, defaults, ("policy",)))
    if mistyped:
        return mistyped
    try:
        Policy.model_validate(merged(defaults, table))
    except ValidationError as error:
        return faults_of(error, ("policy",))
    return []


def _mistyped(table: Mapping[str, Any], defaults: Mapping[str, Any], place: Path) -> Iterator[Fault]:
    """A value has the type of its default; pydantic alone would take "4" for 4 and 1 for true."""
    for key, value in table.items():
        if (*place, key) == ("policy", BY_WORKSPACE):
            own = {name: defaults[name] for name in _OWN if name in defaults}
            yield from _mistyped_by_workspace(value, {**own, "covers": _COVERS})
        elif key not in defaults:
            yield Fault((*place, key), f"is no key of the policy{closest(key, list(defaults))}")
        elif isinstance(defaults[key], Mapping) and isinstance(value, Mapping):
            yield from _mistyped(value, defaults[key], (*place, key))
        elif isinstance(defaults[key], list):
            yield from list_faults(value, (*place, key))
        elif judge := _BY_PLACE.get((*place, key)):
            yield from _fault((*place, key), judge(value))
        elif wrong := _wrong(value, defaults[key]):
            yield Fault((*place, key), wrong)


def _mistyped_by_workspace(tables: Any, defaults: Mapping[str, Any]) -> Iterator[Fault]:
    if not isinstance(tables, Mapping):
        yield Fault(("policy", BY_WORKSPACE), "must be a table")
        return
    for key, table in tables.items():
        if isinstance(table, Mapping):
            yield from _mistyped(table, defaults, ("policy", BY_WORKSPACE, key))
        else:
            yield Fault(("policy", BY_WORKSPACE, key), "must be a table")


def _wrong(value: Any, default: Any) -> str | None:
    if isinstance(default, Mapping):
        return "must be a table"
    if isinstance(default, bool):
        return None if isinstance(value, bool) else "must be true or false, without quotes"
    if isinstance(default, int):
        return _wrong_days(value)
    if _NUMBER.fullmatch(str(default)):
        return _wrong_amount(value)
    if _TIME.fullmatch(str(default)) and not _TIME.fullmatch(value if isinstance(value, str) else ""):
        return 'must be a time in quotes, as in "14:00"'
    return None if isinstance(value, str) else "must be text in quotes"


def _fault(place: Path, wrong: str | None) -> Iterator[Fault]:
    if wrong:
        yield Fault(place, wrong)


def _wrong_days(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "must be a whole number without quotes"
    return None if 0 <= value <= _MOST_DAYS else f"must be from 0 to {_MOST_DAYS}"


def _wrong_amount(value: Any) -> str | None:
    try:
        exact(value)
    except ValueError as error:
        return str(error)
    return None


def _wrong_limit(value: Any) -> str | None:
    return None if value == "" else _wrong_amount(value)


def _wrong_contact(value: Any) -> str | None:
    if not isinstance(value, str):
        return "must be an e-mail address in quotes, or empty"
    try:
        mail_address(value or "nobody@localhost")
    except ValueError as error:
        return str(error)
    return None


_BY_PLACE: Mapping[Path, Callable[[Any], str | None]] = {
    ("policy", "routing", "second_finance_above"): _wrong_limit,
    ("policy", "admin", "fallback_contact"): _wrong_contact,
}
"""What may be empty, so that its default does not show what else it may be."""
