"""A sweep over 100,000 open reviews reads what is due, not what is open."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pendulum import DateTime
from sqlalchemy import Engine, Uuid, case, cast, event, func, insert, literal, select, text
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from config.database import make_engine
from tests.databases import disposed, new_database, url_of
from tests.factories import NOW, a_policy, a_workspace
from tests.schema import create_schema
from workflow.base import Base
from workflow.batch import BATCH
from workflow.due import EARLIEST
from workflow.policy.policy import keep
from workflow.reviews import ladder, replanning, waking
from workflow.reviews.review import Assignment, PlannedRung, Review

OPEN, PUT_OFF, DUE = 100_000, 10_000, 50
LATER = NOW.add(days=30)
SWEEPS: Mapping[str, Any] = {
    "ix_planned_rungs_due": ladder.DUE,
    "ix_reviews_replan": replanning.DUE,
    "ix_assignments_snoozed": waking.DUE,
}
"""The claiming statements, by the partial index that each must use."""
MOST_READ = 4 * DUE
"""What is due, and for each of these what hangs on it."""


def explained(session: Session, prefix: str, statement: Any) -> list[Any]:
    """Ask for the plan of a statement as the driver gets it, with the values that it has when it runs."""
    connection, sent = session.connection(), []

    def note(_connection: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
        sent.append((text, values))

    event.listen(connection, "before_cursor_execute", note)
    session.execute(statement, {"now": NOW, "most": BATCH}).all()
    event.remove(connection, "before_cursor_execute", note)
    ((text_sent, values),) = sent
    return list(connection.exec_driver_sql(f"{prefix} {text_sent}", values))


@contextmanager
def crowded(engine: Engine) -> Iterator[Session]:
    """Yield a session on so many open reviews, a planned rung each and some seats; of the first, everything is due."""
    create_schema(engine)
    with disposed(engine), closing(Session(engine)) as session:
        _fill(session)
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
        yield session


def _fill(session: Session) -> None:
    workspace, policy = a_workspace(session), keep(session, a_policy())
    n = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = n.union_all(select(n.c.n + 1).where(n.c.n < OPEN))
    number: ColumnElement[int] = numbers.c.n
    row_id = _id(session, number)
    same = {"id": row_id, "workspace_id": cast(workspace.id, Uuid)}
    review = {
        "state": "open",
        "policy_hash": policy,
        "opened_at": NOW,
        "payment_deadline": LATER,
        "payment_because": "",
        "decide_by": LATER,
        "decide_because": "",
        "replan_at": _due(number, None),
    }
    of_it = {**same, "review_id": row_id}
    seat = {"role": "finance", "seat": 1, "state": "open", "opened_at": NOW, "snoozed_until": _due(number, LATER)}
    rung = {"rung": "reminder", "at": _due(number, LATER), "because": "", "state": "planned"}
    _insert(session, Review, same | review)
    _insert(session, PlannedRung, of_it | rung)
    _insert(session, Assignment, of_it | seat, number <= PUT_OFF)


def _id(session: Session, number: ColumnElement[int]) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.lpad(func.to_hex(number), 32, "0"), Uuid)
    return func.printf("%032x", number)


def _due(number: ColumnElement[int], otherwise: DateTime | None) -> ColumnElement[Any]:
    return case((number <= DUE, literal(NOW, Review.opened_at.type)), else_=literal(otherwise, Review.opened_at.type))


def _insert(session: Session, model: type[Base], values: Mapping[str, Any], *which: ColumnElement[bool]) -> None:
    columns = [
        one if isinstance(one, ColumnElement) else literal(one, model.__table__.c[name].type)
        for name, one in values.items()
    ]
    session.execute(insert(model).from_select(list(values), select(*columns).where(*which)))


def _read(plan: Mapping[str, Any]) -> int:
    """Count the rows that the scans of a plan looked at."""
    own = plan.get("Actual Rows", 0) + plan.get("Rows Removed by Filter", 0) if "Scan" in plan["Node Type"] else 0
    return int(own * plan["Actual Loops"]) + sum(_read(below) for below in plan.get("Plans", ()))


def _indexes(plan: Mapping[str, Any]) -> set[str]:
    below = (_indexes(one) for one in plan.get("Plans", ()))
    return {plan["Index Name"]}.union(*below) if "Index Name" in plan else set().union(*below)


def test_postgresql_reads_what_is_due(postgres_url: str) -> None:
    with new_database(postgres_url) as name, crowded(make_engine(url_of(postgres_url, name))) as session:
        for index, statement in (*SWEEPS.items(), ("ix_planned_rungs_due", EARLIEST)):
            ((told,),) = explained(session, "EXPLAIN (ANALYZE, FORMAT JSON)", statement)
            plan = told[0]["Plan"]
            assert index in _indexes(plan), plan
            assert _read(plan) <= MOST_READ, plan


def test_sqlite_reads_what_is_due(tmp_path: Path) -> None:
    with crowded(make_engine(f"sqlite:///{tmp_path}/crowded.db")) as session:
        for index, statement in SWEEPS.items():
            first, *rest = [str(one.detail) for one in explained(session, "EXPLAIN QUERY PLAN", statement)]
            assert f"INDEX {index} " in first
            assert not [one for one in rest if one.startswith("SCAN")]
