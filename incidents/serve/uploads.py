"""Places for uploads: how many long bodies one worker holds at once, and which of them gives way."""

import copy
import re
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from waitress.adjustments import Adjustments

from incidents.serve.tuning import Tuning

if TYPE_CHECKING:
    from incidents.serve.intake import Parser


class Uploads:
    """The uploads under way in one worker, from their head to their answer. Small ones count too: all are worked on.

    `make_room` is asked to end one that is slow when all places are taken.
    """

    def __init__(self, tuning: Tuning, make_room: Callable[[], None]) -> None:
        self.tuning = tuning
        self._paths = re.compile(tuning.upload_paths) if tuning.upload_paths else None
        self._make_room = make_room
        self._begun: dict[Parser, float] = {}
        self._lock = threading.Lock()
        self._adjusted: Adjustments | None = None

    def are_taken_at(self, method: str, path: str) -> bool:
        """Whether a post to this address may carry files."""
        return method == "POST" and self._paths is not None and bool(self._paths.fullmatch(path))

    def adjusted(self, usual: Adjustments) -> Adjustments:
        """The server's limits, with the longer body of an upload."""
        if self._adjusted is None:
            self._adjusted = copy.copy(usual)
            # waitress refuses a body that reaches the limit, not only one that exceeds it.
            self._adjusted.max_request_body_size = self.tuning.max_upload + 1
        return self._adjusted

    def enter(self, request: "Parser") -> bool:
        """Take a place; False when there is none. In the loop."""
        if len(self._begun) >= self.tuning.uploads:
            self._make_room()
        with self._lock:
            if len(self._begun) >= self.tuning.uploads:
                return False
            self._begun[request] = time.monotonic()
            return True

    def leave(self, request: "Parser") -> None:
        """The place is free again; nothing happens for a request that has none. From any thread."""
        with self._lock:
            self._begun.pop(request, None)

    def is_slow(self, request: "Parser") -> bool:
        """Whether this upload holds a place, is still being received, and is slower than it may be."""
        begun = self._begun.get(request)
        if begun is None or request.completed:
            return False
        owed = time.monotonic() - begun - self.tuning.upload_grace_seconds
        return bool(request.body_bytes_received < owed * self.tuning.upload_bytes_per_second)
