"""What a worker waits for. The kernel is told once for each change, so that a thousand quiet connections cost nothing.

waitress asks every connection before every wait, and hands each request from its loop to another thread. Here one
thread leads: it waits, and answers what it hears of by itself. So nobody is woken in between, and no two threads take
the interpreter from each other at every statement of a database (a fifth of the processor time, measured with eight
clients). When something takes it longer, the lead passes to another thread.
"""

import os
import select
import threading
import time
from contextlib import suppress
from typing import Any

from waitress import wasyncore

READ, WRITE = select.POLLIN, select.POLLOUT
# Longer than nearly every request; short for whoever waits behind one that derives a key or cleans a file.
PATIENCE_SECONDS = 0.02
# How often a worker with nothing to do looks whether it has.
IDLE_LOOK_SECONDS = 0.05


class Watched(dict[int, Any]):
    """Everything that a worker listens to, by descriptor, as waitress keeps it. Linux only (epoll).

    Whatever happens on a descriptor is heard by one thread, once, and again only after it was armed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._poll = select.epoll()
        #: Held by the thread that leads.
        self._leading = threading.Lock()
        #: Held while the two below change: whose turn it is, and since when that thread has been busy.
        self._changing = threading.Lock()
        self._turn: object = None
        self._busy_since: float | None = None
        # Once the writing end is closed, every thread sees so for ever.
        self._ended, self._open = os.pipe()
        self._poll.register(self._ended, READ)

    def __setitem__(self, descriptor: int, listened: Any) -> None:
        """Begin to listen."""
        super().__setitem__(descriptor, listened)
        self._poll.register(descriptor, READ | select.EPOLLONESHOT)

    def __delitem__(self, descriptor: int) -> None:
        """Listen no more."""
        super().__delitem__(descriptor)
        with suppress(OSError):  # closed already
            self._poll.unregister(descriptor)

    def arm(self, descriptor: int, flags: int) -> None:
        """Let somebody hear of the next event; from any thread."""
        with suppress(OSError):  # closed meanwhile
            self._poll.modify(descriptor, flags | select.EPOLLONESHOT)

    def serve(self) -> None:
        """Deal with whatever happens, until the end. In each thread."""
        while self._lead():
            pass

    def _lead(self) -> bool:
        """Wait for a turn to lead, and lead until relieved; False when the end has come."""
        self._leading.acquire()
        mine = self._turn = object()
        try:
            while self._turn is mine:
                for descriptor, flags in self._poll.poll(maxevents=1):
                    if descriptor == self._ended:
                        return False
                    self._busy_since = time.monotonic()
                    self._deal(descriptor, flags)
                self._rest(mine)
            return True
        finally:
            self._pass_on(mine)

    def _rest(self, turn: object) -> None:
        with self._changing:
            if self._turn is turn:
                self._busy_since = None

    def _pass_on(self, turn: object) -> None:
        with self._changing:
            if self._turn is turn:
                self._let_go()

    def _let_go(self) -> None:
        self._turn = self._busy_since = None
        self._leading.release()

    def relieve(self, patience: float = PATIENCE_SECONDS) -> bool:
        """Let another thread lead, if the one that does has been at one thing for too long; whether it is at one."""
        with self._changing:
            since = self._busy_since
            if since is None:
                return False
            if time.monotonic() - since >= patience:
                self._let_go()
            return True

    def wait_for(self, bell: int, seconds: float) -> bool:
        """Wait so long for something to read on `bell`, and see to it meanwhile that always one thread can hear."""
        until, pause = time.monotonic() + seconds, IDLE_LOOK_SECONDS
        while time.monotonic() < until:
            if select.select([bell], [], [], pause)[0]:
                return True
            pause = PATIENCE_SECONDS if self.relieve() else IDLE_LOOK_SECONDS
        return False

    def _deal(self, descriptor: int, flags: int) -> None:
        listened = self.get(descriptor)
        if listened is None:  # closed just before
            return
        if hasattr(listened, "on_events"):
            listened.on_events(flags)
            return
        wasyncore.readwrite(listened, flags)
        if self.get(descriptor) is listened:
            self.arm(descriptor, READ)

    def end(self) -> None:
        """Let every thread that serves return."""
        os.close(self._open)

    def close(self) -> None:
        """Give the kernel's list back, when no thread waits with it any more."""
        self._poll.close()
        os.close(self._ended)


def watched() -> Watched | None:
    """What to wait with; None where the system has no epoll and waitress waits by itself."""
    return Watched() if hasattr(select, "epoll") else None
