"""Statements that go straight to the database's driver: one at a time, or several in one transaction.

For the browser boxes, which every page of the journey reads and every answer writes, and for *send*: the way through
session, transaction, compiler and result takes ten times as long as the database itself. The statements and their
types are SQLAlchemy's.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Executable, PoolProxiedConnection
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor

from incidents.store import driver
from incidents.store.base import Base
from incidents.store.database import engine, turn
from incidents.store.statements import insertion

Values = Mapping[str, Any]


class Direct:
    """Runs one statement at a time, each a transaction of its own. What it reads is as the driver gives it."""

    @property
    def dialect(self) -> Dialect:
        """The database system."""
        return engine().dialect

    def scalar(self, statement: Executable, values: Values) -> Any:
        """The first column of the first row (bytes, number, text); None when there is none."""
        bound = engine()
        prepared = driver.prepare(statement, bound.dialect)
        with self._cursor(bound) as cursor:
            cursor.execute(prepared.text, prepared.bind(values))
            row = cursor.fetchone()
        return None if row is None else row[0]

    def rows(self, statement: Executable, values: Values) -> list[tuple[Any, ...]]:
        """Every row."""
        bound = engine()
        prepared = driver.prepare(statement, bound.dialect)
        with self._cursor(bound) as cursor:
            cursor.execute(prepared.text, prepared.bind(values))
            return list(cursor.fetchall())

    def execute(self, statement: Executable, values: Values) -> int:
        """Run a statement that writes; it is durable on return. Returns how many rows it found."""
        with transaction() as rows:
            return rows.execute(statement, values)

    def _cursor(self, bound: Engine) -> AbstractContextManager[DBAPICursor]:
        return _PooledCursor(bound)


class Fleeting(Direct):
    """The same for drafts: what it writes outlives every process; with SQLite a power cut may undo its last seconds."""

    def execute(self, statement: Executable, values: Values) -> int:
        """Run a statement that writes. Returns how many rows it found."""
        with transaction(lasting=False) as rows:
            return rows.execute(statement, values)


class Transaction(Direct):
    """Several statements in one transaction (`transaction`)."""

    def __init__(self, cursor: DBAPICursor) -> None:
        self._held = cursor

    def execute(self, statement: Executable, values: Values) -> int:
        """Run a statement that writes; returns how many rows it found."""
        prepared = driver.prepare(statement, self.dialect)
        self._held.execute(prepared.text, prepared.bind(values))
        return self._held.rowcount

    def insert(self, model: type[Base], rows: Sequence[Values]) -> None:
        """Insert rows, in one statement. Each names every column: no default is filled in."""
        prepared = driver.prepare(insertion(model), self.dialect)
        self._held.executemany(prepared.text, [prepared.bind(row) for row in rows])

    def _cursor(self, bound: Engine) -> AbstractContextManager[DBAPICursor]:
        return nullcontext(self._held)


@contextmanager
def transaction(*, lasting: bool = True) -> Iterator[Transaction]:
    """A transaction that is committed when the block ends, or leaves nothing behind when it raises.

    `lasting`: it is on the disk on return, and not only with the operating system.
    """
    bound = engine()
    pace = _PACES[bound.dialect.name, lasting]
    with turn(), _PooledCursor(bound, reusable=lasting) as cursor:
        for text in pace.begin:
            cursor.execute(text)
        try:
            yield Transaction(cursor)
            commit(cursor)
        except BaseException:
            cursor.connection.rollback()
            raise
        for text in pace.end:
            cursor.execute(text)


@dataclass(frozen=True, slots=True)
class _Pace:
    begin: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


_IMMEDIATE = "BEGIN IMMEDIATE"
_PACES = {
    ("sqlite", True): _Pace((_IMMEDIATE,)),
    ("sqlite", False): _Pace(
        ("PRAGMA synchronous=NORMAL", _IMMEDIATE), ("PRAGMA synchronous=FULL",)
    ),
    # psycopg begins by itself. A server of PostgreSQL that dies would take the drafts of a second with it, and its
    # writers do not stand in line for the disk.
    ("postgresql", True): _Pace(),
    ("postgresql", False): _Pace(),
}


def commit(cursor: DBAPICursor) -> None:
    """Make it durable."""
    cursor.connection.commit()


class _PooledCursor:
    """A cursor of a pooled connection. What the driver raises comes out as SQLAlchemy's error, without any value.

    A connection that is not `reusable` is thrown away after any error: its settings are not those of the others.
    """

    __slots__ = ("_bound", "_connection", "_cursor", "_reusable")

    def __init__(self, bound: Engine, *, reusable: bool = True) -> None:
        self._bound, self._reusable = bound, reusable

    def __enter__(self) -> DBAPICursor:
        self._connection = _connected(self._bound)
        try:
            self._cursor = self._connection.cursor()
        except BaseException:
            self._connection.close()
            raise
        return self._cursor

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if isinstance(error, self._bound.dialect.loaded_dbapi.Error):
                self._forget_if_cut(error)
                raise driver.wrapped(error, self._bound.dialect) from error
        finally:
            self._give_back(as_it_was=error is None or self._reusable)

    def _forget_if_cut(self, error: Any) -> None:
        bound = self._bound
        if bound.dialect.is_disconnect(error, self._connection, self._cursor):
            self._connection.invalidate(error)
            bound.dispose()  # the others in the pool are gone as well

    def _give_back(self, *, as_it_was: bool) -> None:
        try:
            self._cursor.close()
        finally:
            if not as_it_was and self._connection.is_valid:
                self._connection.invalidate()
            self._connection.close()  # back into the pool, with whatever it had begun rolled back


def _connected(bound: Engine) -> PoolProxiedConnection:
    """A connection of the pool; a database that cannot be reached is SQLAlchemy's error, as everywhere."""
    try:
        return bound.raw_connection()
    except bound.dialect.loaded_dbapi.Error as error:
        raise driver.wrapped(error, bound.dialect) from error
