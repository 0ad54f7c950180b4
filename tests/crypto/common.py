"""What the tests of the cryptography share: fixed secrets, damaged copies, and how many examples are tried."""

from collections.abc import Iterator

from hypothesis import settings

from incidents.core.rings import Ring
from incidents.crypto.hybrid import PrivateKey
from incidents.crypto.keyring import RingSecret

#: Enough to meet the odd case, few enough for every run.
MANY = settings(max_examples=100, deadline=None)

SECRET = bytes(range(32))
PRIVATE = PrivateKey(SECRET)
PUBLIC = PRIVATE.public()
KEY = PRIVATE.load()
RECORD = b"record-1"
GREETING = "Hej då".encode()


def ring_secret(ring: Ring = Ring.CASEWORK, epoch: int = 1, seed: int = 1) -> RingSecret:
    """A ring's secret that is the same in each run."""
    return RingSecret(ring, epoch, bytes([seed, epoch] * 16))


def with_flipped_bits(data: bytes) -> Iterator[bytes]:
    """Every copy of the data in which one bit is wrong."""
    for place in range(len(data)):
        for bit in range(8):
            copy = bytearray(data)
            copy[place] ^= 1 << bit
            yield bytes(copy)


def truncated(data: bytes) -> Iterator[bytes]:
    """Every copy of the data that ends too early."""
    for end in range(len(data)):
        yield data[:end]
