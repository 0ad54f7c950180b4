"""Statements that run on nearly every request: built once, and run without the mapper, which they do not need.

Building a statement and taking it through the mapper costs several times what the database itself takes.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Executable, Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from incidents.store import driver
from incidents.store.base import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Row = Mapping[str, Any]


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    return cast("Table", model.__table__)


@cache
def insertion(model: type[Base]) -> Insert:
    """The statement that inserts whole rows of a model."""
    return table_of(model).insert()


def upsertion(model: type[Base], dialect: str) -> "sqlite.Insert | postgresql.Insert":
    """An insert that can say what happens where the row is there already, for the database system of this name."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # a start on SQLite does without it

        return postgresql.insert(table_of(model))
    return sqlite.insert(table_of(model))


def insert_into(connection: Connection, model: type[Base], rows: Row | Sequence[Row]) -> None:
    """Insert rows, in one statement."""
    connection.execute(insertion(model), rows)


def insert_rows(session: Session, model: type[Base], rows: Row | Sequence[Row]) -> None:
    """Insert rows, in one statement, in the session's transaction."""
    insert_into(session.connection(), model, rows)


def plain_rows(session: Session, statement: Executable, values: Row) -> list[tuple[Any, ...]]:
    """What a query finds, as the driver gives it: for thousands of rows of bytes, numbers and texts.

    No type of a column is converted; do not ask for dates or closed lists. The query is one of the module's own, made
    once: it is kept for good.
    """
    connection = session.connection()
    prepared = driver.prepare(statement, connection.dialect)
    if prepared.grows:
        grown = connection.execute(statement, values).cursor
        assert grown is not None
        return list(grown.fetchall())
    return _fetched(connection, prepared, values)


def _fetched(
    connection: Connection, prepared: driver.Prepared, values: Row
) -> list[tuple[Any, ...]]:
    dialect, pooled = connection.dialect, connection.connection
    cursor = pooled.cursor()
    try:
        cursor.execute(prepared.text, prepared.bind(values))
        return list(cursor.fetchall())
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, pooled, cursor):
            connection.invalidate(error)
            connection.engine.dispose()  # the others in the pool are gone as well
        raise driver.wrapped(error, dialect) from error
    finally:
        cursor.close()
