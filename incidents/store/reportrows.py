"""The tables of frozen reports to ECCAR. They are made to be given out, so they stand in the clear."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import NO_ROW_ORDER, Base, Id


class FrozenReport(Base):
    """An edition of the report on two years, as it was frozen; never changed, signed, and over the one before it.

    `number` counts all editions of all spans, `edition` those of one span. `whole`: every quarter of the span was
    published. `changed` and `english` say what is other than in the edition before. `content`: the documents by
    language, from which the files can be made again; `files`: the SHA-256 of each by its name. Both are JSON.
    """

    __tablename__ = "frozen_report"

    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    span: Mapped[str] = mapped_column(String(9))
    edition: Mapped[int] = mapped_column(SmallInteger)
    day: Mapped[date]
    whole: Mapped[bool]
    changed: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    files: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (NO_ROW_ORDER,)


class FrozenReportFile(Base):
    """The bytes of a file of an edition, in base64."""

    __tablename__ = "frozen_report_file"

    number: Mapped[int] = mapped_column(ForeignKey("frozen_report.number"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    data: Mapped[str] = mapped_column(Text)

    __table_args__ = (NO_ROW_ORDER,)
