"""After a recovery: cases that were closed to somebody are opened again for the person with the new key."""

from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from incidents.actions.signals import card_row
from incidents.actions.trust import RECOVERY
from incidents.core.deskcard import DeskCard, Flag
from incidents.core.workflow import OPEN
from incidents.crypto.recovery import RecoverySecret
from incidents.crypto.ringtrust import Certificate
from incidents.crypto.sealing import Recipient, seal_slot, staff_recipient
from incidents.crypto.unsealing import open_slot
from incidents.store.models import Case, CasePerson, DeskCardRow, EntryKey, EntryRow
from incidents.store.statements import insert_rows


def reopen_named_cases(
    session: Session, secret: RecoverySecret, certificate: Certificate, today: date
) -> int:
    """Re-seal the entry keys of cases that name this person, from the recovery slots; returns the number of entries."""
    person = Recipient(staff_recipient(certificate.staff_id), 0, certificate.key)
    named = select(CasePerson.case_id).where(CasePerson.staff_id == certificate.staff_id)
    slots = session.execute(
        select(EntryKey.entry_id, EntryKey.sealed)
        .join(EntryRow, EntryRow.id == EntryKey.entry_id)
        .where(EntryKey.recipient == RECOVERY, EntryRow.case_id.in_(named))
    ).all()
    key = secret.private().load()
    for entry_id, sealed in slots:
        slot = seal_slot(entry_id, open_slot(key, entry_id, RECOVERY, sealed), person)
        session.execute(
            delete(EntryKey).where(EntryKey.entry_id == entry_id, EntryKey.recipient == person.name)
        )
        session.execute(
            insert(EntryKey),
            {
                "entry_id": entry_id,
                "recipient": slot.recipient,
                "epoch": slot.epoch,
                "sealed": slot.sealed,
            },
        )
    _new_cards(session, person, today)
    return len(slots)


def _new_cards(session: Session, person: Recipient, today: date) -> None:
    """The old cards are lost with the old key; new ones put each open case first, due today, to be looked at."""
    open_cases = session.scalars(
        select(Case.id)
        .join(CasePerson, CasePerson.case_id == Case.id)
        .where(CasePerson.staff_id == _staff_id(person), Case.status.in_(OPEN))
    ).all()
    session.execute(delete(DeskCardRow).where(DeskCardRow.holder == person.name))
    card = DeskCard(1, Flag(0), today).pack()
    if open_cases:
        insert_rows(
            session, DeskCardRow, [card_row(case_id, person, card) for case_id in open_cases]
        )


def _staff_id(person: Recipient) -> bytes:
    return bytes.fromhex(person.name.removeprefix("staff:"))
