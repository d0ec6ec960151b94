"""Writing many rows at once: COPY on PostgreSQL, executemany on SQLite, behind one function each."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnDefault, Connection, Table, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from workflow.base import Base

ROWS_A_STATEMENT = 5000
"""More than any batch writes; SQLAlchemy splits earlier when the parameters of one statement would be too many."""

Row = Mapping[str, Any]
Item = TypeVar("Item")


def insert_all(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows that are known to be new and name the same columns; raises IntegrityError if one is not new."""
    if not rows:
        return
    connection, table = session.connection(), _table(model)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        connection.execute(insert(table), list(rows))


def insert_new(session: Session, model: type[Base], rows: Sequence[Row]) -> None:
    """Insert the rows whose unique key is not there yet and leave the others as they are."""
    if not rows:
        return
    connection, table = session.connection(), _table(model)
    if connection.dialect.name == "postgresql":
        # RETURNING makes SQLAlchemy send many rows in one statement; without it each row is one.
        statement = postgresql.insert(table).on_conflict_do_nothing().returning(*table.primary_key)
        connection.execute(statement, list(rows), execution_options={"insertmanyvalues_page_size": ROWS_A_STATEMENT})
    else:
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), list(rows))


def change_all(session: Session, changes: Sequence[tuple[Base, Row]]) -> None:
    """Set columns of rows that are loaded, of one table and the same columns each, in one statement."""
    if not changes:
        return
    model = type(changes[0][0])
    keys = [column.name for column in _table(model).primary_key]
    session.execute(update(model), [{**{key: getattr(row, key) for key in keys}, **values} for row, values in changes])
    for row, values in changes:
        for name, value in values.items():
            set_committed_value(row, name, value)


def write_in_halves(
    session: Session, items: Sequence[Item], write: Callable[[Sequence[Item]], None]
) -> list[tuple[Item, Exception]]:
    """Write a batch inside a savepoint; when it fails, halve it until each culprit stands alone.

    Gives the items that could not be written, with their errors. A lost connection is raised, not halved.
    """
    if not items:
        return []
    try:
        with session.begin_nested():
            write(items)
    except OperationalError:
        raise
    except (IntegrityError, DataError, StatementError) as error:
        if len(items) == 1:
            return [(items[0], error)]
        middle = len(items) // 2
        return write_in_halves(session, items[:middle], write) + write_in_halves(session, items[middle:], write)
    return []


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  # every model of ours maps one table
    return table


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Load rows through SQLAlchemy's own connection; column defaults and types are applied as an insert would."""
    preparer = connection.dialect.identifier_preparer
    columns = [column for column in table.columns if column.name in rows[0] or column.default is not None]
    names = ", ".join(preparer.format_column(column) for column in columns)
    processors = [_processor(column, connection) for column in columns]
    driver = connection.dialect.dbapi
    assert driver is not None  # noqa: S101  # a connected dialect has its driver
    try:
        with (
            closing(connection.connection.cursor()) as cursor,
            cursor.copy(f"COPY {preparer.format_table(table)} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(
                    [process(_value(column, row)) for column, process in zip(columns, processors, strict=True)]
                )
    except driver.Error as error:
        raise DBAPIError.instance("COPY", None, error, driver.Error) from error
    except ValueError as error:  # a column type refused a value; an insert wraps it the same way
        raise StatementError(str(error), "COPY", None, error) from error


def _processor(column: Column[Any], connection: Connection) -> Callable[[Any], Any]:
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) or _unchanged


def _unchanged(value: Any) -> Any:
    return value


def _value(column: Column[Any], row: Row) -> Any:
    if column.name in row:
        return row[column.name]
    default = column.default
    assert isinstance(default, ColumnDefault)  # noqa: S101  # `_copy` chose only columns with a value or a default
    return default.arg(None) if default.is_callable else default.arg
