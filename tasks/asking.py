"""Asking vendors with no transaction open: who was claimed, each source's own threads, each answer as it comes in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from tasks.house import House
from workflow.invoices.source import Account, Source
from workflow.setup.applied import SourceSetting

log = structlog.get_logger("tasks")

CLAIMED = 16
AT_ONCE = 4
"""Accounts of one source asked at the same time. An answer takes at most 30 s, so even when all that was claimed is
with one slow vendor, it is through within the lease of 120 s; and a slow vendor holds no other's threads."""


class Question(Protocol):
    """What a source is asked: by its name, about an account."""

    @property
    def source(self) -> str:
        """Name the source."""
        ...

    @property
    def account(self) -> Account:
        """Give the account."""
        ...


Asked = TypeVar("Asked", bound=Question)
Answer = TypeVar("Answer")


def claimed(house: House, claim: Callable[[Session], Sequence[Asked]]) -> tuple[Sequence[Asked], Mapping[str, Source]]:
    """Claim in one transaction; gives what was claimed, and the sources to ask."""
    with house.sessions.begin() as session:
        questions = claim(session)
        settings = {row.name: row for row in session.scalars(select(SourceSetting))} if questions else {}
        session.expunge_all()
    return questions, {one.source: house.connect(one.source, settings.get(one.source)) for one in questions}


def answers(
    questions: Iterable[Asked],
    sources: Mapping[str, Source],
    ask: Callable[[Source, Asked], Answer],
    failed: Callable[[str], Answer],
) -> Iterable[tuple[Asked, Answer]]:
    """Give each answer as it comes in; `failed` makes the answer of a source that raises, of a sentence."""

    def asked_safely(one: Asked) -> Answer:
        try:
            return ask(sources[one.source], one)
        except Exception as error:  # a source promises not to raise; one that does must not stop the others
            log.exception("source raised", source=one.source, workspace=one.account.key)
            return failed(f"The connector of source {one.source} failed: {type(error).__name__}; the log has more.")

    with ExitStack() as stack:
        pools = {name: stack.enter_context(ThreadPoolExecutor(AT_ONCE, f"ask-{name}")) for name in sources}
        asked: dict[Future[Answer], Asked] = {pools[one.source].submit(asked_safely, one): one for one in questions}
        for answer in as_completed(asked):
            yield asked[answer], answer.result()
