"""`incidents mail` as a process of its own, at a time that the test names: NOW is an ISO time."""

import os
import sys
from datetime import datetime

from incidents.cli import main
from incidents.mailing import command


def now() -> datetime:
    """The time of day, as the test has it."""
    return datetime.fromisoformat(os.environ["NOW"])


if __name__ == "__main__":
    vars(command)["now"] = now
    sys.exit(main(["mail", *sys.argv[1:]]))
