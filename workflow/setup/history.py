"""How an applied setup file enters the history: one event for each workspace that it touches."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from pendulum import DateTime

from workflow.events.event import Happened
from workflow.setup.changes import Change

KIND = "setup.applied"


def happened(
    ids: Mapping[str, UUID], active: set[str], changes: Sequence[Change], organisation: Sequence[str], now: DateTime
) -> Iterator[Happened]:
    """Yield one event a workspace: its own change with old and new values, and what changed for the organisation.

    `ids` are all workspaces by key; `active` those that were active before, which alone are told of the organisation's
    changes (a new workspace begins with them).
    """
    own = {change.key: change for change in changes}
    for key, id_ in ids.items():
        told = list(organisation) if key in active else []
        if key in own or told:
            why = own[key].line if key in own else "the setup file was applied: people, sources or policy changed"
            data = {**_data(own.get(key)), "organisation": told}
            yield Happened(id_, now, KIND, f"workspace:{id_}", why, data=data)


def _data(change: Change | None) -> dict[str, Any]:
    if change is None:
        return {}
    if change.added is not None:
        return {"added": {column: _json(value) for column, value in change.added.items()}}
    return {"changed": {column: [_json(old), _json(new)] for column, (old, new) in change.difference.items()}}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
