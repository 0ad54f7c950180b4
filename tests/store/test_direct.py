"""Statements that go straight to the driver: the same values as through SQLAlchemy, the same errors."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, create_engine, delete, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from incidents.store.database import database, reading
from incidents.store.direct import Direct, Fleeting, transaction
from incidents.store.models import BrowserBox
from incidents.store.statements import plain_rows, table_of
from tests.support import Installed

BOXES = table_of(BrowserBox)
SEALED = select(BOXES.c.sealed).where(BOXES.c.id == bindparam("box"))
EXPIRED = delete(BOXES).where(BOXES.c.expires <= bindparam("moment"))
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def row(expires: datetime = NOON) -> dict[str, object]:
    return {"id": os.urandom(32), "sealed": os.urandom(64), "expires": expires}


def store(values: list[dict[str, object]], then: Exception | None = None) -> None:
    """Several rows, each in a statement of its own, in one transaction; afterwards something may go wrong."""
    with transaction() as rows:
        for each in values:
            rows.insert(BrowserBox, [each])
        if then is not None:
            raise then


def test_what_goes_in_directly_is_what_the_models_read(installation: Installed) -> None:
    values = row()
    with installation.app.app_context():
        Direct().execute(insert(BOXES), values)
        assert Direct().scalar(SEALED, {"box": values["id"]}) == values["sealed"]
        assert Direct().scalar(SEALED, {"box": b"other"}) is None
        with reading() as session:
            box = session.scalars(select(BrowserBox)).one()
            assert (box.id, box.sealed, box.expires) == tuple(values.values())


def test_times_are_compared_as_times(installation: Installed) -> None:
    early, late = row(NOON - timedelta(seconds=1)), row(NOON + timedelta(seconds=1))
    with installation.app.app_context():
        for values in (early, late):
            Direct().execute(insert(BOXES), values)
        Direct().execute(EXPIRED, {"moment": NOON})
        assert Direct().scalar(SEALED, {"box": early["id"]}) is None
        assert Direct().scalar(SEALED, {"box": late["id"]}) == late["sealed"]


def test_a_naive_time_is_refused(installation: Installed) -> None:
    with installation.app.app_context(), pytest.raises(ValueError, match="time zone"):
        Direct().execute(EXPIRED, {"moment": datetime(2026, 7, 1)})  # noqa: DTZ001 - that is the point


def test_the_drivers_errors_come_out_as_sqlalchemys_and_quote_no_value(
    installation: Installed,
) -> None:
    values = row() | {"sealed": b"hemligt"}
    with installation.app.app_context():
        Direct().execute(insert(BOXES), values)
        with pytest.raises(DBAPIError) as caught:
            Direct().execute(insert(BOXES), values)
        assert "hemligt" not in f"{caught.value!s} {caught.value!r} {caught.value.params}"
        with pytest.raises(DBAPIError):
            Direct().scalar(text("SELECT nothing FROM nowhere"), {})
        assert Direct().scalar(SEALED, {"box": values["id"]}) == b"hemligt"
    assert issubclass(IntegrityError, DBAPIError)


def test_so_do_those_of_a_plain_query(installation: Installed) -> None:
    nothing = select(text("secret")).select_from(text("no_such_table"))
    with installation.app.app_context(), reading() as session:
        with pytest.raises(DBAPIError) as raised:
            plain_rows(session, nothing, {})
        assert raised.value.statement is None
        session.rollback()
        assert plain_rows(session, SEALED, {"box": b"none"}) == []


def directly(box: object) -> object:
    return Direct().scalar(SEALED, {"box": box})


def plainly(box: object) -> object:
    with reading() as session:
        return plain_rows(session, SEALED, {"box": box})[0][0]


@pytest.mark.parametrize("read", [directly, plainly])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_cut_every_connection_costs_one_answer(
    installation: Installed, read: Callable[[object], object]
) -> None:
    values = row()
    with installation.app.app_context():
        Direct().execute(insert(BOXES), values)
        pooled = [database.engine.connect() for _ in range(3)]
        for connection in pooled:
            connection.execute(text("SELECT 1"))
        for connection in pooled:
            connection.close()
        assert database.engine.pool.checkedin() >= 3  # type: ignore[attr-defined]
        outside = create_engine(installation.settings.database_url)
        with outside.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        outside.dispose()
        with pytest.raises(OperationalError):
            read(values["id"])
        for _ in range(4):
            assert read(values["id"]) == values["sealed"]


def test_a_transaction_keeps_all_or_nothing_and_tells_a_taken_key(installation: Installed) -> None:
    first, second = row(), row()
    with installation.app.app_context():
        with transaction() as rows:
            rows.insert(BrowserBox, [first, second])
            assert rows.scalar(SEALED, {"box": second["id"]}) == second["sealed"]
        third = row()
        with pytest.raises(IntegrityError) as caught:
            store([third, first])
        assert caught.value.params is None
        with pytest.raises(RuntimeError):
            store([third], then=RuntimeError())
        assert Direct().scalar(SEALED, {"box": third["id"]}) is None
        assert len(Direct().rows(select(BOXES.c.id), {})) == 2


def test_a_statement_brings_the_values_that_stand_in_it(installation: Installed) -> None:
    values = row()
    with installation.app.app_context():
        Direct().execute(insert(BOXES), values)
        own = select(BOXES.c.id).where(BOXES.c.id == values["id"])
        assert Direct().rows(own, {}) == [(values["id"],)]


def is_sqlite() -> bool:
    return database.engine.dialect.name == "sqlite"


def waits_for_the_disk(*, lasting: bool) -> bool:
    """Whether a transaction of this kind is on the disk when it is committed."""
    asked = text("PRAGMA synchronous" if is_sqlite() else "SHOW synchronous_commit")
    with transaction(lasting=lasting) as rows:
        return rows.scalar(asked, {}) in (2, "on")


def test_only_what_is_fleeting_does_not_wait_for_the_disk(installation: Installed) -> None:
    values = row()
    with installation.app.app_context():
        assert waits_for_the_disk(lasting=True)
        assert waits_for_the_disk(lasting=False) is not is_sqlite()
        assert waits_for_the_disk(lasting=True)
        Fleeting().execute(insert(BOXES), values)
        assert Direct().scalar(SEALED, {"box": values["id"]}) == values["sealed"]
        assert waits_for_the_disk(lasting=True)


def test_a_fleeting_write_that_fails_leaves_no_fleeting_connection(
    installation: Installed,
) -> None:
    values = row()
    with installation.app.app_context():
        Fleeting().execute(insert(BOXES), values)
        with pytest.raises(IntegrityError):
            Fleeting().execute(insert(BOXES), values)
        with pytest.raises(ValueError, match="time zone"):
            Fleeting().execute(EXPIRED, {"moment": datetime(2026, 7, 1)})  # noqa: DTZ001 - that is the point
        for _ in range(4):
            assert waits_for_the_disk(lasting=True)
        assert Direct().scalar(SEALED, {"box": values["id"]}) == values["sealed"]
