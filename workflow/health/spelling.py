"""The report in the form of `countersign health --json`; docs/running.md names the keys."""

from typing import Any

from workflow.health.answer import Answer, Proof
from workflow.health.report import Answers, HealthReport, WorkspaceHealth
from workflow.health.spread import Spread

Data = dict[str, Any]


def as_data(report: HealthReport) -> Data:
    """Give the report as plain data; shares in percent and amounts are decimals in text."""
    return {
        "months": [{"month": month, **_answers(answers)} for month, answers in report.months],
        "overall": _answers(report.overall),
        "workspaces": [_workspace(one) for one in report.workspaces],
    }


def _workspace(one: WorkspaceHealth) -> Data:
    months = [{"month": month, **_answers(answers)} for month, answers in one.months]
    return {"key": one.key, "name": one.name, **_answers(one.overall), "months": months}


def _answers(answers: Answers) -> Data:
    each = {question.key: {**_answer(answer), "healthy": question.healthy} for question, answer in answers.named}
    return {"verdict": answers.verdict, "decided": answers.decided, "questions": each}


def _answer(answer: Answer) -> Data:
    return {
        "verdict": answer.verdict,
        "sentence": answer.sentence,
        "share": None if answer.share is None else f"{answer.share:f}",
        "counts": dict(answer.counts),
        "distributions": {name: _spread(spread) for name, spread in answer.spreads.items()},
        "amounts": [
            {
                "currency": one.currency,
                "amount": f"{one.amount:f}",
                "explained": f"{one.explained:f}",
                "share": f"{one.share:f}",
            }
            for one in answer.amounts
        ],
        "against": answer.against,
        "proof": [_proof(one) for one in answer.proof],
    }


def _spread(spread: Spread | None) -> Data | None:
    if spread is None:
        return None
    names = ("count", "least", "lower", "median", "upper", "ninetieth", "most")
    figures = {name: getattr(spread, name) for name in names}
    return {**figures, "histogram": [{"bar": name, "count": count} for name, count in spread.bars]}


def _proof(proof: Proof) -> Data:
    review = proof.review
    return {
        "review": str(review.review_id),
        "workspace": review.workspace,
        "numbers": list(review.numbers),
        "why": proof.why,
    }
