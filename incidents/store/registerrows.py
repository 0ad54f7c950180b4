"""The table of the coordinator's registers: measures, and figures of others. No row of it is about a case."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import NO_ROW_ORDER, Base, Id, Name


class RegisterVersion(Base):
    """One version of a register, whole and never changed afterwards; the highest number that verifies holds.

    `text` is the table of `core.register`; `what` and `about` say what this version changed.
    """

    __tablename__ = "register_version"

    register: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    what: Mapped[str] = mapped_column(String(40))
    about: Mapped[Name]
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (NO_ROW_ORDER,)
