"""The one door for state: who comes second gets nothing and writes no history."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.factories import NOW, a_workspace
from tests.workflow.counting import counted
from tests.workflow.walking import every, history
from workflow.base import new_id
from workflow.bulk import insert_all
from workflow.events.event import Event
from workflow.events.transitions import move
from workflow.periods.period import AWAITING, INVOICED, LATE, OPEN, REVIEWED, BillingPeriod

START = NOW.start_of("month")


def periods(session: Session, count: int) -> list[BillingPeriod]:
    """Write as many awaiting periods, a minute each, and give them."""
    workspace = a_workspace(session)
    days = {"starts_on": START.date(), "ends_on": START.date(), "expected_by": START, "fetch_failures": 0}
    rows = [
        {
            "id": new_id(),
            "workspace_id": workspace.id,
            "starts_at": START.add(minutes=n),
            "ends_at": START.add(minutes=n + 1),
            "state": AWAITING,
            **days,
        }
        for n in range(count)
    ]
    insert_all(session, BillingPeriod, rows)
    session.commit()
    return list(every(session, BillingPeriod).values())


def test_a_row_is_moved_with_a_line_of_history(session: Session) -> None:
    (period,) = periods(session, 1)
    assert move(session, [period], LATE, now=NOW, why="its day has passed", actor="ana@example.com") == [period]
    session.commit()
    event = session.scalars(select(Event)).one()
    assert (event.kind, event.about, event.actor) == ("period.late", f"period:{period.id}", "ana@example.com")
    assert (event.at, event.why, event.data) == (NOW, "its day has passed", {"from": AWAITING})
    assert every(session, BillingPeriod)[period.id].state == LATE


def test_who_comes_second_gets_nothing_and_writes_no_history(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as first, Session(engine) as second:
        (seen_by_first,) = periods(first, 1)
        first.commit()
        seen_by_second = second.get_one(BillingPeriod, seen_by_first.id)
        second.close()
        move(first, [seen_by_first], INVOICED, now=NOW, why="first")
        first.commit()
        assert move(second, [seen_by_second], LATE, now=NOW, why="second") == []
        assert every(second, BillingPeriod)[seen_by_second.id].state == INVOICED
        assert history(second, f"period:{seen_by_second.id}") == ["period.invoiced"]


def test_a_state_that_cannot_be_reached_from_here_is_not_reached(session: Session) -> None:
    (period,) = periods(session, 1)
    assert move(session, [period], REVIEWED, now=NOW, why="too early") == []
    assert period.state == AWAITING
    assert not every(session, Event)


def test_of_a_batch_those_that_may_move_do(session: Session) -> None:
    first, second = periods(session, 2)
    move(session, [second], INVOICED, now=NOW, why="it came")
    assert move(session, [first, second], LATE, now=NOW, why={first.id: "one", second.id: "two"}) == [first]
    whys = session.scalars(select(Event.why).where(Event.kind == "period.late")).all()
    assert whys == ["one"]


def test_further_columns_are_set_in_the_database_and_on_the_row(session: Session) -> None:
    (period,) = periods(session, 1)
    move(session, [period], LATE, now=NOW, why="late", also={"chase_rung": "chase"})
    assert period.chase_rung == "chase"
    session.commit()
    assert every(session, BillingPeriod)[period.id].chase_rung == "chase"


def test_what_is_moved_can_be_moved_on_in_the_same_session(session: Session) -> None:
    (period,) = periods(session, 1)
    move(session, [period], LATE, now=NOW, why="late")
    move(session, [period], INVOICED, now=NOW, why="it came after all")
    assert [event.data["from"] for event in session.scalars(select(Event).order_by(Event.id))] == [AWAITING, LATE]


@pytest.mark.parametrize("count", [1, 500])
def test_any_number_of_rows_is_one_update_and_one_insert(session: Session, count: int) -> None:
    rows = periods(session, count)
    with counted(session) as statements:
        assert len(move(session, rows, LATE, now=NOW, why="late")) == count
    assert [statement.split()[0] in {"UPDATE", "INSERT", "COPY"} for statement in statements] == [True, True]


def test_no_rows_are_no_statement(session: Session) -> None:
    with counted(session) as statements:
        assert move(session, [], LATE, now=NOW, why="late") == []
    assert not statements


def test_a_period_is_reached_only_by_its_own_moves() -> None:
    assert OPEN not in BillingPeriod.MOVES
    assert BillingPeriod.MOVES[REVIEWED] == {INVOICED}
