"""What the setup file said, as its page shows it: people, workspaces, sources. Nothing here can be edited."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notifications.figures import Figures, zone_name
from web.views.policy import Value
from workflow.invoices.document import CoveredPeriod
from workflow.people.absence import Absence
from workflow.people.person import Person, Role
from workflow.people.pools import Directory
from workflow.people.workspace import AUTOMATIC, Workspace
from workflow.setup.applied import SourceSetting

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CYCLES = {"week": "every week", "month": "every month", "quarter": "every quarter", "year": "every year"}
SHOWN_OF_SOURCE = ("base_url", "invoices_path", "auth", "path", "host", "port", "user", "folder", "security")
"""What is shown of a source besides the names of the variables that hold its secrets; nothing else ever is."""


@dataclass(frozen=True)
class PersonRow:
    """One person: their roles here, whose clock and days they keep, when they are away, whether mail reaches them."""

    name: str
    email: str
    roles: str
    zone: str
    days: str
    away: tuple[str, ...]
    refused: str


@dataclass(frozen=True)
class WorkspaceCard:
    """One workspace as it was set up; `roles` says who answers for what."""

    key: str
    name: str
    values: tuple[Value, ...]
    roles: tuple[Value, ...]


def person_row(
    person: Person, roles: Iterable[Role], absences: Iterable[Absence], writes: Figures, names: Mapping[Any, str]
) -> PersonRow:
    """Lay out a person; `names` are those of the deputies by id."""
    return PersonRow(
        name=person.name,
        email=person.email,
        roles=", ".join(roles),
        zone=zone_name(person.timezone) if person.timezone else "",
        days=_days(person.working_days),
        away=tuple(_away(one, writes, names) for one in absences),
        refused=writes.moment(person.mail_refused_at) if person.mail_refused_at else "",
    )


def workspace_card(
    workspace: Workspace, source: SourceSetting | None, people: Directory, writes: Figures
) -> WorkspaceCard:
    """Lay out a workspace."""
    return WorkspaceCard(
        key=workspace.key,
        name=workspace.name,
        values=tuple(Value(name, says, "") for name, says in _values(workspace, source, writes) if says),
        roles=tuple(
            Value(
                role.value.capitalize(), ", ".join(one.name for one in people.holders(workspace, role)) or "nobody", ""
            )
            for role in Role
        ),
    )


def _values(workspace: Workspace, source: SourceSetting | None, writes: Figures) -> Sequence[tuple[str, str]]:
    anchor = workspace.cycle_anchor
    begins = WEEKDAYS[anchor - 1] if workspace.cycle_every == "week" else f"day {anchor}"
    pays = "charged to a card" if workspace.collection == AUTOMATIC else "paid by us"
    day = datetime.date.fromisoformat
    return (
        ("Source", f"{workspace.source}{f' ({source.kind})' if source else ''}, account {workspace.account}"),
        ("Source settings", _source(source)),
        ("Billed", f"{CYCLES.get(workspace.cycle_every, workspace.cycle_every)}, from {begins}"),
        ("Billed since", "; ".join(f"{one['every']} from {one['on']}" for one in workspace.re_anchored)),
        ("Invoices", f"{pays}, {workspace.payment_terms_days} days where none are stated"),
        ("Reviewed from", writes.day(workspace.review_from)),
        ("Zone and holidays", f"{zone_name(workspace.timezone)}, {workspace.country}"),
        ("Currency", workspace.currency),
        ("Cost center", workspace.cost_center or ""),
        ("Vendor's support", workspace.vendor_support or ""),
        ("Accounts payable", workspace.ap_contact or ""),
        ("Senders", ", ".join(workspace.senders)),
        ("Billing entity", "; ".join(f"{one['name']} from {one['from']}" for one in workspace.billing_entities)),
        ("Plan", "; ".join(f"{one['name']} from {one['from']}" for one in workspace.plans)),
        (
            "Closed",
            "; ".join(
                f"{one['name']}, {writes.days(CoveredPeriod(starts_on=day(one['from']), ends_on=day(one['until'])))}"
                for one in workspace.closures
            ),
        ),
    )


def _source(source: SourceSetting | None) -> str:
    """Name what a source reads from, and the variables that hold its secrets."""
    settings = source.settings if source else {}
    shown = [f"{name} {settings[name]}" for name in SHOWN_OF_SOURCE if settings.get(name)]
    secrets = [f"{name} {value}" for name, value in sorted(settings.items()) if name.endswith("_env") and value]
    return ", ".join((*shown, *secrets))


def _days(numbers: Sequence[int]) -> str:
    """Write working days, where they are not those of most people."""
    return "" if list(numbers) == [1, 2, 3, 4, 5] else ", ".join(WEEKDAYS[one - 1] for one in numbers)


def _away(absence: Absence, writes: Figures, names: Mapping[Any, str]) -> str:
    days = writes.days(CoveredPeriod(starts_on=absence.first_on, ends_on=absence.last_on))
    deputy = names.get(absence.deputy_id)
    return f"{days}{f', {deputy} takes their place' if deputy else ''}"
