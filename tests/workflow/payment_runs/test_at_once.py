"""Who tells of payment runs waits for nobody, for whoever waits with rows in hand may wait for ever."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from config.database import make_engine
from tests.factories import a_workspace
from tests.workflow.payment_runs.test_telling import THURSDAYS, WEDNESDAY
from tests.workflow.walking import a_team, open_one
from workflow.notices.notice import Notice
from workflow.payment_runs.gathering import Span
from workflow.payment_runs.telling import tell_runs
from workflow.people.workspace import Workspace


@pytest.fixture
def postgres(postgresql_database: str) -> Iterator[Engine]:
    """Yield a database that two may write to at once."""
    engine = make_engine(postgresql_database)
    yield engine
    engine.dispose()


def told(engine: Engine) -> list[str]:
    """Tell of the runs, and give of which workspaces the mails are."""
    with Session(engine) as session, session.begin():
        session.execute(text("SET LOCAL lock_timeout = '1s'"))
        tell_runs(session, WEDNESDAY, THURSDAYS)
    with Session(engine) as session:
        mails = session.scalars(select(Notice).where(Notice.kind == "run").order_by(Notice.posted_at, Notice.id))
        return [Span.of_data(span).name for one in mails for span in one.data["spans"]]


def test_a_workspace_that_another_holds_is_told_later(postgres: Engine) -> None:
    with Session(postgres) as session:
        a_team(session)
        for key in ("a", "b"):
            open_one(session, a_workspace(session, key, name=key), number=key)
        session.commit()
    with Session(postgres) as applying:
        applying.execute(update(Workspace).where(Workspace.key == "a").values(cost_center="1"))
        assert told(postgres) == ["b"]
        applying.execute(update(Workspace).where(Workspace.key == "b").values(cost_center="1"))
        applying.commit()
    assert told(postgres) == ["b", "a"]
