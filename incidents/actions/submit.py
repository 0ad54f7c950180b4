"""Send: the one transaction that the product exists for. Sealed before it, committed by it, once."""

import hashlib
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from incidents.actions import boxes, files
from incidents.actions.entries import Prepared, prepare
from incidents.actions.signals import card_row
from incidents.actions.trust import ring_as_recipient
from incidents.core.box import Draft, Receipt
from incidents.core.case import new_reference
from incidents.core.clock import local_date
from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.facts import fact_of
from incidents.core.files import AttachedFile
from incidents.core.referral import DEPENDS_ON
from incidents.core.report import Readers, Report
from incidents.core.reportcard import card_of
from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import REPORTER, CaseCode
from incidents.crypto.envelope import KEY_BYTES, Purpose
from incidents.crypto.filebox import wrap_key
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.ringtrust import RingPublic
from incidents.crypto.sealing import FACT_BYTES, Recipient, ring_recipient, seal
from incidents.store.base import Base
from incidents.store.direct import Transaction
from incidents.store.models import (
    Case,
    DeskCardRow,
    EntryKey,
    EntryRow,
    FactRow,
    QuarantineCardRow,
    ReporterKey,
)
from incidents.store.statements import Row, table_of

Rings = Mapping[Ring, RingPublic]
#: How rows of a table are inserted in the caller's transaction.
Insert = Callable[[type[Base], Sequence[Row]], None]
_CASES = table_of(Case)
_STORED = select(_CASES.c.id).where(_CASES.c.submission == bindparam("submission"))


@dataclass(frozen=True, slots=True)
class Sending:
    """What a *send* is made of."""

    report: Report
    code: CaseCode
    submission: bytes
    reference_prefix: str
    files: Sequence[AttachedFile] = ()
    #: It came in a flood and proved nothing: read later, in a list of its own (ADR 0018).
    quarantine: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """A report as the rows that will be stored: sealed before the transaction, so that nobody waits for it."""

    submission: bytes
    case: Row
    reporter_key: Row
    entries: Sequence[Prepared]
    card: Row
    fact: Row
    files: Sequence[Row] = ()


def seal_report(
    sending: Sending,
    rings: Rings,
    *,
    now: datetime,
    came: date | None = None,
    counted_on: date | None = None,
) -> Sealed:
    """Seal a report to those who may read it, under a fresh random reference. `came`: on an earlier day than today.

    `counted_on`: by another day than that it counts, since that day's quarter is closed.
    """
    report, case_id, fact_id = sending.report, os.urandom(16), os.urandom(16)
    received = came or local_date(now)
    reading = rings[reading_ring(report)]
    public = sending.code.public_key()
    prepared = _entries(case_id, fact_id, sending, public, reading, rings, received.isoformat())
    kept = _add_files(prepared, sending, ring_as_recipient(reading), received.isoformat())
    case: Row = {
        "id": case_id,
        "reference": new_reference(sending.reference_prefix, received.year, secrets.choice),
        "status": Status.QUARANTINE if sending.quarantine else Status.NEW,
        "assignee_id": None,
        "recipients": ring_recipient(reading.ring),
        "received": received,
        "counted": counted_on,
        "aside": False,
        "entries": len(prepared),
        "version": 1,
        "submission": sending.submission,
    }
    key: Row = {
        "lookup": sending.code.lookup_hash(),
        "case_id": case_id,
        "public_key": public.raw,
    }
    card = card_row(case_id, ring_as_recipient(reading), card_of(report, received).pack())
    fact = seal_fact(
        fact_id, fact_of(report, counted_on or received).pack(), rings[Ring.STATISTICS]
    )
    return Sealed(
        sending.submission, case, key, prepared, card, {"id": fact_id, "sealed": fact}, kept
    )


def reading_ring(report: Report) -> Ring:
    """Whose report it is: one about the readers is not theirs."""
    return Ring.INDEPENDENT if report.readers is Readers.YES else Ring.CASEWORK


