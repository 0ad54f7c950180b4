"""Statements that go straight to the database's driver: one at a time, or several in one transaction.

For the browser boxes, which every page of the journey reads and every answer writes, and for *send*: the way through
session, transaction, compiler and result takes ten times as long as the database itself. The statements and their
types are SQLAlchemy's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Executable, PoolProxiedConnection
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.sql.compiler import SQLCompiler

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
        prepared = _prepare(statement, self.dialect)
        with self._cursor() as cursor:
            cursor.execute(prepared.text, prepared.bind(values))
            row = cursor.fetchone()
        return None if row is None else row[0]

    def rows(self, statement: Executable, values: Values) -> list[tuple[Any, ...]]:
        """Every row."""
        prepared = _prepare(statement, self.dialect)
        with self._cursor() as cursor:
            cursor.execute(prepared.text, prepared.bind(values))
            return list(cursor.fetchall())

    def execute(self, statement: Executable, values: Values) -> int:
        """Run a statement that writes; it is durable on return. Returns how many rows it found."""
        with transaction() as rows:
            return rows.execute(statement, values)

    @contextmanager
    def _cursor(self) -> Iterator[DBAPICursor]:
        with _pooled_cursor() as cursor:
            yield cursor


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
        prepared = _prepare(statement, self.dialect)
        self._held.execute(prepared.text, prepared.bind(values))
        return self._held.rowcount

    def insert(self, model: type[Base], rows: Sequence[Values]) -> None:
        """Insert rows, in one statement. Each names every column: no default is filled in."""
        prepared = _prepare(insertion(model), self.dialect)
        self._held.executemany(prepared.text, [prepared.bind(row) for row in rows])

    @contextmanager
    def _cursor(self) -> Iterator[DBAPICursor]:
        yield self._held


@contextmanager
def transaction(*, lasting: bool = True) -> Iterator[Transaction]:
    """A transaction that is committed when the block ends, or leaves nothing behind when it raises.

    `lasting`: it is on the disk on return, and not only with the operating system.
    """
    pace = _PACES[engine().dialect.name, lasting]
    with turn(), _pooled_cursor(reusable=lasting) as cursor:
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


@contextmanager
def _pooled_cursor(*, reusable: bool = True) -> Iterator[DBAPICursor]:
    """A cursor of a pooled connection. What the driver raises comes out as SQLAlchemy's error, without any value.

    A connection that is not `reusable` is thrown away after any error: its settings are not those of the others.
    """
    bound = engine()
    connection = _connected(bound)
    try:
        cursor = connection.cursor()
        try:
            yield cursor
        except bound.dialect.loaded_dbapi.Error as error:
            if bound.dialect.is_disconnect(error, connection, cursor):
                connection.invalidate(error)
                bound.dispose()  # the others in the pool are gone as well
            raise _wrapped(error, bound.dialect) from error
        else:
            reusable = True
        finally:
            cursor.close()
    finally:
        if not reusable and connection.is_valid:
            connection.invalidate()
        connection.close()  # back into the pool, with whatever it had begun rolled back


def _connected(bound: Engine) -> PoolProxiedConnection:
    """A connection of the pool; a database that cannot be reached is SQLAlchemy's error, as everywhere."""
    try:
        return bound.raw_connection()
    except bound.dialect.loaded_dbapi.Error as error:
        raise _wrapped(error, bound.dialect) from error


def _wrapped(error: Exception, dialect: Dialect) -> DBAPIError:
    for kind in (IntegrityError, OperationalError):
        if isinstance(error, getattr(dialect.loaded_dbapi, kind.__name__)):
            return kind(None, None, error, hide_parameters=True)
    return DBAPIError(None, None, error, hide_parameters=True)


class _Prepared:
    """A statement as text, the values that it brings itself, their order (None: by name), and how each is converted."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        self.text = compiled.string
        self.order = compiled.positiontup
        self.own = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self.convert: dict[str, Callable[[Any], Any] | None] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }

    def bind(self, values: Values) -> Any:
        """The values as the driver takes them."""
        ready = {
            name: value if (convert := self.convert[name]) is None else convert(value)
            for name, value in {**self.own, **values}.items()
        }
        return ready if self.order is None else [ready[name] for name in self.order]


_prepared: dict[tuple[str, Executable], _Prepared] = {}


def _prepare(statement: Executable, dialect: Dialect) -> _Prepared:
    key = (dialect.name, statement)
    known = _prepared.get(key)
    if known is None:
        known = _prepared[key] = _Prepared(statement, dialect)
    return known
