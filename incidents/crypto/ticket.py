"""Tickets of a flood: when a draft began to wait, and the proof of work that ends the wait earlier (ADR 0018).

A ticket belongs to one draft by its submission token and is stored nowhere: a code under a key that the workers of one
machine hold in memory vouches for it. A proof belongs to one ticket.
"""

import hashlib
import hmac

#: Each try hashes so many bytes, so that a browser's own SHA-256 loses little against a faster program's.
BLOCK_BYTES = 65_536
NONCE_BYTES = 8
_MOST_NONCE = 2**53


def issue(key: bytes, submission: bytes, second: int) -> str:
    """A ticket of this second for this draft."""
    return f"{second}-{_code(key, submission, second)}"


def issued(key: bytes, submission: bytes, ticket: str) -> int | None:
    """The second of a ticket; None for another draft's, and for anything that `issue` never wrote."""
    number, _, code = ticket.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    good = hmac.compare_digest(_code(key, submission, int(number)).encode(), code.encode())
    return int(number) if good and ticket == issue(key, submission, int(number)) else None


def _code(key: bytes, submission: bytes, second: int) -> str:
    return hmac.new(key, submission + second.to_bytes(8, "big"), hashlib.sha256).hexdigest()


def strength(ticket: str, proof: str) -> int:
    """How many leading zero bits the proof's hash has: each more takes twice the tries. 0 for what is no proof.

    The number stands in front, so that no try can begin where another ended.
    """
    if not (proof.isascii() and proof.isdigit() and len(proof) < 17):
        return 0
    number = int(proof)
    if number >= _MOST_NONCE:
        return 0
    block = (number.to_bytes(NONCE_BYTES, "big") + ticket.encode()).ljust(BLOCK_BYTES, b"\0")
    return 256 - int.from_bytes(hashlib.sha256(block).digest(), "big").bit_length()
