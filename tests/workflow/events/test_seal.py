"""Sealing numbers and hashes what happened, and two sealers make one chain."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from tests.factories import NOW, a_workspace
from workflow.batch import BATCH
from workflow.events.chain import FIRST, Head, export, verify
from workflow.events.event import ChainHead, Event, Happened, record
from workflow.events.seal import seal
from workflow.people.workspace import Workspace


def happen(session: Session, workspace: Workspace, count: int) -> None:
    """Let some things happen, and commit."""
    things = [
        Happened(workspace.id, NOW.add(seconds=n), "thing.done", f"thing:{n}", "weil 1 < 2 & „so“", data={"n": n})
        for n in range(count)
    ]
    record(session, things)
    session.commit()


def seal_all(session: Session) -> int:
    done = 0
    while batch := seal(session).done:
        done += batch
        session.commit()
    return done


def unsealed(session: Session) -> int:
    return session.scalar(select(func.count()).where(Event.seq.is_(None))) or 0


def test_what_happened_is_numbered_in_its_order(session: Session) -> None:
    happen(session, a_workspace(session), 3)
    assert seal_all(session) == 3
    lines = [json.loads(line) for line in export(session)]
    assert [(line["seq"], line["about"]) for line in lines] == [(1, "thing:0"), (2, "thing:1"), (3, "thing:2")]
    assert [line["prev"] for line in lines] == [FIRST, lines[0]["hash"], lines[1]["hash"]]


def test_the_export_holds_against_the_head(session: Session) -> None:
    workspace = a_workspace(session)
    happen(session, workspace, 3)
    seal_all(session)
    happen(session, workspace, 2)
    seal_all(session)
    head = session.scalars(select(ChainHead)).one()
    assert verify(export(session), [Head("acme", 5, head.hash)]) == []


def test_a_line_has_exactly_the_fields_that_were_promised(session: Session) -> None:
    happen(session, a_workspace(session), 1)
    seal_all(session)
    (line,) = export(session)
    parsed = json.loads(line)
    assert list(parsed) == ["workspace", "seq", "at", "kind", "about", "actor", "why", "data", "prev", "hash"]
    assert (parsed["workspace"], parsed["at"], parsed["actor"]) == ("acme", "2026-12-07T09:00:00Z", "system")


def test_what_is_not_sealed_is_not_exported(session: Session) -> None:
    happen(session, a_workspace(session), 1)
    assert list(export(session)) == []


def test_each_workspace_has_its_own_chain(session: Session) -> None:
    for key in ("acme", "beta"):
        happen(session, a_workspace(session, key), 2)
    seal_all(session)
    lines = [json.loads(line) for line in export(session)]
    assert [(line["workspace"], line["seq"]) for line in lines] == [("acme", 1), ("acme", 2), ("beta", 1), ("beta", 2)]
    assert verify(export(session)) == []


def test_a_large_backlog_is_sealed_batch_by_batch(session: Session) -> None:
    happen(session, a_workspace(session), BATCH + 1)
    assert [seal(session).done, seal(session).done, seal(session).done] == [BATCH, 1, 0]
    assert verify(export(session)) == []


def test_an_edit_in_the_database_is_found(session: Session) -> None:
    happen(session, a_workspace(session), 3)
    seal_all(session)
    session.execute(update(Event).where(Event.seq == 2).values(why="something else"))
    session.commit()
    assert verify(export(session)) == ["line 2: acme 2 was altered: its hash does not belong to it"]


def test_two_sealers_do_not_fork_the_chain(postgresql_engine: Engine) -> None:
    together = Barrier(3)

    def work() -> None:
        together.wait()
        for _ in range(4):
            with Session(postgresql_engine) as mine, mine.begin():
                seal(mine)

    with Session(postgresql_engine) as session:
        happen(session, a_workspace(session), BATCH * 2 + 100)
        with ThreadPoolExecutor(3) as sealers:
            for running in [sealers.submit(work) for _ in range(3)]:
                running.result()
        assert unsealed(session) == 0
        assert verify(export(session)) == []
        assert session.scalars(select(ChainHead.seq)).one() == BATCH * 2 + 100
