"""Who signed the entries of a case: staff with certified keys, receivers with the key of their hand-over."""

from sqlalchemy.orm import Session

from incidents.actions.trust import signing_keys
from incidents.core.entry import BY_STAFF, Entry, Kind
from incidents.core.handover import Order, belongs, order_in
from incidents.core.referral_entry import Referral, referral_in
from incidents.core.referral_ledger import answers
from incidents.crypto.ringtrust import verifies


class Signatures:
    """Looks at the entries of one case in their order: an answer counts only after the order that it belongs to."""

    def __init__(self, session: Session, pinned: str) -> None:
        self._session, self._pinned = session, pinned
        self._authors: dict[bytes, frozenset[bytes]] = {}
        self._orders: dict[int, Order] = {}
        self._referrals: dict[int, Referral] = {}

    def sound(self, document: Entry, link: bytes | None = None) -> bool:
        """Whether it is signed as its kind asks for. `link`: its own, once it was compared with the bytes."""
        if document.kind is Kind.HANDED:
            key = self._key_for(document)
            return key is not None and _holds({key}, document, link)
        if document.kind not in BY_STAFF:
            return not document.author_id
        author = document.author_id
        if author not in self._authors:
            self._authors[author] = signing_keys(self._session, author, self._pinned)
        if not _holds(self._authors[author], document, link):
            return False
        order, referral = order_in(document), referral_in(document)
        if order is not None:
            self._orders[document.number] = order
        if referral is not None:
            self._referrals[document.number] = referral
        return True

    def _key_for(self, document: Entry) -> bytes | None:
        """The public key of the hand-over to which something that came belongs."""
        order = belongs(document, self._orders)
        if order is not None:
            return order.key
        referral = answers(document, self._referrals)
        return referral.lying.key if referral is not None and referral.lying else None


#: Keys with the links of entries whose signature held: a link is a hash of the entry with its signature.
_held: set[tuple[bytes, bytes]] = set()
_MOST_HELD = 8192


def _holds(keys: set[bytes] | frozenset[bytes], document: Entry, link: bytes | None) -> bool:
    if link is not None and any((key, link) in _held for key in keys):
        return True
    signed = document.signed_bytes()
    holding = next((key for key in keys if verifies(key, document.signature, signed)), None)
    if holding is not None and link is not None:
        if len(_held) >= _MOST_HELD:
            _held.clear()
        _held.add((holding, link))
    return holding is not None
