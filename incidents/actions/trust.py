"""The public keys that may be sealed to: read on each use, checked against the pinned root, refused on a mismatch."""

from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from incidents.core.errors import Unsafe
from incidents.core.languages import sentence
from incidents.core.rings import Ring
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.labels import PRODUCT
from incidents.crypto.ringtrust import (
    Certificate,
    RingPublic,
    SignedRing,
    TrustError,
    root_fingerprint,
    verifies,
    verify,
    verify_chain,
)
from incidents.crypto.sealing import Recipient, ring_recipient, staff_recipient
from incidents.store.direct import Direct
from incidents.store.models import (
    CasePerson,
    Installation,
    RetiredKey,
    RetiredRoot,
    RingEpoch,
    Staff,
)
from incidents.store.statements import plain_rows, table_of

RECOVERY = "recovery"
ROOT = "root"
PEOPLE = "people"
# Made here so that the sentence is found for translation.
_REFUSAL = Unsafe(
    "Vi kan inte ta emot rapporter just nu, för att skydda dig. Dina svar ligger kvar. "
    "Försök igen senare, eller ring oss.",
    at_desk=sentence(
        "Någon kan ha bytt ut en nyckel i databasen. Inget är sparat. "
        "Skriv inget känsligt, logga ut och larma it-säkerhet nu."
    ),
)


_EPOCHS, _INSTALLATION = table_of(RingEpoch), table_of(Installation)
_RINGS = (
    select(
        _EPOCHS.c.ring,
        _EPOCHS.c.epoch,
        _EPOCHS.c.public_key,
        _EPOCHS.c.signing_public,
        _EPOCHS.c.signature,
        _INSTALLATION.c.root_public,
    )
    .join(_INSTALLATION, _INSTALLATION.c.id == 1)
    .order_by(_EPOCHS.c.ring, _EPOCHS.c.epoch)
)


_ROOT = select(_INSTALLATION.c.root_public).where(_INSTALLATION.c.id == 1)
_STAFF, _RETIRED = table_of(Staff), table_of(RetiredKey)
_KEYS_OF = select(
    _STAFF.c.login,
    _STAFF.c.public_key,
    _STAFF.c.signing_public,
    _STAFF.c.certificate_signer,
    _STAFF.c.certificate,
).where(_STAFF.c.id == bindparam("staff"))
_RETIRED_OF = (
    select(
        _STAFF.c.login,
        _RETIRED.c.public_key,
        _RETIRED.c.signing_public,
        _RETIRED.c.certificate_signer,
        _RETIRED.c.certificate,
    )
    .join(_STAFF, _STAFF.c.id == _RETIRED.c.staff_id)
    .where(_RETIRED.c.staff_id == bindparam("staff"))
)


class Untrusted(Unsafe):
    """A key in the database does not chain to the pinned root: an alarm, and nothing is sealed."""

    def __init__(self) -> None:
        super().__init__(_REFUSAL.sentence, at_desk=_REFUSAL.at_desk)


def current_rings(session: Session, pinned: str) -> dict[Ring, RingPublic]:
    """The newest epoch of every ring. One statement; the verification is cached by the bytes that it verified."""
    return _checked(plain_rows(session, _RINGS, {}), pinned)


def rings_in(rows: Direct, pinned: str) -> dict[Ring, RingPublic]:
    """The same, without a session."""
    return _checked(rows.rows(_RINGS, {}), pinned)


def _checked(rows: list[tuple[object, ...]], pinned: str) -> dict[Ring, RingPublic]:
    try:
        rings = dict(_verified(pinned, tuple(rows)))
    except (TrustError, ValueError) as error:  # ValueError: bytes that are no key at all
        raise Untrusted from error
    if rings.keys() != set(Ring):
        raise Untrusted
    return rings


@lru_cache(maxsize=8)
def _verified(
    pinned: str, rows: tuple[tuple[object, ...], ...]
) -> tuple[tuple[Ring, RingPublic], ...]:
    chains: dict[Ring, list[SignedRing]] = {}
    root = b""
    for ring, epoch, key, signing, signature, root_public in rows:
        assert isinstance(ring, str) and isinstance(epoch, int)
        assert isinstance(key, bytes) and isinstance(signing, bytes)
        assert isinstance(signature, bytes) and isinstance(root_public, bytes)
        root = root_public
        public = RingPublic(Ring(ring), epoch, PublicKey(key), signing)
        chains.setdefault(public.ring, []).append(SignedRing(public, signature))
    return tuple((ring, verify_chain(root, pinned, chain)) for ring, chain in chains.items())


def ring_as_recipient(public: RingPublic) -> Recipient:
    """A ring as a member of a recipient set."""
    return Recipient(ring_recipient(public.ring), public.epoch, public.key)


def recovery_statement(epoch: int, key: bytes) -> bytes:
    """What the root signs about the recovery key."""
    return PRODUCT + b"recovery|" + str(epoch).encode() + b"|" + key


def retired_root_statement(root_public: bytes) -> bytes:
    """What a root signs about the one before it."""
    return PRODUCT + b"retired-root|" + root_public


