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
    #: The last day on which its files can be fetched; none where it has no files.
    files_until: Mapped[date | None]
    #: By when the body is to answer; none once it has, and for what nobody waits for.
    answer_by: Mapped[date | None]

    __table_args__ = (NO_ROW_ORDER,)


class HandoverFile(Base):
    """A file that can be fetched through a parcel, under the parcel's key. It goes with its parcel, or before it."""

    __tablename__ = "handover_file"

    parcel_id: Mapped[Hash] = mapped_column(
        ForeignKey("handover.id", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[Sealed]

    __table_args__ = (NO_ROW_ORDER,)
