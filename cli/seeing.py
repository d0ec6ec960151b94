"""`status` and `explain`: what is going on, and one review's plan."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.command import ContentError
from cli.edge import print_json, reading
from cli.invoices import AsJson
from cli.standing import pictured
from workflow.reviews.explaining import explain as explained
from workflow.reviews.explaining import find_review
from workflow.reviews.standing import standing

Data = dict[str, Any]
_NO_BRIDGE = "There is no earlier invoice to compare the total with."
ReviewName = Annotated[str, typer.Argument(metavar="REVIEW", help="A review's id, or WORKSPACE:NUMBER.")]


def status(*, as_json: AsJson = False) -> None:
    """Show what is going on in every workspace."""
    with reading() as session:
        data = standing(session)
    if as_json:
        print_json(data)
    else:
        console = Console()
        console.print(*pictured(data, console.width), sep="\n")


def explain(review: ReviewName, *, as_json: AsJson = False) -> None:
    """Show one review's plan with how each moment was computed, its findings with their why, and its bridge."""
    with reading() as session:
        found = find_review(session, review)
        if found is None:
            raise ContentError(f"{review}: there is no such review; `countersign status` lists them")
        data = explained(session, found)
    if as_json:
        print_json(data)
    else:
        Console().print(_plan(data), _findings(data), _bridge(data) if data["bridge"] else _NO_BRIDGE)


def _plan(data: Data) -> Table:
    title = f"Decide by {data['decide_by']}, pay by {data['payment_deadline']}"
    table = Table("rung", "at", "because", "state", title=title)
    for rung in data["rungs"]:
        table.add_row(*(_text(rung[name]) for name in ("rung", "at", "because", "state")))
    return table


def _findings(data: Data) -> Table:
    table = Table("finding", "severity", "why")
    for finding in data["findings"]:
        table.add_row(*(_text(finding[name]) for name in ("rule", "severity", "why")))
    return table


def _bridge(data: Data) -> Table:
    table = Table("step", "amount", "evidence", title="From the prior total to this one")
    table.columns[1].justify = "right"
    for step in data["bridge"]:
        table.add_row(*(_text(step[name]) for name in ("step", "amount", "evidence")))
    return table


def _text(value: object) -> str:
    return escape("" if value is None else str(value))
