"""The table of absences: in the clear, because whoever writes the mails has no key."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import NO_ROW_ORDER, Base, Id


class Absence(Base):
    """Somebody is away from one day to another, and who covers. Never why."""

    __tablename__ = "absence"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    cover_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    first: Mapped[date]
    last: Mapped[date]

    __table_args__ = (NO_ROW_ORDER,)
