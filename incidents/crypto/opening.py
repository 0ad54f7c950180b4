"""What a logged-in staff member's keys can open. Never imported, not even indirectly, by the public door."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from incidents.core.rings import Ring
from incidents.crypto.envelope import (
    HEADER,
    LENGTH_BYTES,
    NONCE_BYTES,
    Purpose,
    SealError,
    Suite,
    binding,
    decrypt,
    encrypt,
    read_header,
    unpad,
)
from incidents.crypto.keyring import RingSecret, grant_binding
from incidents.crypto.sealing import (
    CARD_BYTES,
    KeySlot,
    ring_recipient,
    staff_recipient,
)
from incidents.crypto.staffkey import StaffKey
from incidents.crypto.unsealing import open_entry, open_sealed, open_slot


def open_grant(key: StaffKey, staff_id: bytes, ring: Ring, epoch: int, sealed: bytes) -> RingSecret:
    """A ring's secret from a grant; raises `SealError`, also for a grant that was moved to another epoch."""
    if read_header(sealed).epoch != epoch:
        raise SealError
    secret = open_sealed(
        key.private().load(), Purpose.RING_SECRET, grant_binding(ring, staff_id), sealed
    )
    return RingSecret(ring, epoch, secret)


@dataclass(slots=True)
class Opener:
    """All that one person may open, for the length of one request."""

    staff_id: bytes
    key: StaffKey
    secrets: Mapping[tuple[Ring, int], RingSecret]
    _loaded: dict[tuple[str, int], MLKEM768X25519PrivateKey] = field(default_factory=dict)
    _ciphers: dict[tuple[str, bytes], AESGCM | None] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Opener(...)"

    def rings(self) -> frozenset[Ring]:
        """The rings of which this person holds an epoch."""
        return frozenset(ring for ring, _ in self.secrets)

    def newest(self, ring: Ring) -> RingSecret | None:
        """The newest epoch that this person holds of a ring."""
        held = [secret for (name, _), secret in self.secrets.items() if name is ring]
        return max(held, key=lambda secret: secret.epoch, default=None)

    def open_entry(self, entry_id: bytes, body: bytes, slots: tuple[KeySlot, ...]) -> bytes:
        """The entry's plaintext by whichever slot fits; raises `SealError` when none does."""
        for slot in slots:
            key = self._private(slot.recipient, slot.epoch)
            if key is None:
                continue
            with suppress(SealError):  # one damaged slot must not hide the entry behind a good one
                return open_entry(key, entry_id, body, slot.recipient, slot.sealed)
        raise SealError

    def entry_key(self, entry_id: bytes, slots: tuple[KeySlot, ...]) -> bytes:
        """The entry's own key by whichever slot fits; raises `SealError` when none does."""
        for slot in slots:
            key = self._private(slot.recipient, slot.epoch)
            if key is None:
                continue
            with suppress(SealError):
                return open_slot(key, entry_id, slot.recipient, slot.sealed)
        raise SealError

    def open_card(self, holder: str, case_id: bytes, sealed: bytes) -> bytes:
        """A desk card, folded (symmetric) or fresh from the public door (HPKE); raises `SealError`."""
        header = sealed[: HEADER.size]
        try:
            cipher = self._ciphers[holder, header]
        except KeyError:
            cipher = self._ciphers[holder, header] = self._card_cipher(holder, header)
        if cipher is None:
            return self._open_fresh_card(holder, case_id, sealed)
        start = HEADER.size + NONCE_BYTES
        nonce, body = sealed[HEADER.size : start], sealed[start:]
        try:
            return unpad(cipher.decrypt(nonce, body, binding(header, case_id)))
        except (InvalidTag, ValueError) as error:
            raise SealError from error

    def open_cards(self, rows: Iterable[tuple[bytes, str, bytes]]) -> list[tuple[bytes, bytes]]:
        """The cards of many cases, given as (case id, holder, sealed); those that do not open are left out.

        A page needs thousands, so the folded ones are opened in one loop without a call for each step (`open_card`).
        """
        found = []
        ciphers = self._ciphers
        header_end, start = HEADER.size, HEADER.size + NONCE_BYTES
        frame_start, frame_end, zeros = b"", 0, b""  # what `unpad` found on the card before
        for case_id, holder, sealed in rows:
            header = sealed[:header_end]
            cipher = ciphers.get((holder, header))
            try:
                if cipher is None:
                    found.append((case_id, self.open_card(holder, case_id, sealed)))
                    continue
                frame = cipher.decrypt(
                    sealed[header_end:start], sealed[start:], binding(header, case_id)
                )
                if frame[:LENGTH_BYTES] == frame_start and frame[frame_end:] == zeros:
                    found.append((case_id, frame[LENGTH_BYTES:frame_end]))
                    continue
                card = unpad(frame)
            except (SealError, InvalidTag, ValueError):
                continue
            frame_start, frame_end = frame[:LENGTH_BYTES], LENGTH_BYTES + len(card)
            zeros = frame[frame_end:]
            found.append((case_id, card))
        return found

    def fresh_cards(
        self, rows: Iterable[tuple[bytes, str, bytes]]
    ) -> list[tuple[bytes, str, bytes]]:
        """Those that lie as the public door sealed them to a ring of this person's, thirty times slower to open."""
        rings = {ring_recipient(ring) for ring in self.rings()}
        hpke = Suite.HPKE_HYBRID.value
        return [row for row in rows if row[2][1:2] == bytes([hpke]) and row[1] in rings]

    def _card_cipher(self, holder: str, header: bytes) -> AESGCM | None:
        """The ring's cipher for folded cards with this header, made once for thousands of them; None for others."""
        parsed = read_header(header)
        if parsed.suite is not Suite.AES_GCM or parsed.purpose is not Purpose.DESK_CARD:
            return None
        held = {ring_recipient(ring): ring for ring in self.rings()}
        secret = self.secrets.get((held[holder], parsed.epoch)) if holder in held else None
        if secret is None:
            raise SealError
        return AESGCM(secret.symmetric())

    def _open_fresh_card(self, holder: str, case_id: bytes, sealed: bytes) -> bytes:
        key = self._private(holder, read_header(sealed).epoch)
        if key is None:
            raise SealError
        return open_sealed(key, Purpose.DESK_CARD, case_id, sealed)

    def open_mark(self, holder: str, case_id: bytes, sealed: bytes) -> bytes:
        """A read mark; raises `SealError`."""
        key = self._private(holder, read_header(sealed).epoch)
        if key is None:
            raise SealError
        return open_sealed(key, Purpose.READ_MARK, case_id, sealed)

    def fold_card(self, ring: Ring, case_id: bytes, card: bytes) -> bytes:
        """A desk card under the ring's symmetric key, 2 us to open instead of 60."""
        secret = self.newest(ring)
        if secret is None:
            raise SealError
        return encrypt(
            secret.symmetric(),
            Purpose.DESK_CARD,
            case_id,
            card,
            epoch=secret.epoch,
            minimum=CARD_BYTES,
        )

    def open_fact(self, fact_id: bytes, sealed: bytes) -> bytes:
        """A coded fact as it was sealed when it was told; raises `SealError`."""
        key = self._private(ring_recipient(Ring.STATISTICS), read_header(sealed).epoch)
        if key is None:
            raise SealError
        return open_sealed(key, Purpose.FACT, fact_id, sealed)

    def open_folded(self, purpose: Purpose, record: bytes, sealed: bytes) -> bytes:
        """A block of facts, or a release's true counts, in whichever epoch it was sealed; raises `SealError`."""
        secret = self.secrets.get((Ring.STATISTICS, read_header(sealed).epoch))
        if secret is None:
            raise SealError
        return decrypt(secret.statistics(), purpose, record, sealed)

    def seal_folded(self, purpose: Purpose, record: bytes, data: bytes) -> bytes:
        """Inverse of `open_folded`, in the newest epoch: only a member of the ring can write it."""
        secret = self.newest(Ring.STATISTICS)
        if secret is None:
            raise SealError
        return encrypt(secret.statistics(), purpose, record, data, epoch=secret.epoch)

    def _private(self, recipient: str, epoch: int) -> MLKEM768X25519PrivateKey | None:
        cached = self._loaded.get((recipient, epoch))
        if cached is not None:
            return cached
        key = self._find(recipient, epoch)
        if key is not None:
            self._loaded[recipient, epoch] = key
        return key

    def _find(self, recipient: str, epoch: int) -> MLKEM768X25519PrivateKey | None:
        if recipient == staff_recipient(self.staff_id):
            return self.key.private().load()
        kind, _, name = recipient.partition(":")
        if kind != "ring" or name not in list(Ring):
            return None
        secret = self.secrets.get((Ring(name), epoch))
        return secret.private().load() if secret else None
