"""The tables of second factors and passkeys, and of root keys that were replaced."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from incidents.store.base import Base, Hash, Id, Sealed


class SecondFactor(Base):
    """The secret of somebody's authenticator, sealed to their own key; the newest code that was used."""

    __tablename__ = "second_factor"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sealed: Mapped[Sealed]
    # The half minute of the newest code that was used: none counts twice, whichever process it comes to.
    # 0 where no app was ever given the secret, since somebody began with a passkey.
    used: Mapped[int]
    # Wrong codes after a right passphrase, in which half-hour.
    wrong: Mapped[int]
    half_hour: Mapped[int]
    # How often a passkey was used: the challenge that the next one signs depends on it.
    shown: Mapped[int] = mapped_column(server_default="0")


class PasskeyRow(Base):
    """A passkey: credential, public key, counter, name and day, all sealed to its owner's own key."""

    __tablename__ = "passkey"

    id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), index=True)
    sealed: Mapped[Sealed]


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
