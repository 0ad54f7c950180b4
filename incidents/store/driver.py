"""Statements as the driver takes them, compiled once, and what the driver raises as SQLAlchemy's error."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """A statement as text, the values that it brings itself, and how each of its values is converted, in order."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        self.text = compiled.string
        #: Whether one of its values is a list, whose length the text has to follow: only SQLAlchemy can run it.
        self.grows = any(bind.expanding for bind in compiled.binds.values())
        self.own = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self.by_name = compiled.positiontup is None
        self.takes: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or compiled.binds
        ]

    def bind(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = {**self.own, **values} if self.own else values
        ready = [given[n] if convert is None else convert(given[n]) for n, convert in self.takes]
        if self.by_name:
            return dict(zip([name for name, _ in self.takes], ready, strict=True))
        return ready


_known: dict[tuple[str, Executable], Prepared] = {}


def prepare(statement: Executable, dialect: Dialect) -> Prepared:
    """The statement, compiled the first time that it is asked for."""
    key = (dialect.name, statement)
    known = _known.get(key)
    if known is None:
        known = _known[key] = Prepared(statement, dialect)
    return known


def wrapped(error: Exception, dialect: Dialect) -> DBAPIError:
    """What the driver raised as SQLAlchemy's error, without any value."""
    for kind in (IntegrityError, OperationalError):
        if isinstance(error, getattr(dialect.loaded_dbapi, kind.__name__)):
            return kind(None, None, error, hide_parameters=True)
    return DBAPIError(None, None, error, hide_parameters=True)
