"""The table of invitations; apart from the others, which know nothing of it."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import Base, Hash, Id, Name, Sealed


class Invitation(Base):
    """Somebody who may make a key: first under a phrase, then with a key that no colleague has confirmed yet.

    The account itself appears, or changes its key, only when a colleague confirms: an administrator alone ends nobody's
    access by inviting, and gains none.
    """

    __tablename__ = "invitation"

    staff_id: Mapped[Id] = mapped_column(primary_key=True)
    login: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    roles: Mapped[str] = mapped_column(String(200))
    expires: Mapped[datetime]
    wrong: Mapped[int]
    # The phrase until it is used; the key afterwards.
    phrase: Mapped[Hash | None]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    memory_kib: Mapped[int | None]
    iterations: Mapped[int | None]
    lanes: Mapped[int | None]
    verifier: Mapped[Hash | None]
    wrapped_seed: Mapped[Sealed | None]
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(1216))
    signing_public: Mapped[Hash | None]
