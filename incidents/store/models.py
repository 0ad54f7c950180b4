"""The tables. Whatever a reporter or a case tells is in a `Sealed` column; `clear.py` lists and justifies the rest."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.store.absencerows import Absence as Absence  # noqa: PLC0414 - one of the tables, kept apart for length
from incidents.store.auditrows import AuditChain as AuditChain  # noqa: PLC0414 - likewise
from incidents.store.auditrows import AuditPoint as AuditPoint  # noqa: PLC0414 - likewise
from incidents.store.auditrows import AuditRecord as AuditRecord  # noqa: PLC0414 - likewise
from incidents.store.base import NO_ROW_ORDER, Base, Hash, Id, Name, Sealed, by_value
from incidents.store.directoryrows import DirectoryVersion as DirectoryVersion  # noqa: PLC0414 - likewise
from incidents.store.filerows import StoredFile as StoredFile  # noqa: PLC0414 - likewise
from incidents.store.handoverrows import HandoverFile as HandoverFile  # noqa: PLC0414 - likewise
from incidents.store.handoverrows import HandoverRow as HandoverRow  # noqa: PLC0414 - likewise
from incidents.store.invitationrows import Invitation as Invitation  # noqa: PLC0414 - likewise
from incidents.store.keyrows import PasskeyRow as PasskeyRow  # noqa: PLC0414 - as above
from incidents.store.keyrows import RecoveryCode as RecoveryCode  # noqa: PLC0414 - as above
from incidents.store.keyrows import RetiredRoot as RetiredRoot  # noqa: PLC0414 - as above
from incidents.store.keyrows import SecondFactor as SecondFactor  # noqa: PLC0414 - as above
from incidents.store.markrows import ReadMarkRow as ReadMarkRow  # noqa: PLC0414 - as above
from incidents.store.openingrows import CaseConflict as CaseConflict  # noqa: PLC0414 - likewise
from incidents.store.openingrows import CaseOpening as CaseOpening  # noqa: PLC0414 - likewise
from incidents.store.outbox import OutboxRow as OutboxRow  # noqa: PLC0414 - likewise
from incidents.store.registerrows import RegisterVersion as RegisterVersion  # noqa: PLC0414 - likewise
from incidents.store.reportrows import FrozenReport as FrozenReport  # noqa: PLC0414 - likewise
from incidents.store.reportrows import FrozenReportFile as FrozenReportFile  # noqa: PLC0414 - likewise
from incidents.store.statisticsrows import FactBlock as FactBlock  # noqa: PLC0414 - as above
from incidents.store.statisticsrows import FactRow as FactRow  # noqa: PLC0414 - as above
from incidents.store.statisticsrows import StatisticsChoice as StatisticsChoice  # noqa: PLC0414 - as above
from incidents.store.statisticsrows import StatisticsErratum as StatisticsErratum  # noqa: PLC0414 - as above
from incidents.store.statisticsrows import StatisticsPending as StatisticsPending  # noqa: PLC0414 - as above
from incidents.store.statisticsrows import StatisticsRelease as StatisticsRelease  # noqa: PLC0414 - as above


class Installation(Base):
    """The one row that says what this database is."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    mode: Mapped[str] = mapped_column(String(8))
    root_public: Mapped[Hash]
    recovery_epoch: Mapped[int]
    recovery_public: Mapped[bytes] = mapped_column(LargeBinary(1216))
    recovery_signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class RingEpoch(Base):
    """One epoch of a keyring: public halves, the signature that vouches for them, the secret for recovery."""

    __tablename__ = "ring_epoch"

    ring: Mapped[Ring] = mapped_column(by_value(Ring), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1216))
    signing_public: Mapped[Hash]
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    recovery_epoch: Mapped[int]
    recovery_sealed: Mapped[Sealed]
    previous_sealed: Mapped[Sealed | None]
    # Somebody who holds this secret has left: a member makes the next epoch.
    due: Mapped[bool] = mapped_column(server_default=false())


class Staff(Base):
    """A staff account with its locked key and the certificate that ties the key to the name."""

    __tablename__ = "staff"

    id: Mapped[Id] = mapped_column(primary_key=True)
    login: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    roles: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool]
    # How often this person has ended all log-ins: devices from before are not known any more.
    devices: Mapped[int] = mapped_column(server_default="0")
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    memory_kib: Mapped[int]
    iterations: Mapped[int]
    lanes: Mapped[int]
    verifier: Mapped[Hash]
    wrapped_seed: Mapped[Sealed]
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1216))
    signing_public: Mapped[Hash]
    certificate_signer: Mapped[Name]
    certificate: Mapped[bytes] = mapped_column(LargeBinary(64))


