"""What a worker waits for. The kernel is told once for each change, so that a thousand quiet connections cost nothing.

waitress asks every connection before every wait, and wakes its loop after every answer only to ask again.
"""

import select
from contextlib import suppress
from typing import Any

from waitress import wasyncore

READ, WRITE, NOTHING = select.POLLIN, select.POLLOUT, 0


class Watched(dict[int, Any]):
    """Everything that a loop listens to, by descriptor, as waitress keeps it. Linux only (epoll).

    What has `on_events` is a connection: it is heard of once, and again only after it was armed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._poll = select.epoll()

    def __setitem__(self, descriptor: int, listened: Any) -> None:
        """Begin to listen."""
        super().__setitem__(descriptor, listened)
        once = select.EPOLLONESHOT if hasattr(listened, "on_events") else 0
        self._poll.register(descriptor, READ | once)

    def __delitem__(self, descriptor: int) -> None:
        """Listen no more."""
        super().__delitem__(descriptor)
        with suppress(OSError):  # closed already
            self._poll.unregister(descriptor)

    def arm(self, descriptor: int, flags: int) -> None:
        """Let a connection hear of the next event; from any thread."""
        with suppress(OSError):  # closed meanwhile
            self._poll.modify(descriptor, flags | select.EPOLLONESHOT)

    def wait(self, seconds: float) -> None:
        """Deal with whatever happens next."""
        for descriptor, flags in self._poll.poll(seconds):
            listened = self.get(descriptor)
            if listened is None:  # closed by what happened just before
                continue
            if hasattr(listened, "on_events"):
                listened.on_events(flags)
            else:
                wasyncore.readwrite(listened, flags)

    def close(self) -> None:
        """Give the kernel's list back."""
        self._poll.close()


def watched() -> Watched | None:
    """What to wait with; None where the system has no epoll and waitress waits by itself."""
    return Watched() if hasattr(select, "epoll") else None
