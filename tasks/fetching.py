"""Asking vendors for invoices: claim, commit, ask with no transaction open, store each answer by itself."""

import structlog
from pendulum import DateTime

from config.clock import wall
from tasks.asking import CLAIMED, answers, claimed
from tasks.house import House
from workflow.batch import Batch, Trouble
from workflow.invoices.fetching import Expectation, claim_fetches, store_fetch
from workflow.invoices.source import Completeness, Fetched, Source

log = structlog.get_logger("tasks")


def fetch(house: House, now: DateTime) -> Batch:
    """Ask for the invoices that are expected by now; an answer that is not complete is a trouble."""
    expectations, sources = claimed(house, lambda session: claim_fetches(session, now, wall(), CLAIMED))
    total = Batch()
    for expectation, fetched in answers(expectations, sources, _ask, _failed):
        total += _store(house, expectation, fetched, now)
    return total


def _ask(source: Source, expectation: Expectation) -> Fetched:
    return source.invoices(expectation.account, expectation.span, expectation.position)


def _failed(problem: str) -> Fetched:
    return Fetched(Completeness.BROKEN, problem=problem)


def _store(house: House, expectation: Expectation, fetched: Fetched, now: DateTime) -> Batch:
    try:
        with house.sessions.begin() as session:
            store_fetch(session, expectation, fetched, now)
    except Exception as error:  # the lease runs out and the period is asked for again
        log.exception("answer not stored", workspace=expectation.account.key)
        return _trouble(expectation, f"the answer could not be stored ({type(error).__name__}); the log has more")
    if fetched.state == Completeness.COMPLETE:
        return Batch(done=1)
    return _trouble(expectation, fetched.problem or f"the answer is {fetched.state}")


def _trouble(expectation: Expectation, problem: str) -> Batch:
    key, span = expectation.account.key, expectation.span
    said = f"{key}, {span.starts_on} to {span.ends_on}: {problem}"
    return Batch(troubles=(Trouble(f"period:{expectation.period_id}", said),))