def roots(session: Session, pinned: str) -> frozenset[bytes]:
    """The pinned root, and those before it for which it vouches: they signed audit rows. None where none is pinned."""
    row = session.get(Installation, 1)
    if row is None or root_fingerprint(row.root_public) != pinned:
        return frozenset()
    retired = {
        one.root_public
        for one in session.scalars(select(RetiredRoot))
        if verifies(row.root_public, one.signature, retired_root_statement(one.root_public))
    }
    return frozenset({row.root_public}) | retired


def recovery_recipient(session: Session, pinned: str) -> Recipient:
    """The recovery key, checked against the pinned root."""
    row = session.get_one(Installation, 1)
    try:
        statement = recovery_statement(row.recovery_epoch, row.recovery_public)
        verify(_pinned_root(row, pinned), row.recovery_signature, statement)
    except TrustError as error:
        raise Untrusted from error
    return Recipient(RECOVERY, row.recovery_epoch, PublicKey(row.recovery_public))


def _pinned_root(row: Installation, pinned: str) -> bytes:
    if root_fingerprint(row.root_public) != pinned:
        raise TrustError("the root key is not the pinned one")
    return row.root_public


def certificate_of(row: Staff) -> Certificate:
    """The certified part of a staff row."""
    return Certificate(row.id, row.login, PublicKey(row.public_key), row.signing_public)


def check_staff(session: Session, row: Staff, pinned: str) -> Certificate:
    """The staff member's key, once its certificate verifies; raises `Untrusted`.

    A certificate counts that the root signed or the newest epoch of a ring: whoever has left holds older ones only.
    """
    try:
        certificate = certificate_of(row)
        verify(
            _present_signer(session, row.certificate_signer, pinned),
            row.certificate,
            certificate.statement(),
        )
    except (TrustError, ValueError) as error:
        raise Untrusted from error
    return certificate


def _present_signer(session: Session, name: str, pinned: str) -> bytes:
    """As `_signer`, but of a ring its newest epoch alone."""
    if name == ROOT:
        return root_key(session, pinned)
    _, ring, epoch = name.split(":")
    newest = current_rings(session, pinned)[Ring(ring)]
    if newest.epoch != int(epoch):
        raise TrustError("signed by an epoch that has been replaced")
    return newest.signing


def root_key(session: Session, pinned: str) -> bytes:
    """The root's public key, once it is the pinned one; raises `TrustError`."""
    for (root,) in plain_rows(session, _ROOT, {}):
        if root_fingerprint(root) == pinned:
            return bytes(root)
    raise TrustError("the root key is not the pinned one")


def signing_keys(session: Session, staff_id: bytes, pinned: str) -> frozenset[bytes]:
    """Every signing key that is or was certified for a staff member; an uncertified key is as good as none."""
    rows = plain_rows(session, _KEYS_OF, {"staff": staff_id})
    rows += plain_rows(session, _RETIRED_OF, {"staff": staff_id})
    found = set()
    for login, key, signing, name, certificate in rows:
        try:
            certified = Certificate(staff_id, login, PublicKey(key), signing)
            verify(_signer(session, name, pinned), certificate, certified.statement())
        except (TrustError, Untrusted, ValueError):
            continue
        found.add(signing)
    return frozenset(found)


def signed_by(
    session: Session, staff_id: bytes, signature: bytes, made: bytes, pinned: str
) -> bool:
    """Whether a certified key of this person made the signature."""
    keys = signing_keys(session, staff_id, pinned)
    return any(verifies(key, signature, made) for key in keys)


def _signer(session: Session, name: str, pinned: str) -> bytes:
    """The public key behind a signer's name: the root, or an epoch of a ring that chains to it."""
    if name == ROOT:
        return root_key(session, pinned)
    rows = plain_rows(session, _RINGS, {})
    _checked(rows, pinned)  # the whole chain verifies, so each epoch in it does
    _, ring, epoch = name.split(":")
    for found, number, _, signing, _, _ in rows:
        if (found, number) == (ring, int(epoch)):
            return bytes(signing)
    raise TrustError("no such signer")


def case_recipients(
    session: Session, case_id: bytes, recipients: str, pinned: str
) -> list[Recipient]:
    """To whom a case's next entry is sealed on the staff's side: a ring, or the named people who have not left.

    Where all of them have left, that is the recovery key alone: a message waits rather than being refused.
    """
    if recipients != PEOPLE:
        ring = Ring(recipients.removeprefix("ring:"))
        return [ring_as_recipient(current_rings(session, pinned)[ring])]
    people = session.scalars(
        select(Staff)
        .join(CasePerson, CasePerson.staff_id == Staff.id)
        .where(CasePerson.case_id == case_id, Staff.active)
    )
    named = [person_as_recipient(check_staff(session, row, pinned)) for row in people]
    return [*named, recovery_recipient(session, pinned)]


def person_as_recipient(certificate: Certificate) -> Recipient:
    """A named person as a member of a recipient set."""
    return Recipient(staff_recipient(certificate.staff_id), 0, certificate.key)
