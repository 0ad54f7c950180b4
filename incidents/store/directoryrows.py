"""The table of what the municipality says of its helpers: public data, and none of it about a case."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import NO_ROW_ORDER, Base, Id, Name


class DirectoryVersion(Base):
    """One version, whole and never changed afterwards; the one with the highest number holds if it verifies.

    `text` is the table of `core.help.table`; `what` and `about` say what this version changed.
    """

    __tablename__ = "directory_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    what: Mapped[str] = mapped_column(String(40))
    about: Mapped[Name]
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (NO_ROW_ORDER,)
