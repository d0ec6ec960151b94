"""Muted checks as their page shows them: which, where, why, by whom, until when, and how they ended."""

from collections.abc import Iterable
from dataclasses import dataclass

from notifications.figures import Figures
from web.views.moments import At, full
from workflow.findings.mute import Mute
from workflow.findings.muting import ADMINS_ONLY
from workflow.findings.rules.registry import RULES
from workflow.people.workspace import Workspace


@dataclass(frozen=True)
class MuteRow:
    """One mute; `key` is that of the form to end it, empty where it is over or not the reader's to end."""

    rule: str
    workspace: str
    why: str
    by: str
    since: At
    until: str
    ended: str
    path: str
    key: str


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen; `note` says what is special about it."""

    value: str
    name: str
    note: str = ""


def mute_row(mute: Mute, names: tuple[str, str | None], workspace: Workspace, writes: Figures, key: str) -> MuteRow:
    """Lay out a mute; `names` are who muted it and who ended it, `key` opens the form to end it."""
    by, ended_by = names
    ended = f"Ended by {ended_by}, {full(writes, mute.ended_at).words}" if mute.ended_at else ""
    return MuteRow(
        rule=rule_name(mute.rule),
        workspace=workspace.name,
        why=mute.reason,
        by=by,
        since=full(writes, mute.muted_at),
        until=writes.day(mute.until),
        ended=ended,
        path=f"/mutes/{mute.id}/end",
        key=key,
    )


def rule_choices() -> tuple[Choice, ...]:
    """List every check by its name."""
    choices = (Choice(one.name, rule_name(one.name), _note(one.name)) for one in RULES)
    return tuple(sorted(choices, key=lambda one: one.name))


def workspace_choices(workspaces: Iterable[Workspace]) -> tuple[Choice, ...]:
    """List the workspaces in which something may be muted."""
    return tuple(Choice(str(one.id), one.name) for one in workspaces)


def rule_name(rule: str) -> str:
    """Write the name of a rule as words."""
    return rule.replace("_", " ").capitalize()


def _note(rule: str) -> str:
    return "admins only" if rule in ADMINS_ONLY else ""
