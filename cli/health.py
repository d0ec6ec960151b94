"""`health`: how invoice review goes, as four measured verdicts with the reviews that show them."""

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from sqlalchemy import select

from cli.edge import print_json, reading
from cli.invoices import AsJson
from config.clock import now
from notifications.wording import one_line
from workflow.health.answer import Answer, Verdict, written_share
from workflow.health.report import QUESTIONS, Answers, HealthReport
from workflow.health.report import health as measured
from workflow.health.spelling import as_data
from workflow.people.workspace import Workspace

STYLES = {Verdict.WATCH: "yellow", Verdict.UNHEALTHY: "bold red", Verdict.NO_DATA: "dim"}
SHORT_PROOF = 5


def health(*, as_json: AsJson = False) -> None:
    """Show how invoice review goes in every workspace, over the last twelve months."""
    with reading() as session:
        workspaces = session.scalars(select(Workspace).where(Workspace.active).order_by(Workspace.key)).all()
        report = measured(session, workspaces, now())
    if as_json:
        print_json(as_data(report))
    else:
        Console().print(*pictured(report), sep="\n")


def pictured(report: HealthReport) -> Iterator[RenderableType]:
    """Give what to print: the four answers with their proof, then a table by workspace and one by month."""
    if not report.workspaces:
        yield Text("There is no workspace yet; `countersign apply FILE` loads a setup file.")
        return
    yield Text(f"Invoice review from {report.months[0][0]} to {report.months[-1][0]}, {report.overall.decided} decided")
    for question, answer in report.overall.named:
        yield Text()
        yield Text.assemble((question.title, "bold"), ": ", (answer.verdict, STYLES.get(answer.verdict, "green")))
        yield _indented(answer.sentence)
        yield _indented(f"Healthy: {question.healthy}.", "dim")
        yield from _proof(answer)
    yield Text()
    yield _table("workspace", [(one.key, one.overall) for one in report.workspaces])
    yield Text()
    yield _table("month", list(reversed(report.months)))


def _indented(words: str, style: str = "") -> Padding:
    return Padding(Text(one_line(words), style=style), (0, 0, 0, 2))


def _proof(answer: Answer) -> Iterator[Padding]:
    for one in answer.proof[:SHORT_PROOF]:
        numbers = ", ".join(one.review.numbers) or str(one.review.review_id)
        yield _indented(f"- {one.review.workspace}:{numbers}: {one.why}")
    if answer.against > SHORT_PROOF:
        yield _indented(f"- and {answer.against - SHORT_PROOF} more (--json names ten)")


def _table(what: str, rows: Sequence[tuple[str, Answers]]) -> Table:
    heads = [question.short.lower() for question in QUESTIONS]
    table = Table(what, "decided", *heads, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name, answers in rows:
        table.add_row(Text(name), Text(str(answers.decided)), *(_cell(answer) for answer in answers.answers))
    return table


def _cell(answer: Answer) -> Text:
    share = "" if answer.share is None else f" {written_share(answer.share)}"
    return Text(f"{answer.verdict}{share}", style=STYLES.get(answer.verdict, "green"))
