"""Statements that go straight to the database's driver, each a transaction of its own.

For the browser boxes, which every page of the journey reads and every answer writes: the way through transaction,
compiler and result takes ten times as long as the database itself. The statements and their types are SQLAlchemy's.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.sql.compiler import SQLCompiler

from incidents.store.database import database, turn

Values = Mapping[str, Any]


class Direct:
    """Runs one statement at a time; takes the place of a connection where no transaction spans several."""

    @property
    def dialect(self) -> Dialect:
        """The database system."""
        return database.engine.dialect

    def scalar(self, statement: Executable, values: Values) -> Any:
        """The first column of the first row, as the driver gives it (bytes, number, text); None when there is none."""
        text, bound = _bind(statement, self.dialect, values)
        with _cursor() as cursor:
            cursor.execute(text, bound)
            row = cursor.fetchone()
        return None if row is None else row[0]

    def execute(self, statement: Executable, values: Values) -> None:
        """Run a statement that writes; it is durable on return."""
        text, bound = _bind(statement, self.dialect, values)
        with turn(), _cursor() as cursor:
            cursor.execute(text, bound)
            cursor.connection.commit()


@contextmanager
def _cursor() -> Iterator[DBAPICursor]:
    """A cursor of a pooled connection. What the driver raises comes out as SQLAlchemy's error, without any value."""
    engine = database.engine
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        try:
            yield cursor
        except engine.dialect.loaded_dbapi.Error as error:
            if engine.dialect.is_disconnect(error, connection.connection, cursor):
                connection.invalidate(error)
                engine.dispose()  # the others in the pool are gone as well
            raise _wrapped(error, engine.dialect) from error
        finally:
            cursor.close()


def _wrapped(error: Exception, dialect: Dialect) -> DBAPIError:
    kind = (
        OperationalError if isinstance(error, dialect.loaded_dbapi.OperationalError) else DBAPIError
    )
    return kind(None, None, error, hide_parameters=True)


class _Prepared:
    """A statement as text, the order of its values (None where they go by name), and how each is converted."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        self.text = compiled.string
        self.order = compiled.positiontup
        self.convert: dict[str, Callable[[Any], Any] | None] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }

    def bind(self, values: Values) -> Any:
        """The values as the driver takes them."""
        ready = {
            name: value if (convert := self.convert[name]) is None else convert(value)
            for name, value in values.items()
        }
        return ready if self.order is None else [ready[name] for name in self.order]


_prepared: dict[tuple[str, Executable], _Prepared] = {}


def _bind(statement: Executable, dialect: Dialect, values: Values) -> tuple[str, Any]:
    key = (dialect.name, statement)
    known = _prepared.get(key)
    if known is None:
        known = _prepared[key] = _Prepared(statement, dialect)
    return known.text, known.bind(values)
