"""The tables of who has opened a case in which log-in, and who said that a case is none of theirs."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import Base, Hash, Id


class CaseOpening(Base):
    """In this log-in, this case's cover sheet was answered: the case may be shown."""

    __tablename__ = "case_opening"

    session_id: Mapped[Hash] = mapped_column(
        ForeignKey("staff_session.id", ondelete="CASCADE"), primary_key=True
    )
    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), primary_key=True)


class CaseConflict(Base):
    """This person said that they have a conflict of interest in this case."""

    __tablename__ = "case_conflict"

    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
