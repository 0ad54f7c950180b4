"""What a worker waits for. The kernel is told once for each change, so that a thousand quiet connections cost nothing.

waitress asks every connection before every wait, and hands each request from its loop to another thread. Here every
thread waits by itself, and the one that hears of a request answers it: nobody is woken in between.
"""

import os
import select
from contextlib import suppress
from typing import Any

from waitress import wasyncore

READ, WRITE = select.POLLIN, select.POLLOUT


class Watched(dict[int, Any]):
    """Everything that a worker listens to, by descriptor, as waitress keeps it. Linux only (epoll).

    Whatever happens on a descriptor is heard by one thread, once, and again only after it was armed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._poll = select.epoll()
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
        while True:
            for descriptor, flags in self._poll.poll(maxevents=1):
                if descriptor == self._ended:
                    return
                self._deal(descriptor, flags)

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
