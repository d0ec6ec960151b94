"""Counting the statements that reach the database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy import Connection, Table, event
from sqlalchemy.orm import Session

from workflow import bulk

TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect each statement that is sent while inside, without those about transactions; a COPY counts as one."""
    statements: list[str] = []
    engine = session.connection().engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(TRANSACTIONS):
            statements.append(statement)

    copy = bulk._copy

    def note_copy(connection: Connection, table: Table, rows: Sequence[bulk.Row]) -> None:
        statements.append(f"COPY {table.name}")  # psycopg's own, which no engine event sees
        copy(connection, table, rows)

    event.listen(engine, "before_cursor_execute", note)
    try:
        with mock.patch.object(bulk, "_copy", note_copy):
            yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
