"""Letter: for coming reviews nobody would be found to ask; told to each admin once a month, over their workspaces."""

from collections.abc import Sequence
from itertools import groupby

from notifications.ahead import CoverageFacts, Missing
from notifications.facts import Letter
from notifications.wording import Ours

FOLDER = "coverage"


def still_true(facts: CoverageFacts) -> bool:
    """Stop when all the days are over on which somebody would be missing."""
    return bool(facts.missing)


def compose(facts: CoverageFacts) -> Letter:
    """Choose what the letter says: by workspace, which role is empty on which days, and why."""
    workspaces = [(Ours(name), list(its)) for name, its in groupby(facts.missing, key=_workspace)]
    context = {
        "reader": facts.reader,
        "workspaces": workspaces,
        "roles": _listed(list(dict.fromkeys(one.role for one in facts.missing))),
        "rows": [],
        "links": [("Note an absence or a deputy", f"{facts.home}/absences")],
        "because": "you are an admin of these workspaces.",
        "stops": "somebody for every day; it comes once a month, and only when somebody would be missing.",
    }
    return Letter(FOLDER, context)


def _listed(roles: Sequence[str]) -> str:
    """Write `finance`, `finance and admin`, `finance, operations and admin`."""
    *first, last = roles
    return f"{', '.join(first)} and {last}" if first else last


def _workspace(one: Missing) -> str:
    return one.workspace
