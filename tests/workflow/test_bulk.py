"""Many rows at once: the same rows on both databases, and one bad row does not take the others with it."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from tests.factories import NOW, a_document, a_workspace, store
from tests.workflow.counting import counted
from workflow.base import new_id
from workflow.bulk import insert_all, insert_new, write_in_halves
from workflow.invoices.invoice import Revision
from workflow.policy.policy import PolicyVersion
from workflow.pulse import Pulse

AWKWARD = 'tab\there, new\nline, back\\slash, \\N, ünï€ 🧾 "quoted"'


def pulse(name: Any) -> dict[str, Any]:
    return {"name": name, "now": NOW, "wall": NOW}


def names(session: Session) -> list[str]:
    return sorted(session.scalars(select(Pulse.name)))


def write_pulses(session: Session, batch: Sequence[str]) -> None:
    insert_all(session, Pulse, [pulse(name) for name in batch])


def test_rows_in_bulk_are_the_same_as_rows_one_by_one(session: Session) -> None:
    document = a_document(issued_on=None, corrects=AWKWARD, due_on="2026-12-18")
    single = store(session, a_workspace(session), document, "received", problem=AWKWARD, content=bytes(range(256)))
    columns = [column.key for column in inspect(Revision).columns]
    row = {name: getattr(single, name) for name in columns if name != "attempts"}  # its default is applied
    insert_all(session, Revision, [{**row, "id": new_id(), "number": 2}])
    session.expire_all()
    bulk = session.scalars(select(Revision).where(Revision.number == 2)).one()
    apart = {"id", "number"}
    assert {name: getattr(bulk, name) for name in columns if name not in apart} == {
        name: getattr(single, name) for name in columns if name not in apart
    }


def test_awkward_text_survives(session: Session) -> None:
    write_pulses(session, [AWKWARD])
    assert names(session) == [AWKWARD]


def test_five_hundred_rows_are_one_statement(session: Session) -> None:
    with counted(session) as statements:
        write_pulses(session, [str(number) for number in range(500)])
    assert len(statements) == 1


def test_no_rows_are_no_statement(session: Session) -> None:
    with counted(session) as statements:
        write_pulses(session, [])
        insert_new(session, Pulse, [])
        assert write_in_halves(session, [], lambda _: None) == []
    assert not statements


def test_a_row_that_is_there_already_is_an_error(session: Session) -> None:
    write_pulses(session, ["one"])
    session.commit()
    with pytest.raises(IntegrityError):
        write_pulses(session, ["two", "one"])


def test_insert_new_keeps_the_first(session: Session) -> None:
    insert_new(session, PolicyVersion, [{"hash": "a", "body": {"first": True}}])
    insert_new(session, PolicyVersion, [{"hash": "a", "body": {"first": False}}, {"hash": "b", "body": {}}])
    assert {one.hash: one.body for one in session.scalars(select(PolicyVersion))} == {"a": {"first": True}, "b": {}}


@pytest.mark.parametrize("culprit", ["three", None], ids=["there already", "refused value"])
def test_the_culprit_stands_alone_and_the_others_are_written(session: Session, culprit: str | None) -> None:
    write_pulses(session, ["three"])
    batch: list[Any] = ["one", "two", culprit, "four", "five"]
    ((refused, error),) = write_in_halves(session, batch, lambda part: write_pulses(session, part))
    assert refused == culprit
    assert isinstance(error, IntegrityError)
    assert names(session) == ["five", "four", "one", "three", "two"]


def test_a_value_that_no_column_takes_stands_alone_too(session: Session) -> None:
    def write(batch: Sequence[Any]) -> None:
        insert_all(session, Pulse, [{"name": str(moment), "now": moment, "wall": NOW} for moment in batch])

    naive = NOW.naive()
    ((refused, _),) = write_in_halves(session, [NOW, naive, NOW.add(days=1)], write)
    assert refused is naive
    assert len(names(session)) == 2


def test_several_culprits_are_all_found(session: Session) -> None:
    write_pulses(session, ["1", "6"])
    refused = write_in_halves(session, [str(n) for n in range(8)], lambda part: write_pulses(session, part))
    assert [item for item, _ in refused] == ["1", "6"]
    assert len(names(session)) == 8


def test_a_lost_connection_is_raised_at_once(postgresql_engine: Engine) -> None:
    tries = []

    def write(batch: Sequence[str]) -> None:
        tries.append(len(batch))
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with postgresql_engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        write_pulses(session, batch)

    with Session(postgresql_engine) as session, pytest.raises(OperationalError):
        write_in_halves(session, ["one", "two", "three", "four"], write)
    assert tries == [4]


def test_what_is_raised_for_a_lost_connection_is_the_database_error(session: Session) -> None:
    def write(_batch: Sequence[str]) -> None:
        raise OperationalError("COPY", None, Exception("server closed the connection"))

    with pytest.raises(OperationalError, match="server closed the connection"):
        write_in_halves(session, ["one", "two"], write)
