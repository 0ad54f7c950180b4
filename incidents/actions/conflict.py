"""Conflict of interest (FL 16-18 §§): the case is re-keyed, unread, for those who have none.

Copies taken before stay readable to a key that was valid then until backups age out; copies taken after do not.
"""

import os
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import audit, cards, casefiles, entries, parcels, quarantine, readby
from incidents.actions.casefile import sound_reporter_key
from incidents.actions.casework import colleagues, find
from incidents.actions.entries import Stored
from incidents.actions.login import Desk
from incidents.actions.signals import seal_card
from incidents.actions.trust import (
    PEOPLE,
    case_recipients,
    current_rings,
    ring_as_recipient,
)
from incidents.core import entry as documents
from incidents.core.auditing import Act
from incidents.core.deskcard import DeskCard, Mark
from incidents.core.entry import Kind
from incidents.core.errors import Conflict, Unsafe
from incidents.core.files import noted
from incidents.core.languages import sentence
from incidents.core.rings import Ring
from incidents.core.workflow import Status
from incidents.crypto.casecode import REPORTER
from incidents.crypto.envelope import KEY_BYTES, SealError
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.sealing import Recipient, seal_entry
from incidents.store.models import (
    Case,
    CaseConflict,
    CasePerson,
    EntryKey,
    EntryRow,
    ReporterKey,
    RingGrant,
    Staff,
)

_STUCK = sentence(
    "En del av ärendet kan inte öppnas, så det kan inte stängas för dig. "
    "Inget är ändrat. Öppna det inte, och larma it."
)


def declare(
    session: Session,
    desk: Desk,
    reference: str,
    *,
    also: frozenset[bytes] = frozenset(),
    pinned: str,
    now: datetime,
) -> str:
    """This person has a conflict of interest: seal every entry anew for the others, without showing any.

    The others are the remaining holders but for those whom the case may concern (`also`); when there are none, the
    independent keyring. Returns the new recipient set.
    Raises `Conflict`, and changes nothing, when nobody without a conflict of interest is left.
    """
    case = find(session, desk, reference, lock=True)
    if case.status is Status.QUARANTINE:
        quarantine.release_case(session, desk, case, pinned=pinned, now=now)
    card = cards.of_case(session, desk, case.id)
    also = also & {id_ for id_, _ in colleagues(session, desk, case)} - {desk.actor.staff_id}
    shut_out = {desk.actor.staff_id, *also}
    others = _successors(session, desk, case, shut_out)
    closed = [{"case_id": case.id, "staff_id": staff_id} for staff_id in sorted(shut_out)]
    session.execute(insert(CaseConflict), closed)
    _point_to(session, case, others)
    parcels.end_all(session, case.id)  # whoever is shut out may know a link and its passphrase
    recipients = case_recipients(session, case.id, case.recipients, pinned)
    _reseal(session, desk, case, recipients)
    if case.assignee_id in shut_out:
        case.assignee_id = None
        card = card and card.marked(Mark.HANDED, on=False)
    case.version += 1
    session.flush()
    if card is not None:
        _store_card(session, case, card, pinned)
    for detail in ("", *(f"staff:{staff_id.hex()}" for staff_id in sorted(also))):
        audit.append(
            session,
            desk.signer,
            Act.CASE_CONFLICT,
            chain=audit.case_chain(case.id),
            subject=case.reference,
            detail=detail,
            now=now,
        )
    return case.recipients


def _successors(session: Session, desk: Desk, case: Case, closing: set[bytes]) -> list[bytes]:
    """The people who take over by name; none stands for the whole independent keyring."""
    declared = select(CaseConflict.staff_id).where(CaseConflict.case_id == case.id)
    shut_out = closing | set(session.scalars(declared))
    others = [id_ for id_, _ in colleagues(session, desk, case) if id_ not in shut_out]
    if others:
        return others
    holders = set(
        session.scalars(
            select(RingGrant.staff_id)
            .join(Staff, Staff.id == RingGrant.staff_id)
            .where(RingGrant.ring == Ring.INDEPENDENT, Staff.active)
        )
    )
    if not holders - shut_out:
        raise Conflict(
            "Det finns ingen annan som kan ta över ärendet. Inget är ändrat. "
            "Be att någon utanför enheten får en nyckel, och öppna inte ärendet."
        )
    # Whoever declared earlier may hold the independent keyring too: then it goes to the others by name.
    return sorted(holders - shut_out) if holders & shut_out else []


