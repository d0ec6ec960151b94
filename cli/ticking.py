"""`tick`: every stage, in this process, until nothing is due."""

from typing import Annotated, Any

import typer

from cli.edge import print_json
from cli.household import house
from cli.invoices import AsJson
from config.clock import now as business_time
from config.clock import parse_moment
from tasks.ticking import TickReport, refuse_earlier
from tasks.ticking import tick as run_all

Now = Annotated[
    str | None, typer.Option("--now", metavar="ISO", help="The moment to work as of; not before the last tick.")
]


def tick(*, now: Now = None, as_json: AsJson = False) -> None:
    """Run every stage until nothing is due. What a vendor or the mail server did wrong is in the output."""
    moment = parse_moment(now) if now else None
    with house() as opened:
        if moment:
            refuse_earlier(opened, moment)
        report = run_all(opened, moment or business_time())
    if as_json:
        print_json(as_data(report))
    else:
        _print(report)


def as_data(report: TickReport) -> dict[str, Any]:
    """Give the report in the shape of `tick --json`."""
    return {
        "now": report.now.to_iso8601_string(),
        "stages": {name: {"done": batch.done, "failed": len(batch.troubles)} for name, batch in report.stages.items()},
        "errors": [
            {"stage": stage, "about": trouble.about, "error": trouble.error} for stage, trouble in report.troubles
        ],
    }


def _print(report: TickReport) -> None:
    typer.echo(f"As of {report.now.to_iso8601_string()}:")
    for name, batch in report.stages.items():
        failed = f", {len(batch.troubles)} failed" if batch.troubles else ""
        typer.echo(f"  {name:<9} {batch.done} done{failed}")
    for stage, trouble in report.troubles:
        typer.echo(f"  {stage}: {trouble.error}")
