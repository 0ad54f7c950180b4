"""The table of what is handed over to somebody outside."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import NO_ROW_ORDER, Base, Hash, Id, Sealed


class HandoverRow(Base):
    """A parcel, under a key that takes its link and its passphrase; empty once it has run out, gone once it is ended.

    `number` is the order's place in its case, where everything else about it stands, sealed.
    """

    __tablename__ = "handover"

    id: Mapped[Hash] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), index=True)
    number: Mapped[int]
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"))
    expires: Mapped[date]
    packet: Mapped[Sealed | None]
    draft: Mapped[Sealed | None]

    __table_args__ = (NO_ROW_ORDER,)