def _point_to(session: Session, case: Case, others: list[bytes]) -> None:
    session.execute(delete(CasePerson).where(CasePerson.case_id == case.id))
    if others:
        case.recipients = PEOPLE
        rows = [{"case_id": case.id, "staff_id": staff_id} for staff_id in others]
        session.execute(insert(CasePerson), rows)
    else:
        case.recipients = f"ring:{Ring.INDEPENDENT}"
    session.flush()


def _reseal(session: Session, desk: Desk, case: Case, staff: list[Recipient]) -> None:
    """A fresh key for every entry; the old body and the old slots are deleted."""
    opened = _opened(session, desk, case)
    reporter = Recipient(REPORTER, 0, _reporter_key(session, case, opened))
    readby.lay_for(session, desk, case.id, staff, reporter)
    for stored, framed in opened:
        for_reporter = any(slot.recipient == REPORTER for slot in stored.slots)
        readers, key = [*staff, reporter] if for_reporter else staff, os.urandom(KEY_BYTES)
        _rekey_file(session, desk, stored, framed, key)
        sealed = seal_entry(stored.id, framed, readers, key=key)
        session.execute(update(EntryRow).where(EntryRow.id == stored.id).values(body=sealed.body))
        session.execute(delete(EntryKey).where(EntryKey.entry_id == stored.id))
        session.execute(insert(EntryKey), entries.key_rows(stored.id, sealed.slots))


def _rekey_file(
    session: Session, desk: Desk, stored: Stored, framed: bytes, entry_key: bytes
) -> None:
    """The file of which an entry tells gets a new key too; raises `Unsafe` when it does not open."""
    document = documents.unpack(documents.unframe(framed))
    if document.kind is not Kind.FILE:
        return
    try:
        old = desk.opener.entry_key(stored.id, stored.slots)
        note = noted(document.content)
        casefiles.rekey(session, note, old_entry_key=old, new_entry_key=entry_key)
    except (SealError, ValueError) as error:
        raise Unsafe(_STUCK) from error


def _opened(session: Session, desk: Desk, case: Case) -> list[tuple[Stored, bytes]]:
    """Every entry; raises `Unsafe` when one does not open, since it would be lost to the others."""
    try:
        return [
            (stored, desk.opener.open_entry(stored.id, stored.body, stored.slots))
            for stored in entries.read(session, case.id)
            if not stored.emptied
        ]
    except SealError as error:
        raise Unsafe(_STUCK) from error


def _reporter_key(session: Session, case: Case, opened: list[tuple[Stored, bytes]]) -> PublicKey:
    """The reporter's key, compared with its hash in the sealed report; raises `Unsafe` for an exchanged one."""
    raw = session.scalar(select(ReporterKey.public_key).where(ReporterKey.case_id == case.id))
    try:
        reports = [documents.unpack(documents.unframe(framed)) for _, framed in opened]
    except ValueError as error:
        raise Unsafe(_STUCK) from error
    first = next((document for document in reports if document.kind is Kind.REPORT), None)
    return sound_reporter_key(raw, first)


def _store_card(session: Session, case: Case, card: DeskCard, pinned: str) -> None:
    if case.recipients == PEOPLE:
        cards.store_for_people(session, case.id, card, pinned=pinned)
        return
    ring = ring_as_recipient(current_rings(session, pinned)[Ring.INDEPENDENT])
    cards.replace_rows(session, case.id, [(ring.name, seal_card(ring, case.id, card.pack()))])
