"""What the workers of one machine know together of the reports that come in: a few gauges and counts, in memory only.

The memory is shared by the processes that were forked after it was made; several machines judge each for itself. No
lock: two workers that count in the same microsecond may lose one. Nothing here is ever written to a file or a log.
"""

import hashlib
import hmac
import ipaddress
import mmap
import secrets
import struct
import time
from datetime import date

from flask import Flask, current_app

from incidents.core.flood import GAUGES, Gauge, reports

_EXTENSION = "incidents.board"
_PAIR = struct.Struct("=dd")
_DAY = struct.Struct("=q")
_KEY_BYTES = 32
_KEY_AT = GAUGES * _PAIR.size
_DAY_AT = _KEY_AT + _KEY_BYTES
_DAY_KEY_AT = _DAY_AT + _DAY.size
_COUNTS_AT = _DAY_KEY_AT + _KEY_BYTES
#: Two counters for each address among so many: one that nobody else has tells that it is new.
_COUNTERS = 65_536
_SIZE = _COUNTS_AT + 2 * _COUNTERS
_MOST = 255


class Board:
    """Gauges, the tickets' key and the day's counts. `calm` reports in a short time are no flood."""

    def __init__(self, calm: int) -> None:
        self._calm = calm
        self._reports = reports(calm)
        self._memory = mmap.mmap(-1, _SIZE)  # anonymous and shared: no file behind it
        self._put(_KEY_AT, secrets.token_bytes(_KEY_BYTES))

    def _put(self, place: int, data: bytes) -> None:
        self._memory[place : place + len(data)] = data

    @property
    def key(self) -> bytes:
        """The key of this installation's tickets; it ends with the workers."""
        return self._memory[_KEY_AT : _KEY_AT + _KEY_BYTES]

    # ---------------------------------------------------------------- gauges

    def level(self, gauge: Gauge) -> float:
        """Where a gauge stands now."""
        level, at = _PAIR.unpack_from(self._memory, gauge.number * _PAIR.size)
        return gauge.sunk(level, time.monotonic() - at)

    def count(self, gauge: Gauge) -> None:
        """One more."""
        raised = gauge.raised(self.level(gauge))
        _PAIR.pack_into(self._memory, gauge.number * _PAIR.size, raised, time.monotonic())

    def above(self) -> float:
        """How far the level of reports stands above what is calm; 0 or less: there is no flood."""
        return self.level(self._reports) - self._calm

    def count_report(self) -> None:
        """One more report is being sent."""
        self.count(self._reports)

    # ---------------------------------------------------------------- addresses, during a flood only

    def is_new(self, address: str, today: date) -> bool:
        """Whether nothing came from this address today. May say no to a new one, when others share its counters."""
        return any(self._memory[place] == 0 for place in self._places(address, today))

    def count_address(self, address: str, today: date) -> None:
        """One more from this address."""
        for place in self._places(address, today):
            self._memory[place] = min(_MOST, self._memory[place] + 1)

    def _places(self, address: str, today: date) -> tuple[int, int]:
        key = self._key_of(today)
        found = hmac.digest(key, network_of(address), hashlib.sha256)
        first, second = struct.unpack_from("=HH", found)
        return _COUNTS_AT + first, _COUNTS_AT + _COUNTERS + second

    def _key_of(self, today: date) -> bytes:
        """The day's own random key; with a new day the old key and its counts are gone."""
        day = today.toordinal()
        if _DAY.unpack_from(self._memory, _DAY_AT)[0] != day:
            self._put(_DAY_KEY_AT, secrets.token_bytes(_KEY_BYTES))
            self._put(_COUNTS_AT, bytes(2 * _COUNTERS))
            _DAY.pack_into(self._memory, _DAY_AT, day)
        return self._memory[_DAY_KEY_AT : _DAY_KEY_AT + _KEY_BYTES]


def network_of(text: str) -> bytes:
    """What counts as one address: an IPv4 address, the /64 of an IPv6 address; anything else is one and the same."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return b""
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped.packed if address.ipv4_mapped else address.packed[:8]
    return address.packed


def share(app: Flask, board: Board) -> None:
    """Let this application count on a board that was made before the workers were forked."""
    app.extensions[_EXTENSION] = board


def board() -> Board:
    """The board of this application; one of its own where none is shared."""
    found = current_app.extensions.get(_EXTENSION)
    if found is None:
        calm = current_app.extensions["incidents"].flood_from
        found = current_app.extensions.setdefault(_EXTENSION, Board(calm))
    assert isinstance(found, Board)
    return found
