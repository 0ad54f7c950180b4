"""The connection: Flask-SQLAlchemy on SQLite or PostgreSQL, and the ways in which a door uses it.

Transactions begin and end here and in `direct` only; actions and queries never commit.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from incidents.store.base import Base

WRITE = "incidents_write"
_BUSY_SECONDS = 30
_ENGINE = "incidents.engine"
_PACKAGE = Path(__file__).resolve().parents[1]
# A wheel carries the migrations inside the package; in a checkout they stand beside it.
_CARRIED = _PACKAGE / "migrations"
MIGRATIONS = _CARRIED if _CARRIED.is_dir() else _PACKAGE.parent / "migrations"

database = SQLAlchemy(model_class=Base, disable_autonaming=True)
_sqlite_writers = Lock()


def init_database(app: Flask, url: str) -> None:
    """Bind the application to its database."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    options: dict[str, object] = {"pool_size": 16, "max_overflow": 16, "hide_parameters": True}
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    database.init_app(app)
    with app.app_context():
        bound = app.extensions[_ENGINE] = database.engine
    if bound.dialect.name == "sqlite":
        _prepare_sqlite(bound)


def engine() -> Engine:
    """The engine of this application, found once."""
    found = current_app.extensions[_ENGINE]
    assert isinstance(found, Engine)
    return found


@contextmanager
def reading() -> Iterator[Session]:
    """A transaction that only reads; rolled back at the end."""
    session = database.session()
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def apart() -> Iterator[Session]:
    """The same on a connection of its own, also in the middle of another transaction."""
    with Session(engine()) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A transaction that is durably committed when the block ends, or leaves nothing behind when it raises."""
    session = database.session()
    with turn():
        session.rollback()
        session.connection(execution_options={WRITE: True})
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def turn() -> Iterator[None]:
    """A transaction's turn to write: threads and processes stand in line."""
    # SQLite has one write lock and waits for it by sleeping and trying again: half of the time nobody would write.
    bound = engine()
    if bound.dialect.name != "sqlite":
        yield
        return
    if not _sqlite_writers.acquire(timeout=_BUSY_SECONDS):
        raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("no turn to write"))
    try:
        with _line_of_processes(bound.url.database):
            yield
    finally:
        _sqlite_writers.release()


@contextmanager
def _line_of_processes(path: str | None) -> Iterator[None]:
    """The kernel's queue on a file beside the database; it lets go of a process that dies."""
    if not path or path == ":memory:":
        yield
        return
    line = os.open(f"{path}-line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield
    finally:
        os.close(line)


def _prepare_sqlite(bound: Engine) -> None:
    @event.listens_for(bound, "connect")
    def connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "wal_autocheckpoint=4000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(bound, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(WRITE, False):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # Takes no lock and cannot fail; straight to the driver, since it stands before every read.
            connection.connection.cursor().execute("BEGIN")
