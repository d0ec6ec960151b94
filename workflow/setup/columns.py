"""How the entries of a setup file are stored: the columns of each row, without ids and states."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workflow.people.person import Role
from workflow.policy.parts import Closure
from workflow.setup.changes import Columns
from workflow.setup.schema import FolderSource, PersonEntry, Setup, SourceEntry, WorkspaceEntry


def people_columns(setup: Setup) -> dict[str, Columns]:
    """Give each person's columns by e-mail address."""
    return {entry.email: _person(entry) for entry in setup.people}


def source_columns(setup: Setup, folder: Path) -> dict[str, Columns]:
    """Give each source's columns by name; a folder's path becomes absolute, from the setup file's own folder."""
    return {name: {"kind": entry.kind, "settings": _settings(entry, folder)} for name, entry in setup.sources.items()}


def workspace_columns(entry: WorkspaceEntry, review_from: datetime.date, closures: Sequence[Closure] = ()) -> Columns:
    """Give a workspace's columns; `review_from` is what holds when the file does not state it."""
    plain = entry.model_dump(mode="json", by_alias=True, include={"people", "billing_entities", "plans", "re_anchored"})
    return {
        "name": entry.name,
        "source": entry.source,
        "account": entry.account,
        "senders": list(entry.senders),
        "timezone": entry.timezone,
        "country": entry.country,
        "currency": entry.currency,
        "cycle_every": entry.cycle.every,
        "cycle_anchor": entry.cycle.anchor,
        "first_period_starts": entry.first_period_starts,
        "review_from": entry.review_from or review_from,
        "collection": entry.collection,
        "payment_terms_days": entry.payment_terms_days,
        "vendor_support": entry.vendor_support,
        "ap_contact": entry.ap_contact,
        "cost_center": entry.cost_center,
        "closures": [one.model_dump(mode="json", by_alias=True, exclude={"workspaces"}) for one in closures],
        **plain,
    }


def _person(entry: PersonEntry) -> Columns:
    # In the order of the three, so that their order in the file means nothing.
    roles = [role.value for role in Role if role.value in entry.roles]
    return {
        "name": entry.name,
        "timezone": entry.timezone,
        "locale": entry.locale,
        "country": entry.country,
        "working_days": sorted(set(entry.working_days)),
        "roles": roles,
    }


def _settings(entry: SourceEntry, folder: Path) -> dict[str, Any]:
    if isinstance(entry, FolderSource):
        return {"path": str((folder / entry.path).resolve())}
    return entry.model_dump(mode="json", exclude={"kind"})
