"""The tables of facts, sealed and folded, and of releases: only members of the statistics keyring can open them."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import NO_ROW_ORDER, Base, Hash, Id, Sealed


class FactRow(Base):
    """A coded fact, sealed to the statistics keyring; its id is known only inside the sealed report."""

    __tablename__ = "fact"

    id: Mapped[Id] = mapped_column(primary_key=True)
    sealed: Mapped[Sealed]

    __table_args__ = (NO_ROW_ORDER,)


class FactBlock(Base):
    """All facts of one month (`core.archive`); never two blocks of a month, so that no fact counts twice."""

    __tablename__ = "fact_block"

    month: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    sealed: Mapped[Sealed]

    __table_args__ = (NO_ROW_ORDER,)


class StatisticsRelease(Base):
    """One release as it was frozen; `sealed` holds its files and the true counts behind them.

    `number` counts quarters from the first of `first_year`. `record` is the SHA-256 of the folder's `release.json`,
    which names every file by its own; `report` what the independent check wrote.
    """

    __tablename__ = "statistics_release"

    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    first_year: Mapped[int] = mapped_column(SmallInteger)
    frozen: Mapped[date]
    rules_version: Mapped[int] = mapped_column(SmallInteger)
    record: Mapped[Hash]
    report: Mapped[str] = mapped_column(Text)
    sealed: Mapped[Sealed]
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    second_id: Mapped[Id | None] = mapped_column(ForeignKey("staff.id"))
    second_signature: Mapped[bytes | None] = mapped_column(LargeBinary(64))

    __table_args__ = (NO_ROW_ORDER,)


class StatisticsPending(Base):
    """A release that one person has signed and that waits for the other: the row of the ledger that it would be.

    The signature is over the ledger's own statement, with the second person's id in it.
    """

    __tablename__ = "statistics_pending"

    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    first_year: Mapped[int] = mapped_column(SmallInteger)
    frozen: Mapped[date]
    rules_version: Mapped[int] = mapped_column(SmallInteger)
    record: Mapped[Hash]
    report: Mapped[str] = mapped_column(Text)
    sealed: Mapped[Sealed]
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    second_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (NO_ROW_ORDER,)


class StatisticsErratum(Base):
    """A correction in words to a release that is out; public, signed, and over the one before it.

    `about` is a table of the release, or empty for all of it.
    """

    __tablename__ = "statistics_erratum"

    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    release: Mapped[int] = mapped_column(SmallInteger)
    about: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (NO_ROW_ORDER,)


class StatisticsChoice(Base):
    """Which tables there are in two years: signed, and over the choice before it; no case data.

    `span` counts the two years from 0; `districts`: code and name of each, as JSON; `reason` of a changed choice.
    """

    __tablename__ = "statistics_choice"

    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    span: Mapped[int] = mapped_column(SmallInteger)
    yearly: Mapped[int]
    districts: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (NO_ROW_ORDER,)
