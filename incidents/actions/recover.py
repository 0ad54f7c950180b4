"""A new key for one person from two paper shares: for the day on which every passphrase is lost."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import epochs, second
from incidents.actions.audit import INSTALLATION, ROOT_ACTOR, Signer, append
from incidents.actions.install import (
    RINGS_OF_ROLE,
    check_passphrase,
    grant,
    lock_columns,
    retire_key,
)
from incidents.actions.signals import card_row
from incidents.actions.trust import RECOVERY, ROOT, Untrusted, certificate_of, current_rings
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.core.deskcard import DeskCard, Flag
from incidents.core.errors import NotFound
from incidents.core.permissions import Role
from incidents.core.rings import Ring
from incidents.core.workflow import OPEN
from incidents.crypto import recovery, staffkey
from incidents.crypto.keyring import RingSecret
from incidents.crypto.recovery import RecoverySecret, ShareError
from incidents.crypto.ringtrust import Certificate
from incidents.crypto.sealing import Recipient, seal_slot, staff_recipient
from incidents.crypto.staffkey import Cost
from incidents.crypto.unsealing import open_slot
from incidents.store.models import (
    Case,
    CasePerson,
    DeskCardRow,
    EntryKey,
    EntryRow,
    Installation,
    Invitation,
    RingEpoch,
    Staff,
    StaffSession,
)
from incidents.store.statements import insert_rows


def recover(
    session: Session,
    shares: Sequence[str],
    login: str,
    passphrase: str,
    *,
    pinned: str,
    now: datetime,
    cost: Cost | None = None,
) -> int:
    """Give a staff member a new key and all rings of their roles, from two shares. Returns the number of grants.

    For the day on which every passphrase is lost. The old key goes on vouching for what it signed, and opens nothing
    that is written after the next page of a holder; cases that are closed to somebody and name this person are opened
    again from the recovery key's slots. Raises ShareError, NotFound, or SealError for another installation's shares.
    """
    check_passphrase(passphrase)
    secret = recovery.combine(list(shares))
    row = session.scalar(select(Staff).where(Staff.login == login.strip().lower(), Staff.active))
    if row is None:
        raise NotFound("Det finns ingen med det namnet.")
    public = current_rings(session, pinned)
    _check_ours(session, secret)
    key = staffkey.generate()
    root = Signer(ROOT_ACTOR, secret.root())
    retire_key(session, row)
    row.public_key, row.signing_public = key.public().raw, key.signing_public()
    certificate = certificate_of(row)
    row.certificate, row.certificate_signer = root.key.sign(certificate.statement()), ROOT
    session.execute(
        update(Staff)
        .where(Staff.id == row.id)
        .values(**lock_columns(key, row.id, passphrase, cost))
    )
    append(
        session,
        root,
        Act.STAFF_RECOVERED,
        chain=INSTALLATION,
        subject=f"staff:{row.id.hex()}",
        now=now,
    )
    for gone in (StaffSession, Invitation):
        session.execute(delete(gone).where(gone.staff_id == row.id))
    second.forget(session, row.id)
    wanted = {ring for role in row.roles.split() for ring in RINGS_OF_ROLE[Role(role)]}
    _reopen_named_cases(session, secret, certificate, local_date(now))
    count = _regrant(session, secret, wanted, certificate, root, now)
    epochs.mark_due(session, frozenset(wanted), public)
    return count


def check_shares(session: Session, shares: Sequence[str], *, pinned: str) -> int:
    """Whether two shares open every epoch of every ring; returns how many there are. Changes nothing.

    Raises ShareError, or SealError where something in the database does not open with them.
    """
    return len(open_all(session, recovery.combine(list(shares)), pinned=pinned))


def open_all(
    session: Session, secret: RecoverySecret, *, pinned: str
) -> dict[tuple[Ring, int], RingSecret]:
    """Every epoch of every ring; raises as `check_shares` does."""
    current_rings(session, pinned)
    _check_ours(session, secret)
    opened = {}
    for row in session.scalars(select(RingEpoch)).all():
        found = recovery.open_ring(secret, row.ring, row.epoch, row.recovery_sealed)
        if found.public().key.raw != row.public_key:
            raise Untrusted
        opened[row.ring, row.epoch] = found
    return opened


def _check_ours(session: Session, secret: RecoverySecret) -> None:
    if secret.public().raw != session.get_one(Installation, 1).recovery_public:
        raise ShareError("these shares belong to another installation")


def _regrant(
    session: Session,
    secret: RecoverySecret,
    wanted: set[Ring],
    certificate: Certificate,
    root: Signer,
    now: datetime,
) -> int:
    count = 0
    for epoch in session.scalars(select(RingEpoch).where(RingEpoch.ring.in_(wanted))).all():
        ring_secret = recovery.open_ring(secret, epoch.ring, epoch.epoch, epoch.recovery_sealed)
        grant(session, ring_secret, certificate, root, ROOT, now)
        count += 1
    return count


def _reopen_named_cases(
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