class RetiredKey(Base):
    """A staff key that was replaced: it still vouches for what was signed while it was valid."""

    __tablename__ = "retired_key"

    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    signing_public: Mapped[Hash] = mapped_column(primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1216))
    certificate_signer: Mapped[Name]
    certificate: Mapped[bytes] = mapped_column(LargeBinary(64))


class RingGrant(Base):
    """A ring's secret sealed to a member, signed by whoever granted it."""

    __tablename__ = "ring_grant"

    ring: Mapped[Ring] = mapped_column(by_value(Ring), primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    sealed: Mapped[Sealed]
    granted_by: Mapped[Name]
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class StaffSession(Base):
    """A log-in: the unlocked keys under a secret that only the cookie holds."""

    __tablename__ = "staff_session"

    id: Mapped[Hash] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), index=True)
    sealed: Mapped[Sealed]
    started_at: Mapped[datetime]
    used_at: Mapped[datetime]
    # Grants have changed since: the next page opens them anew.
    refresh: Mapped[bool] = mapped_column(server_default=false())


class BrowserBox(Base):
    """A draft, a receipt, an opened inbox or unsent text, under a key that only the browser's cookie holds."""

    __tablename__ = "browser_box"

    id: Mapped[Hash] = mapped_column(primary_key=True)
    sealed: Mapped[Sealed]
    expires: Mapped[datetime] = mapped_column(index=True)


class Case(Base):
    """A case as the register shows it; everything that the report says is in its entries."""

    __tablename__ = "case_file"

    id: Mapped[Id] = mapped_column(primary_key=True)
    reference: Mapped[Name] = mapped_column(unique=True)
    status: Mapped[Status] = mapped_column(by_value(Status))
    assignee_id: Mapped[Id | None] = mapped_column(ForeignKey("staff.id"))
    recipients: Mapped[Name]
    received: Mapped[date]
    #: The day by which statistics count it, where the quarter in which it came in was closed before.
    counted: Mapped[date | None]
    #: Closed as junk without having been let out of quarantine: in no number.
    aside: Mapped[bool] = mapped_column(default=False)
    entries: Mapped[int]
    version: Mapped[int]
    submission: Mapped[Hash] = mapped_column(unique=True)

    __table_args__ = (
        Index("ix_case_file_status_assignee", "status", "assignee_id"),
        Index("ix_case_file_recipients_received", "recipients", "received", "reference"),
        NO_ROW_ORDER,
    )


class ReporterKey(Base):
    """Where a case code leads: hashed look-up id and the reporter's public key."""

    __tablename__ = "reporter_key"

    lookup: Mapped[Hash] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1216))


class CasePerson(Base):
    """A named recipient of a case that was closed to somebody."""

    __tablename__ = "case_person"

    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(ForeignKey("staff.id"), primary_key=True)


class EntryRow(Base):
    """A sealed entry."""

    __tablename__ = "entry"

    id: Mapped[Id] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int]
    link: Mapped[Hash]
    body: Mapped[Sealed]

    __table_args__ = (UniqueConstraint("case_id", "number"), NO_ROW_ORDER)


class EntryKey(Base):
    """An entry's key, sealed to one recipient in an epoch."""

    __tablename__ = "entry_key"

    entry_id: Mapped[Id] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    recipient: Mapped[Name] = mapped_column(primary_key=True)
    epoch: Mapped[int]
    sealed: Mapped[Sealed]


class DeskCardRow(Base):
    """A desk card, or a signal that the public door added to it; merged by the next staff act."""

    __tablename__ = "desk_card"

    id: Mapped[Id] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), index=True)
    # Not indexed: a page reads nearly all of them, and one by one through an index takes longer.
    holder: Mapped[Name]
    sealed: Mapped[Sealed]


class QuarantineCardRow(Base):
    """A desk card, or a signal, of a report that came in a flood: apart, so that the queue does not read them."""

    __tablename__ = "quarantine_card"

    id: Mapped[Id] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(ForeignKey("case_file.id"), index=True)
    holder: Mapped[Name]
    sealed: Mapped[Sealed]

    __table_args__ = (Index("ix_quarantine_card_holder_case_id", "holder", "case_id"), NO_ROW_ORDER)
