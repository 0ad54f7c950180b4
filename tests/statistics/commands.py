"""`incidents statistics` in a process of its own."""

import subprocess
import sys
from pathlib import Path


def statistics(*arguments: str) -> tuple[int, str, str]:
    """Exit status, what was printed, and what was printed as wrong."""
    return _run(str(Path(sys.executable).with_name("incidents")), "statistics", *arguments)


def publishing(*arguments: str) -> tuple[int, str, str]:
    """The same without the rest of the product, which takes a second to start."""
    return _run(sys.executable, "-m", "incidents.publishing.command", *arguments)


def _run(*command: str) -> tuple[int, str, str]:
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout, done.stderr
