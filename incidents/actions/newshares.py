"""New paper shares: the old ones open nothing that is written afterwards, and vouch for nothing any more (ADR 29).

The root that vouches for every key stands on the same paper. So it is replaced too, and with it the fingerprint that
the configuration pins; whatever the old root had signed is verified once more and signed by the new one.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from incidents.actions import epochs
from incidents.actions.audit import INSTALLATION, ROOT_ACTOR, Signer, append
from incidents.actions.holders import in_turn
from incidents.actions.recover import open_all
from incidents.actions.trust import (
    RECOVERY,
    ROOT,
    Untrusted,
    certificate_of,
    recovery_statement,
    retired_root_statement,
)
from incidents.core.auditing import Act
from incidents.core.rings import Ring
from incidents.crypto import recovery
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.keyring import RingSecret
from incidents.crypto.recovery import RecoverySecret
from incidents.crypto.ringtrust import Certificate, grant_statement, root_fingerprint, verifies
from incidents.crypto.sealing import Recipient, seal_slot
from incidents.crypto.unsealing import open_slot
from incidents.store.models import (
    EntryKey,
    Installation,
    RetiredKey,
    RetiredRoot,
    RingEpoch,
    RingGrant,
    Staff,
)


def fingerprint(secret: RecoverySecret) -> str:
    """What the configuration pins once these shares are the installation's."""
    return root_fingerprint(_public(secret))


def replace(
    session: Session, old: RecoverySecret, new: RecoverySecret, *, pinned: str, now: datetime
) -> None:
    """Put new shares in the place of the old ones, from two of which `old` was made; every keyring gets a new epoch.

    Raises ShareError for another installation's shares, SealError or `Untrusted`, and changes nothing, where something
    in the database does not open or is not vouched for.
    """
    in_turn(session)
    secrets = open_all(session, old, pinned=pinned)
    installation = session.get_one(Installation, 1)
    number = installation.recovery_epoch + 1
    _sign_anew(session, _public(old), new)
    _reseal_rings(session, secrets.values(), new, number)
    _reseal_entries(session, old, new, number)
    installation.root_public = _public(new)
    installation.recovery_epoch, installation.recovery_public = number, new.public().raw
    installation.recovery_signature = new.root().sign(recovery_statement(number, new.public().raw))
    session.flush()
    root = Signer(ROOT_ACTOR, new.root())
    append(
        session,
        root,
        Act.RECOVERY_CHANGED,
        chain=INSTALLATION,
        subject=f"recovery:{number}",
        now=now,
    )
    for ring in Ring:
        newest = max(epoch for name, epoch in secrets if name is ring)
        epochs.rotate(session, root, secrets[ring, newest], pinned=fingerprint(new), now=now)


def _public(secret: RecoverySecret) -> bytes:
    return secret.root().public_key().public_bytes_raw()


def _sign_anew(session: Session, old: bytes, new: RecoverySecret) -> None:
    """Whatever the old root vouched for; what it did not is left as it is, and goes on counting for nothing."""
    for grant, person in session.execute(
        select(RingGrant, Staff)
        .join(Staff, Staff.id == RingGrant.staff_id)
        .where(RingGrant.granted_by == ROOT)
    ).all():
        said = grant_statement(grant.ring, grant.epoch, certificate_of(person), grant.sealed)
        if verifies(old, grant.signature, said):
            grant.signature = new.root().sign(said)
    for row in session.scalars(select(Staff).where(Staff.certificate_signer == ROOT)):
        said = certificate_of(row).statement()
        if verifies(old, row.certificate, said):
            row.certificate = new.root().sign(said)
        elif row.active:
            raise Untrusted
    retired = select(RetiredKey, Staff.login).join(Staff, Staff.id == RetiredKey.staff_id)
    for key, login in session.execute(retired.where(RetiredKey.certificate_signer == ROOT)).all():
        said = Certificate(
            key.staff_id, login, PublicKey(key.public_key), key.signing_public
        ).statement()
        if verifies(old, key.certificate, said):
            key.certificate = new.root().sign(said)
    for root in session.scalars(select(RetiredRoot)):
        said = retired_root_statement(root.root_public)
        if verifies(old, root.signature, said):
            root.signature = new.root().sign(said)
    signature = new.root().sign(retired_root_statement(old))
    session.execute(insert(RetiredRoot), {"root_public": old, "signature": signature})
    session.flush()


def _reseal_rings(
    session: Session, secrets: Iterable[RingSecret], new: RecoverySecret, number: int
) -> None:
    """Every epoch for the new shares, and for them alone; the first of each is signed by the new root."""
    for secret in secrets:
        values: dict[str, object] = {
            "recovery_epoch": number,
            "recovery_sealed": recovery.seal_ring(new.public(), secret, number),
        }
        if secret.epoch == 1:
            values["signature"] = new.root().sign(secret.public().statement())
        session.execute(
            update(RingEpoch)
            .where(RingEpoch.ring == secret.ring, RingEpoch.epoch == secret.epoch)
            .values(**values)
        )


def _reseal_entries(
    session: Session, old: RecoverySecret, new: RecoverySecret, number: int
) -> None:
    """Cases that are closed to somebody are sealed to the shares themselves."""
    key, to = old.private().load(), Recipient(RECOVERY, number, new.public())
    query = select(EntryKey.entry_id, EntryKey.sealed).where(EntryKey.recipient == RECOVERY)
    for entry_id, sealed in session.execute(query).all():
        slot = seal_slot(entry_id, open_slot(key, entry_id, RECOVERY, sealed), to)
        session.execute(
            update(EntryKey)
            .where(EntryKey.entry_id == entry_id, EntryKey.recipient == RECOVERY)
            .values(epoch=slot.epoch, sealed=slot.sealed)
        )
