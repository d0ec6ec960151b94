"""`status` in words: workspace by period, what needs somebody, who will be missing, what was set aside, the sources."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from notifications.wording import one_line
from workflow.reviews.review import UNSETTLED

Data = Mapping[str, Any]
Months = Mapping[str, Sequence[Data]]
Entry = tuple[str, list[str]]
"""A first line, and the sentences that stand indented below it."""

NEEDS = "*"
SHORT = {"awaiting_invoice": "awaiting"}
COLUMN, NAME = 12, 24
STYLES = {"late": "bold red", "reviewed": "green", "invoiced": "bold", "awaiting_invoice": "bold"}


def pictured(data: Data, width: int) -> Iterator[RenderableType]:
    """Give what to print of `standing`, `coverage` and `mail_standing`, for a terminal of so many columns."""
    if not any(data.values()):
        yield Text("There is no workspace yet; `countersign apply FILE` loads a setup file.")
        return
    yield _grid(data["workspaces"], width)
    yield Text(f"{NEEDS} needs somebody; - no period ended in that month", style="dim")
    for title, entries in _sections(data):
        yield Text(f"\n{title}", style="bold")
        for head, sentences in entries or [("Nothing.", [])]:
            yield _indented(head, 2, width)
            yield from (_indented(sentence, 4, width, "dim") for sentence in sentences if sentence)


def _sections(data: Data) -> Iterator[tuple[str, list[Entry]]]:
    periods = [(one, period) for one in data["workspaces"] for period in reversed(one["periods"])]
    needing = [_of_period(one, period) for one, period in periods if period["needs_somebody"]]
    yield "Needs somebody", [*needing, *(_of_mail(one) for one in data["mail"])]
    yield "Open reviews", [_of_review(one) for one in data["reviews"] if one["state"] in UNSETTLED]
    yield "Coverage", [_of_hole(one) for one in data["coverage"]]
    yield "Set aside", [_of_file(one) for one in data["set_aside"]]
    yield "Sources", [_of_source(one) for one in data["workspaces"]]


def _grid(workspaces: Sequence[Data], width: int) -> Table:
    """Draw workspaces by month, as many months as there is room for, the newest first; a period has that of its end."""
    by_month = [_by_month(workspace["periods"]) for workspace in workspaces]
    months = sorted({month for its in by_month for month in its}, reverse=True)
    shown = months[: max(1, (width - NAME) // COLUMN)]
    table = Table("workspace", *(_month(month) for month in shown), box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for workspace, its in zip(workspaces, by_month, strict=True):
        table.add_row(Text(workspace["key"], overflow="ellipsis"), *(_cell(its.get(month, ())) for month in shown))
    table.columns[0].max_width = NAME - 2
    return table


def _by_month(periods: Sequence[Data]) -> Months:
    found: dict[str, list[Data]] = defaultdict(list)
    for period in reversed(periods):
        found[period["ends_on"][:7]].append(period)
    return found


def _month(month: str) -> str:
    return date.fromisoformat(f"{month}-01").strftime("%b %Y")


def _cell(periods: Sequence[Data]) -> Text:
    """Show the period of a month that needs somebody, else its newest, and how many more there are."""
    if not periods:
        return Text("-", style="dim")
    shown = next((period for period in periods if period["needs_somebody"]), periods[0])
    more = f" +{len(periods) - 1}" if len(periods) > 1 else ""
    mark = NEEDS if shown["needs_somebody"] else ""
    return Text(f"{SHORT.get(shown['state'], shown['state'])}{mark}{more}", style=STYLES.get(shown["state"], ""))


def _of_period(workspace: Data, period: Data) -> Entry:
    head = f"{workspace['key']}, {period['starts_on']} to {period['ends_on']}: {_state(period['state'])}"
    return head, [period["reason"], _next(period["next"], period["next_at"])]


def _of_mail(mail: Data) -> Entry:
    if mail["state"] == "refused":
        return f"{mail['to']}: refuses mail since {_moment(mail['since'])}", [mail["problem"]]
    if mail["state"] == "unread":
        head = f"{mail['source']}: the mailbox cannot be read since {_moment(mail['since'])}"
        return head, [mail["problem"], "Until it can, mail of ours that comes back is not noticed"]
    mails = "1 mail waits" if mail["mails"] == 1 else f"{mail['mails']} mails wait"
    return f"{mails} to be sent, the oldest since {_moment(mail['since'])}", [mail["problem"]]


def _of_review(review: Data) -> Entry:
    names = ", ".join(f"{review['workspace']}:{number}" for number in review["numbers"]) or review["id"]
    asked = ", ".join(f"{seat['role']} {seat['person'] or 'nobody'} {seat['state']}" for seat in review["assignments"])
    following = review["next"] or {"rung": None, "at": None}
    head = f"{names}: {review['state']}, to be decided by {_moment(review['decide_by'])}"
    return head, [asked, *_quiet(review), _next(following["rung"], following["at"])]


def _quiet(review: Data) -> Iterator[str]:
    """Say who is not reminded, and why."""
    if review["waits_since"]:
        yield f"The vendor is waited for since {_moment(review['waits_since'])}, so the reviewers are not reminded"
    for one in review["snoozed"]:
        yield f"{one['role']} {one['person']} put reminders off until {_moment(one['until'])}"


def _of_hole(hole: Data) -> Entry:
    seat = hole["role"] if hole["seat"] == 1 else f"{hole['role']}, seat {hole['seat']}"
    until = f" to {hole['until']}" if hole["until"] != hole["from"] else ""
    return f"{hole['workspace']}, {hole['from']}{until}: nobody for {seat}", [hole["why"]]


def _of_file(file: Data) -> Entry:
    origin = [f"From {file['origin']}"] if file["origin"] else []
    return f"{file['workspace']}: {file['name']}, since {_moment(file['received_at'])}", [file["reason"], *origin]


def _of_source(workspace: Data) -> Entry:
    worked = _moment(workspace["last_success"]) if workspace["last_success"] else "never"
    head = f"{workspace['key']}: {workspace['source']}, {workspace['connection']}, last worked {worked}"
    return head, [workspace["problem"] or ""]


def _indented(words: str, by: int, width: int, style: str = "") -> Text:
    """Set words that may be a vendor's: on lines of their own, and without what would steer the terminal."""
    indent = " " * by
    return Text(textwrap.fill(one_line(words), width, initial_indent=indent, subsequent_indent=indent), style=style)


def _next(what: str | None, at: str | None) -> str:
    if not what:
        return ""
    return f"Next: {_state(what)}, {_moment(at)}" if at else f"Next: {_state(what)}"


def _state(state: str) -> str:
    return state.replace("_", " ")


def _moment(iso: str | None) -> str:
    """Write an ISO moment for the eye, in UTC: `2026-12-09 08:00 UTC`."""
    return f"{iso[:10]} {iso[11:16]} UTC" if iso else "never"
