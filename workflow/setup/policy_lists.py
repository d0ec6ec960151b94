"""The lists of the `[policy]` table: of text, and of tables, which are judged key by key."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from workflow.policy.parts import Closure, RouteRule
from workflow.setup.faults import Fault
from workflow.setup.kinds import Day, closest, exact
from workflow.setup.places import Path

_TABLES: Mapping[Path, type[BaseModel]] = {
    ("policy", "routing", "rules"): RouteRule,
    ("policy", "closures"): Closure,
}
_DAY = TypeAdapter(Day)


def list_faults(value: Any, place: Path) -> Iterator[Fault]:
    """Say what is wrong with the types in a list; what its members may be is judged with the whole policy."""
    model = _TABLES.get(place)
    if not isinstance(value, list):
        yield Fault(place, "must be a list in square brackets")
        return
    for position, member in enumerate(value):
        here = (*place, position)
        if model is None and not isinstance(member, str):
            yield Fault(here, "must be text in quotes")
        elif model is not None and not isinstance(member, Mapping):
            yield Fault(here, "must be a table in curly brackets")
        elif model is not None:
            yield from _in_table(member, model, here)


def _in_table(table: Mapping[str, Any], model: type[BaseModel], place: Path) -> Iterator[Fault]:
    known = [field.alias or name for name, field in model.model_fields.items()]
    for key, value in table.items():
        if key not in known:
            yield Fault((*place, key), f"is no key of the policy here{closest(key, known)}")
        elif wrong := _wrong(key, value):
            yield Fault((*place, key), wrong)


def _wrong(key: str, value: Any) -> str | None:
    try:
        if key == "above":
            exact(value)
        elif key in {"from", "until"}:
            if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
                return "must be a date without quotes and without a time, as in 2026-01-31"
            _DAY.validate_python(value)
    except ValidationError as error:
        return str(error.errors()[0]["ctx"]["error"])
    except ValueError as error:
        return str(error)
    return None
