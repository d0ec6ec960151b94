"""`python -m tests.findings_report`: print how the checks did in the year; 1 when one missed or cried wolf."""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from config.database import make_engine
from sandbox.year.books import year_books
from tests.databases import disposed
from tests.findings_report.bridges import Led, led
from tests.findings_report.judging import Answer, Judged, Noted, named, share
from tests.findings_report.replaying import LAST, replay
from tests.schema import create_schema
from workflow.findings.facts import printed
from workflow.findings.finding import Severity

WIDTH = 160


def main() -> int:
    """Replay, judge, print."""
    parser = argparse.ArgumentParser(prog="make findings-report")
    parser.add_argument("--every", action="store_true", help="list every finding with its why")
    parser.add_argument("--last", type=date.fromisoformat, default=LAST, help="a day in another last month")
    chosen = parser.parse_args()
    console = Console(width=WIDTH, highlight=False)
    with (
        tempfile.TemporaryDirectory() as folder,
        disposed(make_engine(f"sqlite:///{Path(folder) / 'year.db'}")) as engine,
    ):
        create_schema(engine)
        year = year_books(chosen.last)
        judged = Judged(replay(engine, year, chosen.last), year)
    bridges = led(judged)
    _show_rules(console, judged)
    _show_causes(console, judged.answers)
    _show_bridges(console, bridges)
    if chosen.every:
        _list(console, "findings", [(version, one) for version in judged.versions for one in version.findings])
    for severity in reversed(Severity):
        _list(console, f"{severity} findings on invoices in which nothing was planted", judged.unplanted(severity))
    _list(console, "findings that speak of nothing that was planted in their invoice", judged.beside())
    return _verdict(console, judged, bridges)


def _show_rules(console: Console, judged: Judged) -> None:
    tallies = judged.tallies()
    table = Table(title=f"The rules, on {len(judged.versions)} versions of invoices")
    for name in ("rule", "findings", "of a planted cause", "precision", "causes answered", "causes missed", "recall"):
        table.add_column(name, justify="left" if name == "rule" else "right")
    for one in tallies:
        figures = (one.findings, one.right, one.precision, one.answered, one.missed, one.recall)
        table.add_row(one.rule, *map(str, figures))
    findings, right = sum(one.findings for one in tallies), sum(one.right for one in tallies)
    causes, missed = len(judged.answers), len(judged.missed)
    whole = (findings, right, share(right, findings), causes - missed, missed, share(causes - missed, causes))
    table.add_row("all", *map(str, whole), style="bold")
    console.print(table)


def _show_causes(console: Console, answers: Iterable[Answer]) -> None:
    table = Table("planted", "in", "one of these has to speak", "spoke", "the invoice", title="The planted causes")
    for one in answers:
        wanted = ", ".join(one.expected.rules) or f"no rule: {one.expected.because}"
        spoke = ", ".join(sorted(one.rules))
        where = one.cause.number or f"none for {one.cause.covers.starts_on}"
        style = None if one.is_found else "red"
        table.add_row(one.cause.kind, where, wanted, spoke, "; ".join(one.said), style=style)
    console.print(table)


def _show_bridges(console: Console, bridges: Sequence[Led]) -> None:
    exact = sum(not one.gap for one in bridges)
    console.print(f"bridges: {len(bridges)} from one invoice to another, {exact} of them sum exactly")
    for one in bridges:
        if one.version.unexplained:
            way = f"{one.prior_number} to {one.version.number}, revision {one.version.revision}"
            rest = printed(one.version.unexplained, one.version.bridge.currency)
            console.print(f"  {way}: {rest} unexplained; the vendor's errors: {named(one.errors)}")


def _list(console: Console, title: str, found: Sequence[Noted]) -> None:
    console.print(f"{title}: {len(found)}")
    for version, one in found:
        console.print(f"  {version.number}, revision {version.revision}: {one.rule} ({one.severity}): {one.why}")


def _verdict(console: Console, judged: Judged, bridges: Sequence[Led]) -> int:
    severe = judged.unplanted(Severity.SEVERE)
    complaints = [f"missed: {one.cause.kind} in {one.cause.number}: {one.cause.sentence}" for one in judged.missed]
    complaints += [f"severe on a clean invoice: {version.number}: {one.rule}: {one.why}" for version, one in severe]
    complaints += [f"a bridge does not sum: {one.version.number}: {one.gap}" for one in bridges if one.gap]
    complaints += [
        f"unexplained without an error of the vendor: {one.version.number}: {one.version.unexplained}"
        for one in bridges
        if one.is_unfounded
    ]
    for complaint in complaints:
        console.print(complaint, style="red", markup=False)
    if not complaints:
        console.print("every planted cause is found, no severe finding stands on a clean invoice", style="green")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
