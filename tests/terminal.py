"""A command on a terminal of its own, as a person sits in front of it."""

import os
import pty
import re
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.serving import COMMAND


class Terminal:
    """Runs `incidents ...`, reads what it shows, types answers."""

    def __init__(self, *arguments: str, env: Mapping[str, str], folder: Path) -> None:
        self._screen, behind = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, *COMMAND, *arguments],
            env=dict(env),
            cwd=folder,
            stdin=behind,
            stdout=behind,
            stderr=behind,
            start_new_session=True,
        )
        os.close(behind)
        self.shown = ""
        self._read = 0

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read on until the pattern stands in what has not been waited for yet."""
        while not (found := re.compile(pattern, re.DOTALL).search(self.shown, self._read)):
            assert self._more(), f"the command ended before {pattern!r}:\n{self.shown}"
        self._read = found.end()
        return found

    def type(self, text: str) -> None:
        """A line and Enter."""
        os.write(self._screen, text.encode() + b"\n")

    def end(self) -> int:
        """Read to the end; the exit status."""
        while self._more():
            pass
        return self._process.wait(30)

    def _more(self) -> bool:
        readable, _, _ = select.select([self._screen], [], [], 60)
        assert readable, f"nothing more within a minute:\n{self.shown}"
        try:
            data = os.read(self._screen, 65_536)
        except OSError:  # how Linux says that nobody holds the other end any more
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(30)
        os.close(self._screen)
