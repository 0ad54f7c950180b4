"""The threads of a worker: each, when it is its turn, waits for something to happen and deals with it to the end."""

import logging
import threading
import time

from incidents.serve.watch import PATIENCE_SECONDS, Watched

_logger = logging.getLogger("waitress")


class Crew:
    """So many threads that serve until the end."""

    def __init__(self, watched: Watched, count: int) -> None:
        self._watched = watched
        self._threads = [threading.Thread(target=self._serve, daemon=True) for _ in range(count)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float) -> bool:
        """Let them finish what they are doing, for so long; nothing new is begun. Whether all have ended."""
        self._watched.end()
        until = time.monotonic() + seconds
        for thread in self._threads:
            while thread.is_alive() and time.monotonic() < until:
                thread.join(PATIENCE_SECONDS)
                self._watched.relieve()  # the others are to hear of the end as well
        return not any(thread.is_alive() for thread in self._threads)

    def _serve(self) -> None:
        while True:
            try:
                self._watched.serve()
            except BaseException:  # one request must not cost the worker a thread
                _logger.exception("a thread of the worker met an error")
            else:
                return
