"""Letter: how invoice review went last month, told to each admin once, over all workspaces that are theirs."""

from collections.abc import Set as AbstractSet
from typing import Any

from notifications.facts import HealthFacts, Letter
from notifications.figures import Figures
from notifications.wording import Ours
from workflow.health.answer import Answer, Question, Verdict
from workflow.health.months import spelled
from workflow.health.report import Answers

FOLDER = "health"
SAID_OF = (Verdict.WATCH, Verdict.UNHEALTHY)


def still_true(facts: HealthFacts) -> bool:
    """Stop when the reader is admin of no workspace any more in which something was decided."""
    return facts.report.overall.decided > 0


def compose(facts: HealthFacts) -> Letter:
    """Choose what the letter says: the four verdicts, then per workspace what is not healthy."""
    overall, writes = facts.report.overall, facts.reader.figures
    wanting = {question.key for question, answer in overall.named if answer.verdict in SAID_OF}
    context = {
        "reader": facts.reader,
        "month": spelled(facts.month),
        "verdict": overall.verdict,
        "decided": overall.decided,
        "overall": [_said(one, writes, with_bar=one[0].key in wanting) for one in overall.named],
        "workspaces": [
            (Ours(one.name), said)
            for one in facts.report.workspaces
            if (said := _not_healthy(one.overall, wanting, writes))
        ],
        "count": len(facts.report.workspaces),
        "heads": [Ours(head) for head in facts.heads],
        "rows": [],
        "links": [("See every month, and the reviews behind each verdict", f"{facts.home}/health")],
        "because": "you are an admin of these workspaces.",
        "stops": "nothing; it comes once a month, and not for a month in which nothing was decided.",
    }
    return Letter(FOLDER, context)


def _not_healthy(answers: Answers, stated: AbstractSet[str], writes: Figures) -> list[dict[str, Any]]:
    """List what is not healthy in a workspace; what healthy would be is said once, above where it stands there."""
    return [
        _said((question, answer), writes, with_bar=question.key not in stated)
        for question, answer in answers.named
        if answer.verdict in SAID_OF
    ]


def _said(named: tuple[Question, Answer], writes: Figures, *, with_bar: bool) -> dict[str, Any]:
    question, answer = named
    return {
        "title": question.title,
        "verdict": answer.verdict,
        "sentence": writes.told(answer.sentence),
        "healthy": question.healthy if with_bar else "",
    }
