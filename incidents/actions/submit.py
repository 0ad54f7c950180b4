"""Send: the one transaction that the product exists for. Nine statements; sealed, committed, once."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import boxes
from incidents.actions.entries import Prepared, prepare, write
from incidents.actions.trust import current_rings, ring_as_recipient
from incidents.core.box import Draft, Receipt
from incidents.core.case import new_reference
from incidents.core.clock import local_date
from incidents.core.deskcard import card_of
from incidents.core.entry import FIRST, Entry, Kind
from incidents.core.facts import fact_of
from incidents.core.report import Readers, Report
from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import REPORTER, CaseCode
from incidents.crypto.envelope import Purpose
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.ringtrust import RingPublic
from incidents.crypto.sealing import CARD_BYTES, FACT_BYTES, Recipient, ring_recipient, seal
from incidents.store.models import Case, DeskCardRow, FactRow, ReporterKey
from incidents.store.statements import insert_rows

Rings = dict[Ring, RingPublic]


@dataclass(frozen=True, slots=True)
class Sending:
    """What a *send* is made of."""

    report: Report
    code: CaseCode
    submission: bytes
    reference_prefix: str


def send(
    session: Session,
    secret: BrowserSecret,
    draft: Draft,
    sending: Sending,
    *,
    pinned: str,
    now: datetime,
    again: bool = False,
) -> Receipt:
    """Seal and store a report and turn the draft into its receipt, all in the caller's transaction.

    A repeated or concurrent send finds the receipt in the box and returns that. Raises `Untrusted` when a public key
    is not the pinned one, and IntegrityError when the random reference is taken, or when the report is there although
    the box holds a draft (another tab saved its page meanwhile): the caller tries `again`, which looks for the token.
    """
    held = boxes.load(session.connection(), secret, now=now, lock=True)
    if isinstance(held, Receipt):
        return held
    if not (again and _is_stored(session, sending.submission)):
        store_report(session, sending, current_rings(session, pinned), now=now)
    receipt = Receipt(
        draft.device,
        draft.code,
        draft.submission,
        now + draft.device.lifetime,
        local_date(now).isoformat(),
        sending.report.register_only,
        not sending.report.may_answer,
        sending.report.readers is Readers.YES,
    )
    boxes.save(session.connection(), secret, receipt)
    return receipt


def _is_stored(session: Session, submission: bytes) -> bool:
    return session.scalar(select(Case.id).where(Case.submission == submission)) is not None


def store_report(session: Session, sending: Sending, rings: Rings, *, now: datetime) -> bytes:
    """The rows of a new case; returns its id."""
    report, case_id, fact_id = sending.report, os.urandom(16), os.urandom(16)
    received = local_date(now)
    reading = rings[Ring.INDEPENDENT if report.readers is Readers.YES else Ring.CASEWORK]
    public = sending.code.public_key()
    prepared = _entries(case_id, fact_id, sending, public, reading, rings, received.isoformat())
    insert_rows(
        session,
        Case,
        {
            "id": case_id,
            "reference": new_reference(sending.reference_prefix, received.year, secrets.choice),
            "status": Status.NEW,
            "assignee_id": None,
            "recipients": ring_recipient(reading.ring),
            "received": received,
            "entries": len(prepared),
            "version": 1,
            "submission": sending.submission,
        },
    )
    insert_rows(
        session,
        ReporterKey,
        {"lookup": sending.code.lookup_hash(), "case_id": case_id, "public_key": public.raw},
    )
    write(session, prepared)
    card = card_of(report, received).pack()
    insert_rows(session, DeskCardRow, card_row(case_id, reading, card))
    fact = seal_fact(fact_id, fact_of(report, received).pack(), rings[Ring.STATISTICS])
    insert_rows(session, FactRow, {"id": fact_id, "sealed": fact})
    return case_id


def card_row(case_id: bytes, ring: RingPublic, card: bytes) -> dict[str, object]:
    """A desk card as the public door writes it: sealed to the ring, fixed size."""
    sealed = seal(ring.key, Purpose.DESK_CARD, case_id, card, epoch=ring.epoch, minimum=CARD_BYTES)
    return {
        "id": os.urandom(16),
        "case_id": case_id,
        "holder": ring_recipient(ring.ring),
        "sealed": sealed,
    }


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
