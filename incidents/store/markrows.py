"""The table of read marks."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import NO_ROW_ORDER, Base, Id, Name, Sealed


class ReadMarkRow(Base):
    """Whether the reporter has come back since an answer, sealed to one reader; laid with a case's first answer."""

    __tablename__ = "read_mark"

    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    holder: Mapped[Name] = mapped_column(primary_key=True)
    sealed: Mapped[Sealed]

    __table_args__ = (NO_ROW_ORDER,)
