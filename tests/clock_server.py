"""The product with a public clock that a test moves: CLOCK names a file with the seconds by which it is off."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from incidents.cli import main
from incidents.reporting import present_help, visit

_CLOCK = Path(os.environ["CLOCK"])


def now() -> datetime:
    """The time of day, moved."""
    return datetime.now(UTC) + timedelta(seconds=float(_CLOCK.read_text(encoding="ascii")))


if __name__ == "__main__":
    for module in (visit, present_help):
        vars(module)["now"] = now
    sys.exit(main(["serve", *sys.argv[1:]]))
