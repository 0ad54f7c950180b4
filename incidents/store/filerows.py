"""The table of files; apart from the others, which know nothing of it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import Base, Id, Sealed


class StoredFile(Base):
    """A cleaned file under a random key of its own. Nothing here tells whose it is: the key and the id lie sealed."""

    __tablename__ = "stored_file"

    id: Mapped[Id] = mapped_column(primary_key=True)
    # A draft's file goes when its draft runs out; one that was sent has no such moment.
    expires: Mapped[datetime | None] = mapped_column(index=True)
    wrapped: Mapped[Sealed | None]
    body: Mapped[Sealed]
