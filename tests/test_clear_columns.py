"""Nothing about a report is stored in the clear: the list of clear columns is the schema's, and each has its reason."""

import pytest
from sqlalchemy import LargeBinary, create_engine, inspect, text

from incidents.store.base import Base
from incidents.store.clear import COLUMNS, SEALED
from incidents.store.models import Case
from tests.support import Installed

BOOKKEEPING = {"alembic_version"}


def test_the_list_names_every_column_of_the_migrated_database_and_no_other(
    installation: Installed,
) -> None:
    assert Case.metadata is Base.metadata
    engine = create_engine(installation.settings.database_url)
    tables = set(inspect(engine).get_table_names()) - BOOKKEEPING
    actual = {t: {c["name"] for c in inspect(engine).get_columns(t)} for t in tables}
    engine.dispose()
    assert {table: set(columns) for table, columns in COLUMNS.items()} == actual


def test_the_columns_without_a_reason_are_exactly_those_of_the_sealed_type() -> None:
    """A sealed column is bytes of any length; every other column has a type that says what it may hold."""
    assert Case.metadata is Base.metadata
    sealed = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.type.length is None
    }
    listed = {(t, c) for t, columns in COLUMNS.items() for c in columns if columns[c] == SEALED}
    assert sealed == listed


def test_every_clear_column_has_a_reason() -> None:
    reasons = [why for columns in COLUMNS.values() for why in columns.values()]
    assert [why for why in reasons if not why.strip()] == []


def test_every_sealed_value_starts_with_the_envelopes_header(installation: Installed) -> None:
    installation.resident().send("Jag blev nekad.", contact_mode="email", contact="a@example.se")
    installation.desk("lena")
    engine = create_engine(installation.settings.database_url)
    seen = 0
    with engine.connect() as connection:
        for table, columns in COLUMNS.items():
            for column in (name for name, why in columns.items() if why == SEALED):
                rows = connection.execute(text(f"SELECT {column} FROM {table}"))  # noqa: S608
                for (value,) in rows:
                    if value is not None:
                        seen += 1
                        assert bytes(value)[0] == 1
                        assert bytes(value)[1] in {1, 2}
                        assert bytes(value)[3] == 0
    engine.dispose()
    assert seen > 20


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_no_table_keeps_the_order_of_arrival(sqlite_installation: Installed, table: str) -> None:
    engine = create_engine(sqlite_installation.settings.database_url)
    with engine.connect() as connection:
        (made,) = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"),
            {"name": table},
        ).one()
    engine.dispose()
    assert made.rstrip().endswith("WITHOUT ROWID")
