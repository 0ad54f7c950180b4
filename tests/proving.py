"""Proofs of work as attackers and residents find them, in processes of their own.

A thread that only calculates would keep the interpreter from the threads that send meanwhile.
"""

import os
import re
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Self

from incidents.crypto.ticket import strength


def bits_asked(page: str) -> int:
    """How hard the page says that the proof must be."""
    found = re.search(r'data-bits="(\d+)"', page)
    assert found
    return int(found.group(1))


def _step_aside() -> None:
    """Let the server go first on this machine: other people's processors are not the server's."""
    os.nice(10)


def _solve(ticket: str, bits: int, start: int, until: float) -> int | None:
    number = start
    while strength(ticket, str(number)) < bits:
        number += 1
        if number % 64 == 0 and time.monotonic() > until:
            return None
    return number


class Provers:
    """So many processes that solve proofs, one proof each at a time."""

    def __init__(self, number: int) -> None:
        self._pool = ProcessPoolExecutor(number, get_context("spawn"), initializer=_step_aside)

    def solve(self, ticket: str, bits: int, start: int, seconds: float) -> int | None:
        """A number whose hash has enough zero bits; None when the time is over."""
        until = time.monotonic() + seconds
        return self._pool.submit(_solve, ticket, bits, start, until).result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
