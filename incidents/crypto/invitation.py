"""The phrase of an invitation: six words, kept as a hash that is bound to the invited account."""

import hashlib

from incidents.crypto.hybrid import derive
from incidents.crypto.labels import Label
from incidents.crypto.words import tidy


def phrase_hash(phrase: str, staff_id: bytes) -> bytes:
    """What is stored of a phrase. It has 77 bits of its own: a slow derivation would add nothing."""
    return hashlib.sha256(derive(staff_id + tidy(phrase).encode(), Label.INVITATION)).digest()
