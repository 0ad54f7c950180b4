"""The tables of the audit trail."""

from datetime import date

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from incidents.core.auditing import Act
from incidents.store.base import NO_ROW_ORDER, Base, Hash, Id, Name, by_value


class AuditChain(Base):
    """The head of a chain; its row is locked while a row is appended."""

    __tablename__ = "audit_chain"

    chain: Mapped[Name] = mapped_column(primary_key=True)
    number: Mapped[int]
    head: Mapped[Hash]


class AuditRecord(Base):
    """One signed audit row."""

    __tablename__ = "audit"

    chain: Mapped[Name] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[Id]
    act: Mapped[Act] = mapped_column(by_value(Act))
    subject: Mapped[Name]
    detail: Mapped[str] = mapped_column(String(200))
    previous: Mapped[Hash]
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
    digest: Mapped[Hash]

    __table_args__ = (Index("ix_audit_at", "at", "chain", "number"), NO_ROW_ORDER)


class AuditPoint(Base):
    """A checkpoint: what a purge left of the rows of a chain up to this number (`core.checkpoints`)."""

    __tablename__ = "audit_point"

    chain: Mapped[Name] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[Hash]
    at: Mapped[str] = mapped_column(String(32))
    kept: Mapped[Hash]
    closings: Mapped[int]
    answers: Mapped[int]
    day: Mapped[date]
    decision: Mapped[Name]
    decided: Mapped[date]
    months: Mapped[int]
    actor_id: Mapped[Id]
    signed: Mapped[str] = mapped_column(String(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))
