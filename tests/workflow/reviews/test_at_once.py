"""Two that are about one period at once, workers or a worker and a person, come to one end."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import pytest
from pendulum import DateTime
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.factories import NOW, a_document, a_policy, a_workspace
from tests.waiting import eventually
from tests.workflow.walking import a_period, a_team, an_answer, open_all, say, take_in
from workflow.decisions import settling
from workflow.decisions.decide import decide
from workflow.findings.examine import examine
from workflow.invoices.invoice import Invoice
from workflow.periods.period import BillingPeriod
from workflow.reviews import candidates
from workflow.reviews.ledger import finish_periods
from workflow.reviews.opening import open_reviews
from workflow.reviews.review import Review, ReviewedRevision

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def postgres(postgresql_database: str) -> Iterator[Engine]:
    """Yield a database that two may write to at once."""
    engine = make_engine(postgresql_database)
    yield engine
    engine.dispose()


def two_examined(engine: Engine) -> None:
    """Leave two invoices of one period, which were charged to a card, to be asked about."""
    with Session(engine) as session:
        a_team(session)
        acme = a_workspace(session, collection="automatic")
        start = NOW.set(month=11, day=1, hour=0)
        a_period(session, acme, start, start.add(months=1))
        take_in(session, acme, a_document("A"), a_document("B"))
        examine(session, NOW, a_policy())
        session.commit()


def open_one_batch(engine: Engine) -> int:
    with Session(engine) as session, session.begin():
        return open_reviews(session, NOW, a_policy()).done


def waiting(engine: Engine) -> int:
    """Count who waits for a lock; asked in a transaction of its own, for PostgreSQL answers once in each."""
    with engine.connect() as connection:
        count: int = connection.execute(WAITING).scalar_one()
        return count


def test_whoever_comes_second_asks_about_both(postgres: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "DUE", candidates.WAITING.limit(1))  # so that each claims one
    two_examined(postgres)
    with ThreadPoolExecutor(2) as pool:
        with Session(postgres) as holder:
            holder.execute(select(BillingPeriod.id).with_for_update(key_share=True))
            workers = [pool.submit(open_one_batch, postgres) for _ in range(2)]
            eventually("both wait", lambda: waiting(postgres) == 2)
        assert [one.result() for one in workers] == [1, 1]
    with Session(postgres) as session:
        asked = select(Invoice.number).join(ReviewedRevision, ReviewedRevision.invoice_id == Invoice.id)
        (open_one,) = session.scalars(select(Review.id).where(Review.state == "open"))
        numbers = session.scalars(asked.where(ReviewedRevision.review_id == open_one).order_by(Invoice.number)).all()
        assert numbers == ["A", "B"]


def test_the_last_answer_and_another_invoice_of_the_period_take_turns(
    postgres: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(postgres, expire_on_commit=False) as session:
        team, acme = a_team(session), a_workspace(session, collection="automatic")
        start = NOW.set(month=11, day=1, hour=0)
        a_period(session, acme, start, start.add(months=1))
        (review,) = open_all(session, acme, [a_document("A")])
        say(session, review, team.ana, "approve")
        take_in(session, acme, a_document("B"))
        examine(session, NOW, a_policy())
        session.commit()
        answer = an_answer(session, review, team.omar, "approve")
    holds = Event()

    def finish_late(session: Session, review_ids: Sequence[UUID], now: DateTime) -> None:
        holds.set()
        eventually("the other waits", lambda: waiting(postgres) == 1)
        finish_periods(session, review_ids, now)

    monkeypatch.setattr(settling, "finish_periods", finish_late)

    def click() -> None:
        with Session(postgres) as session, session.begin():
            decide(session, answer, NOW)

    with ThreadPoolExecutor(2) as pool:
        clicked = pool.submit(click)
        assert holds.wait(10)
        opened = pool.submit(open_one_batch, postgres)
        assert (clicked.result(), opened.result()) == (None, 1)
    with Session(postgres) as session:
        found = session.execute(select(Review.state).order_by(Review.opened_at, Review.id)).scalars().all()
        period = session.scalars(select(BillingPeriod)).one()
        assert (sorted(found), period.state) == (["approved", "open"], "invoiced")
