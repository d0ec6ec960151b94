"""Asking vendors what they counted: as invoices are asked for, and never in their way."""

import structlog
from pendulum import DateTime

from config.clock import wall
from tasks.asking import CLAIMED, answers, claimed
from tasks.house import House
from workflow.batch import Batch, Trouble
from workflow.invoices.evidence import INACTIVE, UsageQuestion, claim_usage, store_evidence
from workflow.invoices.source import Completeness, Evidence, Source

log = structlog.get_logger("tasks")


def count_usage(house: House, now: DateTime) -> Batch:
    """Ask for the usage that invoices charge; what keeps it from being known is a trouble when it is new."""
    questions, sources = claimed(house, lambda session: claim_usage(session, now, wall(), CLAIMED))
    total = Batch()
    for question, evidence in answers(questions, sources, _ask, _failed):
        total += _stored(house, question, evidence, now)
    return total


def _ask(source: Source, question: UsageQuestion) -> Evidence:
    if not question.is_active:
        return _failed(INACTIVE)
    return source.evidence(question.account, question.span, question.position)


def _failed(problem: str) -> Evidence:
    return Evidence(Completeness.BROKEN, problem=problem)


def _stored(house: House, question: UsageQuestion, evidence: Evidence, now: DateTime) -> Batch:
    """Store an answer; what no database takes is no answer, which is stored instead, so that nothing waits for it."""
    try:
        return _store(house, question, evidence, now)
    except Exception as error:
        log.exception("usage not stored", workspace=question.account.key)
        unstored = _failed(f"The answer could not be stored ({type(error).__name__}); the log has more.")
    try:
        return _store(house, question, unstored, now)
    except Exception:  # the lease runs out and it is asked again
        log.exception("usage not stored", workspace=question.account.key)
        return Batch(troubles=(_trouble(question, unstored),))


def _store(house: House, question: UsageQuestion, evidence: Evidence, now: DateTime) -> Batch:
    with house.sessions.begin() as session:
        is_news = store_evidence(session, question, evidence, now)
    return Batch(troubles=(_trouble(question, evidence),)) if is_news else Batch(done=1)


def _trouble(question: UsageQuestion, evidence: Evidence) -> Trouble:
    key, span = question.account.key, question.span
    said = f"{key}, usage from {span.starts_on} to {span.ends_on}: {evidence.problem or evidence.state}"
    return Trouble(f"usage:{question.span_id}", said)