def send(
    rows: Transaction,
    secret: BrowserSecret,
    draft: Draft,
    report: Report,
    sealed: Sealed,
    *,
    now: datetime,
    again: bool = False,
) -> Receipt:
    """Store a sealed report and turn the draft into its receipt, all in the caller's transaction.

    A repeated or concurrent send finds the receipt in the box and returns that. Raises IntegrityError when the random
    reference is taken, or when the report is there although the box holds a draft (another tab saved its page
    meanwhile): the caller seals anew and tries `again`, which looks for the token. Raises `FilesChanged` when the draft
    has other files by now than those that were sealed.
    """
    held = boxes.load(rows, secret, now=now, lock=True)
    if isinstance(held, Receipt):
        return held
    if isinstance(held, Draft) and held.files != draft.files:
        raise files.FilesChanged
    if not (again and _is_stored(rows, sealed.submission)):
        store_report(rows.insert, sealed)
        files.settle(rows, sealed.files)
    receipt = Receipt(
        draft.device,
        draft.code,
        draft.submission,
        now + draft.device.lifetime,
        local_date(now).isoformat(),
        report.register_only,
        not report.may_answer,
        report.readers is Readers.YES,
        {name: groups for name, groups in report.answers.items() if name in DEPENDS_ON},
        quarantine=sealed.case["status"] is Status.QUARANTINE,
    )
    boxes.save(rows, secret, receipt)
    return receipt


def _is_stored(rows: Transaction, submission: bytes) -> bool:
    return rows.scalar(_STORED, {"submission": submission}) is not None


def store_report(insert: Insert, sealed: Sealed) -> None:
    """Store the rows of a new case, but for its files."""
    insert(Case, [sealed.case])
    insert(ReporterKey, [sealed.reporter_key])
    insert(EntryRow, [each.row for each in sealed.entries])
    insert(EntryKey, [key for each in sealed.entries for key in each.keys])
    if sealed.case["status"] is Status.QUARANTINE:  # counted when it is released
        insert(QuarantineCardRow, [sealed.card])
    else:
        insert(DeskCardRow, [sealed.card])
        insert(FactRow, [sealed.fact])


def seal_fact(fact_id: bytes, fact: bytes, ring: RingPublic) -> bytes:
    """A coded fact under the statistics keyring."""
    return seal(ring.key, Purpose.FACT, fact_id, fact, epoch=ring.epoch, minimum=FACT_BYTES)


def _entries(
    case_id: bytes,
    fact_id: bytes,
    sending: Sending,
    public: PublicKey,
    reading: RingPublic,
    rings: Rings,
    moment: str,
) -> list[Prepared]:
    """The report, and the contact details apart from it (to `identity`, or to `independent` with its report)."""
    report = sending.report
    reporter = Recipient(REPORTER, 0, public)
    content = {
        **report.document(),
        "fact": fact_id.hex(),
        "reporter_key": hashlib.sha256(public.raw).hexdigest(),
    }
    first = Entry(case_id, 1, Kind.REPORT, moment, report.language, content, FIRST)
    prepared = [prepare(first, [ring_as_recipient(reading), reporter])]
    if report.contact is not None:
        holder = reading if reading.ring is Ring.INDEPENDENT else rings[Ring.IDENTITY]
        second = Entry(
            case_id,
            2,
            Kind.CONTACT,
            moment,
            report.language,
            report.contact.document(),
            prepared[0].link,
        )
        prepared.append(prepare(second, [ring_as_recipient(holder), reporter]))
    return prepared


def _add_files(
    prepared: list[Prepared], sending: Sending, reading: Recipient, moment: str
) -> list[Row]:
    """An entry for each file, at the end of `prepared`, and what its row gets: its key under the entry's key."""
    if not sending.files:
        return []
    reporter = Recipient(REPORTER, 0, sending.code.public_key())
    kept: list[Row] = []
    for file in sending.files:
        case_id, language = prepared[0].row["case_id"], sending.report.language
        assert isinstance(case_id, bytes)
        key, content = os.urandom(KEY_BYTES), file.note.content()
        place, previous = len(prepared) + 1, prepared[-1].link
        entry = Entry(case_id, place, Kind.FILE, moment, language, content, previous)
        prepared.append(prepare(entry, [reading, reporter], key=key))
        kept.append({"file": file.note.id, "key": wrap_key(key, file.note.id, file.key)})
    return kept
