"""`incidents statistics` in a process of its own."""

import subprocess
import sys
from pathlib import Path


def statistics(*arguments: str) -> tuple[int, str, str]:
    """Exit status, what was printed, and what was printed as wrong."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name("incidents")), "statistics", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
