"""A report that reached staff by telephone, visit, letter or a partner: sealed and stored as one from the public door.

Whoever enters it sees its code until it is handed on, and opens the report afterwards only as anybody else does: one
that concerns the readers is sealed to the independent recipient, also from the person who typed it.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.actions import audit, boxes, entries, ledger, unsent
from incidents.actions.login import Desk
from incidents.actions.submit import Sealed, Sending, reading_ring, seal_report, store_report
from incidents.actions.trust import current_rings, ring_as_recipient
from incidents.core import permissions
from incidents.core.auditing import Act
from incidents.core.box import INBOX, NO_CASE, Composer, Slip
from incidents.core.clock import local_date
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Conflict, NotFound
from incidents.core.report import Readers, Report
from incidents.crypto import casecode
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import CaseCode
from incidents.crypto.ringtrust import RingPublic
from incidents.store.models import Case
from incidents.store.statements import insert_rows


@dataclass(frozen=True, slots=True)
class Entering:
    """What a caseworker has filled in: the report, the day it came, what the case's first note says of how it came."""

    report: Report
    came: date
    note: str
    #: The form's own token: posted twice, the report is stored once.
    once: str


def enter(
    session: Session,
    desk: Desk,
    secret: BrowserSecret,
    entering: Entering,
    *,
    prefix: str,
    pinned: str,
    now: datetime,
) -> Slip:
    """Store the report, its note and the trace, and lay the code where only this log-in finds it (`slip`).

    Posted again, returns the same slip. Raises IntegrityError when the random reference is taken or the same form is
    being stored just now: the caller tries again. `Conflict` when it was stored and its code handed on.
    """
    permissions.check_desk(desk.actor)
    box = secret.beside(entering.once)
    held = boxes.load(session.connection(), box, now=now, lock=True)
    if isinstance(held, Slip):
        return held
    submission = _submission(desk, entering.once)
    if session.scalar(select(Case.id).where(Case.submission == submission)) is not None:
        raise Conflict("Den här rapporten är redan sparad, en gång. Koden går inte att visa igen.")
    code, rings = casecode.generate(), current_rings(session, pinned)
    sending = Sending(entering.report, code, submission, prefix)
    late = ledger.counted_on(session, entering.came, local_date(now))
    sealed = seal_report(sending, rings, now=now, came=entering.came, counted_on=late)
    sealed = _noted(sealed, desk, entering.note, rings[reading_ring(entering.report)], now)
    store_report(partial(insert_rows, session), sealed)
    _trace(session, desk, sealed, now)
    slip = _slip(entering.report, code, now)
    boxes.save(session.connection(), box, slip)
    unsent.settle(session, secret, NO_CASE, Composer.REPORT, entering.once, now=now)
    return slip


def slip(session: Session, secret: BrowserSecret, once: str, *, now: datetime) -> Slip:
    """The code of the report that this form became; raises `NotFound` once it was handed on, or after half an hour."""
    held = boxes.load(session.connection(), secret.beside(once), now=now)
    if not isinstance(held, Slip):
        raise NotFound("Koden visas inte längre. Rapporten är sparad.")
    return held


def hand_on(session: Session, secret: BrowserSecret, once: str) -> None:
    """The reporter has the code: nobody else keeps it."""
    boxes.discard(session.connection(), secret.beside(once))


def _submission(desk: Desk, once: str) -> bytes:
    """The same for one form of one person, whatever log-in it is posted in."""
    return hashlib.sha256(b"entered|" + desk.actor.staff_id + b"|" + once.encode()).digest()


def _noted(sealed: Sealed, desk: Desk, text: str, reading: RingPublic, now: datetime) -> Sealed:
    """With the note of how it came, signed by whoever wrote it, for the readers and nobody else."""
    case_id, place = sealed.case["id"], len(sealed.entries) + 1
    assert isinstance(case_id, bytes)
    entry = Entry(
        case_id,
        place,
        Kind.NOTE,
        now.astimezone(UTC).isoformat(timespec="seconds"),
        "sv",
        {"text": text},
        sealed.entries[-1].link,
        desk.actor.staff_id,
        desk.actor.name,
    )
    note = entries.prepare(entry, [ring_as_recipient(reading)], signer=desk.signer.key)
    case = {**sealed.case, "entries": place}
    return replace(sealed, case=case, entries=[*sealed.entries, note])


def _trace(session: Session, desk: Desk, sealed: Sealed, now: datetime) -> None:
    case_id, reference = sealed.case["id"], sealed.case["reference"]
    assert isinstance(case_id, bytes) and isinstance(reference, str)
    chain = audit.case_chain(case_id)
    audit.append(session, desk.signer, Act.CASE_ENTERED, chain=chain, subject=reference, now=now)


def _slip(report: Report, code: CaseCode, now: datetime) -> Slip:
    return Slip(
        code.secret,
        now + INBOX,
        report.language,
        report.readers is Readers.YES,
        not report.may_answer,
    )
