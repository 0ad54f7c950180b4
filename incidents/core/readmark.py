"""Whether a reporter has come back since an answer: entry numbers and one day, sealed, and told from the next day on.

Version 1, 17 bytes: version u8, first, before and seen u32 each, day u32 as days since 2020-01-01 (0: never).
"""

import struct
from dataclasses import dataclass, replace
from datetime import date, timedelta

VERSION = 1
_LAYOUT = struct.Struct(">BIIII")
_DAY_ZERO = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class ReadMark:
    """Up to which entry a reporter has seen the answers.

    `seen` was reached on `day`, `before` on an earlier one: so nobody can tell at what time of the day she came back.
    Nothing is known of answers before `first`.
    """

    first: int
    before: int = 0
    seen: int = 0
    day: date | None = None

    def pack(self) -> bytes:
        """The fixed-size form that is sealed."""
        days = (self.day - _DAY_ZERO).days if self.day else 0
        return _LAYOUT.pack(VERSION, self.first, self.before, self.seen, days)

    def came_back(self, newest: int, today: date) -> "ReadMark":
        """The reporter is back, and this is the newest answer; the same mark where there is no newer one."""
        if newest <= self.seen:
            return self
        settled = self.before if self.day == today else self.seen
        return replace(self, before=settled, seen=newest, day=today)

    def has_seen(self, answer: int, written: date, today: date) -> bool | None:
        """Whether the answer was seen before today; None on the day on which it was written, and where nobody knows."""
        if answer < self.first or written >= today:
            return None
        reached = self.seen if self.day is not None and self.day < today else self.before
        return answer <= reached


def unpack(data: bytes) -> ReadMark:
    """Inverse of `pack`; ValueError for anything else."""
    if len(data) != _LAYOUT.size or data[0] != VERSION:
        raise ValueError("unknown read mark")
    _, first, before, seen, days = _LAYOUT.unpack(data)
    return ReadMark(first, before, seen, _DAY_ZERO + timedelta(days=days) if days else None)
