"""Asking vendors: claim, commit, ask with no transaction open, store each answer by itself."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack

import structlog
from pendulum import DateTime
from sqlalchemy import select

from config.clock import wall
from tasks.house import House
from workflow.batch import Batch, Trouble
from workflow.invoices.fetching import Expectation, claim_fetches, store_fetch
from workflow.invoices.source import Completeness, Fetched, Source
from workflow.setup.applied import SourceSetting

log = structlog.get_logger("tasks")

CLAIMED = 16
AT_ONCE = 4
"""Accounts of one source asked at the same time. A fetch takes at most 30 s, so even when all that was claimed is with
one slow vendor, it is through within the lease of 120 s; and a slow vendor holds no other's threads."""


def fetch(house: House, now: DateTime) -> Batch:
    """Ask for the invoices that are expected by now; an answer that is not complete is a trouble."""
    with house.sessions.begin() as session:
        claimed = claim_fetches(session, now, wall(), CLAIMED)
        settings = {row.name: row for row in session.scalars(select(SourceSetting))} if claimed else {}
        session.expunge_all()
    sources = {one.source: house.connect(one.source, settings.get(one.source)) for one in claimed}
    total = Batch()
    for expectation, fetched in _answers(claimed, sources):
        total += _store(house, expectation, fetched, now)
    return total


def _answers(claimed: Iterable[Expectation], sources: Mapping[str, Source]) -> Iterable[tuple[Expectation, Fetched]]:
    """Give each answer as it comes in."""
    with ExitStack() as stack:
        pools = {name: stack.enter_context(ThreadPoolExecutor(AT_ONCE, f"ask-{name}")) for name in sources}
        asked: dict[Future[Fetched], Expectation] = {
            pools[one.source].submit(_ask, sources[one.source], one): one for one in claimed
        }
        for answer in as_completed(asked):
            yield asked[answer], answer.result()


def _ask(source: Source, expectation: Expectation) -> Fetched:
    try:
        return source.invoices(expectation.account, expectation.span, expectation.position)
    except Exception as error:  # a source promises not to raise; one that does must not stop the others
        log.exception("source raised", source=expectation.source, workspace=expectation.account.key)
        problem = f"The connector of source {expectation.source} failed: {type(error).__name__}; the log has more."
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
