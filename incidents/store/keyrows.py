"""The tables of second factors, and of root keys that were replaced."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import Base, Hash, Id, Sealed


class SecondFactor(Base):
    """The secret of somebody's authenticator, sealed to their own key; the newest code that was used."""

    __tablename__ = "second_factor"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sealed: Mapped[Sealed]
    # The half minute of the newest code that was used: none counts twice, whichever process it comes to.
    used: Mapped[int]
    # Wrong codes after a right passphrase, in which half-hour.
    wrong: Mapped[int]
    half_hour: Mapped[int]


class RecoveryCode(Base):
    """A recovery code that has not been used."""

    __tablename__ = "recovery_code"

    id: Mapped[Hash] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), index=True)


class RetiredRoot(Base):
    """A root key from before new paper shares were made: the present one says that it vouched for what it signed."""

    __tablename__ = "retired_root"

    root_public: Mapped[Hash] = mapped_column(primary_key=True)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
