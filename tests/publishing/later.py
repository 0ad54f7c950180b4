"""`incidents statistics simulate` and `join` on a machine whose clock is off: DAYS, a room, and another folder.

Started by `test_same_bytes.py`. The product knows nothing of this.
"""

import datetime as dt
import sys
import time
from pathlib import Path
from typing import Self

_OFF = dt.timedelta(days=int(sys.argv[1]))
_time = time.time


class Date(dt.date):
    """The calendar, moved."""

    @classmethod
    def today(cls) -> Self:
        """The day, moved."""
        return cls.fromtimestamp(time.time())


class Datetime(dt.datetime):
    """The clock, moved."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Self:
        """The time of day, moved."""
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls) -> Self:
        """Without a zone, as some libraries want it."""
        return cls.now(dt.UTC).replace(tzinfo=None)


def run(room: Path, other: Path) -> None:
    """Publish a quarter, and together with another municipality."""
    from incidents.publishing import command

    own, out = str(room / "own"), str(room / "out")
    given = ("--reports", "900", "--seed", "4", "--quarters", "1", "--out", own)
    assert command.main(["simulate", *given]) == 0
    named = ("--municipality", "0180=Åsa", "--municipality", "0280=Bo")
    assert command.main(["join", own, str(other), *named, "--out", out]) == 0


if __name__ == "__main__":
    dt.date, dt.datetime = Date, Datetime  # type: ignore[misc]
    time.time = lambda: _time() + _OFF.total_seconds()
    run(Path(sys.argv[2]), Path(sys.argv[3]))
