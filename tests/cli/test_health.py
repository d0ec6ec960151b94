"""`health`: verdicts in words for people, stable keys for programs."""

import io
import json
from typing import Any

from rich.console import Console

from cli.health import pictured
from tests.cli.conftest import Typed
from tests.workflow.health.handled import a_review, at
from workflow.base import new_id
from workflow.health.facts import Handled
from workflow.health.months import months_until
from workflow.health.report import HealthReport, report_of
from workflow.health.spelling import as_data
from workflow.people.workspace import Workspace

QUESTIONS = ["schedule", "explained", "in_time", "reconciled"]


def a_report(*reviews: Handled) -> HealthReport:
    """Measure these reviews of one workspace."""
    workspace = Workspace(id=new_id(), key="acme", name="Acme")
    return report_of([workspace], {workspace.id: reviews}, months_until("2026-10", 3))


def printed(*reviews: Handled, width: int = 100) -> list[str]:
    """Print a report to a terminal of so many columns."""
    out = io.StringIO()
    Console(file=out, width=width).print(*pictured(a_report(*reviews)), sep="\n")
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_each_verdict_stands_there_in_a_word_with_its_sentence_and_its_proof() -> None:
    lines = printed(a_review(at(7)), a_review(at(13)))
    assert lines[0] == "Invoice review from 2026-08 to 2026-10, 2 decided"
    assert "Invoices are reviewed on a predictable schedule: unhealthy" in lines
    assert "  1 of 2 reviews (50 %) were decided in time. They took 2 to 6 business days." in lines
    assert "  - acme:A-9: decided 1 business day after it was due" in lines


def test_there_is_a_line_for_each_workspace_and_each_month_the_newest_first() -> None:
    lines = [line.split() for line in printed(a_review(at(7)))]
    assert ["acme", "1", "healthy", "100", "%", "no", "data", "no", "data", "healthy", "100", "%"] in lines
    assert [line[0] for line in lines if line and line[0].startswith("2026-")] == ["2026-10", "2026-09", "2026-08"]


def test_with_nothing_there_it_says_what_to_do() -> None:
    out = io.StringIO()
    Console(file=out).print(*pictured(report_of([], {}, months_until("2026-10"))))
    assert out.getvalue().startswith("There is no workspace yet;")


def test_programs_find_the_same_keys_overall_by_month_and_by_workspace() -> None:
    data = as_data(a_report(a_review(at(13), "usage")))
    assert data.keys() == {"months", "overall", "workspaces"}
    (workspace,) = data["workspaces"]
    assert workspace["key"] == "acme"
    assert [one["month"] for one in workspace["months"]] == ["2026-08", "2026-09", "2026-10"]
    for answers in (data["overall"], workspace, *data["months"], *workspace["months"]):
        assert list(answers["questions"]) == QUESTIONS
        for answer in answers["questions"].values():
            assert set(answer) == {
                "verdict", "sentence", "share", "counts", "distributions", "amounts", "against", "proof", "healthy"
            }  # fmt: skip


def test_the_proof_names_the_review_and_the_figures_are_plain() -> None:
    review = a_review(at(13), "usage")
    schedule: dict[str, Any] = as_data(a_report(review))["overall"]["questions"]["schedule"]
    assert (schedule["verdict"], schedule["share"]) == ("unhealthy", "0.0")
    assert schedule["proof"] == [
        {"review": str(review.review_id), "workspace": "acme", "numbers": ["A-9"],
         "why": "decided 1 business day after it was due"}
    ]  # fmt: skip
    days = schedule["distributions"]["business_days"]
    assert {name: days[name] for name in ("count", "least", "median", "most")} == {
        "count": 1, "least": 6, "median": 6, "most": 6
    }  # fmt: skip
    assert {"bar": "6-10", "count": 1} in days["histogram"]


def test_the_command_prints_either(typed: Typed, migrated_url: str) -> None:
    given = json.loads(typed("health", "--json", DATABASE_URL=migrated_url).stdout)
    assert (given["overall"]["verdict"], len(given["months"]), given["workspaces"]) == ("no data", 12, [])
    assert "There is no workspace yet" in typed("health", DATABASE_URL=migrated_url).stdout
