"""`status` and `explain`: what is going on, and one review's plan."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.command import ContentError
from cli.edge import begin, print_json, reading
from cli.invoices import AsJson
from cli.planning import dispute_rows, plan_lines
from cli.standing import pictured
from config.clock import now
from config.settings import Basics
from tasks.house import base_policy
from workflow.coverage.gathering import coverage
from workflow.disputes.telling import explain_with_dispute, standing_with_disputes
from workflow.notices.standing import mail_standing
from workflow.reviews.explaining import find_review
from workflow.setup.effective import effective_policy

Data = dict[str, Any]
_NO_BRIDGE = "There is no earlier invoice to compare the total with."
ReviewName = Annotated[str, typer.Argument(metavar="REVIEW", help="A review's id, or WORKSPACE:NUMBER.")]


def status(*, as_json: AsJson = False) -> None:
    """Show what is going on in every workspace, and for which coming reviews nobody would be there."""
    base = base_policy(begin(Basics))
    with reading() as session:
        ahead = coverage(session, now(), effective_policy(session, base))
        data = {**standing_with_disputes(session), "coverage": ahead, "mail": mail_standing(session)}
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
        data = explain_with_dispute(session, found)
    if as_json:
        print_json(data)
    else:
        bridge = _bridge(data) if data["bridge"] else _NO_BRIDGE
        dispute = [_dispute(data)] if data["dispute"] else []
        console = Console()
        console.print(*map(_text, plan_lines(data)), sep="\n", soft_wrap=True, highlight=False)
        console.print(_findings(data), bridge, *dispute)


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


def _dispute(data: Data) -> Table:
    table = Table(title="What is disputed", show_header=False)
    for name, said in dispute_rows(data):
        table.add_row(name, _text(said))
    return table


def _text(value: object) -> str:
    return escape("" if value is None else str(value))
