"""The declarative base and column types."""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import Date, DateTime, Enum, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry


class UtcDateTime(TypeDecorator[datetime]):
    """A timestamp in UTC; refuses a naive one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored timestamp must have a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def by_value(kind: type[StrEnum]) -> Enum:
    """A StrEnum stored by value in a column of fixed length, so that a new member needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        length=40,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


Id = Annotated[bytes, mapped_column(LargeBinary(16))]
Hash = Annotated[bytes, mapped_column(LargeBinary(32))]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
Name = Annotated[str, mapped_column(String(80))]


#: No hidden row number: SQLite would otherwise keep the order of arrival, and so tie a fact to its case.
NO_ROW_ORDER = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can speak of them; no table keeps a row order."""

    __table_args__: Any = NO_ROW_ORDER

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, date: Date},
    )
