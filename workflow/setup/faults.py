"""What is wrong with a setup file, each with its place and one sentence; pydantic's own words stay inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from workflow.setup.kinds import closest
from workflow.setup.places import Path
from workflow.setup.schema import (
    BillingEntityEntry,
    CallaroSource,
    CycleEntry,
    FolderSource,
    MailboxSource,
    PersonEntry,
    PlanEntry,
    Setup,
    WorkspaceEntry,
)

_TABLES: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): Setup,
    ("people",): PersonEntry,
    ("workspaces",): WorkspaceEntry,
    ("workspaces", "cycle"): CycleEntry,
    ("workspaces", "billing_entities"): BillingEntityEntry,
    ("workspaces", "plans"): PlanEntry,
}
_SOURCES: Mapping[str, type[BaseModel]] = {
    "callaro": CallaroSource,
    "folder": FolderSource,
    "mailbox": MailboxSource,
}
_KINDS = ", ".join(list(_SOURCES)[:-1]) + f" or {list(_SOURCES)[-1]}"
_KIND_AT = 2
"""Where pydantic names the kind of a source in a place; the file has no such step."""

_SENTENCES = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "string_too_long": "is longer than {max_length} characters",
    "int_type": "must be a whole number without quotes",
    "bool_type": "must be true or false, without quotes",
    "date_type": "must be a date without quotes and without a time, as in 2026-01-31",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}",
    "time_parsing": 'is no time of day; write it as in "14:00"',
    "tuple_type": "must be a list in square brackets",
    "too_short": "is empty; name at least one or leave it out",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "union_tag_not_found": f"lacks kind; write {_KINDS}",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the path to it in the file, and a sentence that reads on from its name."""

    path: Path
    sentence: str


def faults_of(error: ValidationError, root: Path = ()) -> list[Fault]:
    """Turn pydantic's errors into faults below `root`.

    A key that is missing where an unknown one stands is most likely that one, misspelt: only the unknown is told.
    """
    details = error.errors()
    misspelt = {detail["loc"][:-1] for detail in details if detail["type"] == "extra_forbidden"}
    told = [detail for detail in details if detail["type"] != "missing" or detail["loc"][:-1] not in misspelt]
    return [Fault((*root, *_path(detail)), _sentence(detail)) for detail in told]


def _path(detail: ErrorDetails) -> Path:
    steps = [step for step in detail["loc"] if step != "[key]"]
    if steps[:1] == ["sources"] and len(steps) > _KIND_AT:
        del steps[_KIND_AT]
    if detail["type"] == "union_tag_invalid":
        steps.append("kind")
    return tuple(steps)


def _sentence(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden":
        return f"is no key of the setup file here{closest(str(detail['loc'][-1]), _keys_at(detail['loc'][:-1]))}"
    if kind == "union_tag_invalid":
        return f"must be {_KINDS}"
    if kind == "literal_error":
        return f"must be {context['expected']}".replace("'", '"')
    template = _SENTENCES.get(kind)
    return template.format(**context) if template else detail["msg"]


def _keys_at(table: Path) -> list[str]:
    """List the keys that a table may have, to suggest one."""
    names = tuple(step for step in table if isinstance(step, str))
    model = _SOURCES.get(names[-1]) if names[:1] == ("sources",) and len(names) > _KIND_AT else _TABLES.get(names)
    fields: Mapping[str, Any] = model.model_fields if model else {}
    return [field.alias or name for name, field in fields.items()]
