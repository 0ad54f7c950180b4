"""Wrong attempts to log in, counted by where they come from: in memory, under a key of the process, and soon forgotten.

They close nothing. Whoever has failed often stands behind others in the line for the slow derivation, and that is all.
"""

import hashlib
import hmac

#: After so many seconds every count is halved, so that a slip is forgotten within minutes and a flood within an hour.
HALVED_AFTER = 600.0
#: So many counters for all places; two that share one stand together in the line.
COUNTERS = 4096
MOST = 255


class Failures:
    """Counts of one process. `key` is random and never leaves it: the counters tell no address."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._counts = bytearray(COUNTERS)
        self._halved_at = 0.0

    def of(self, place: bytes, at: float) -> int:
        """How often it went wrong from this place lately; `at` in seconds of a clock that only goes forward."""
        self._forget(at)
        return self._counts[self._counter(place)]

    def count(self, place: bytes, at: float) -> None:
        """One more."""
        self._forget(at)
        counter = self._counter(place)
        self._counts[counter] = min(MOST, self._counts[counter] + 1)

    def _counter(self, place: bytes) -> int:
        return int.from_bytes(hmac.digest(self._key, place, hashlib.sha256)[:2]) % COUNTERS

    def _forget(self, at: float) -> None:
        times = int((at - self._halved_at) // HALVED_AFTER)
        if times > 0:
            self._halved_at = at
            self._counts = bytearray(count >> min(times, 8) for count in self._counts)
