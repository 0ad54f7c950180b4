"""The line for the slow derivation: one at a time in a process, and who goes first when many ask (ADR 29)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from incidents.core.errors import Busy

#: Strangers of one process that may wait. More would hold the threads that residents need.
MOST_STRANGERS = 2
#: People on devices that their account knows, who wait beside: nobody else can take their places.
MOST_KNOWN = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: `account` on a device that it knows or in a log-in, else behind others by `failures`."""

    account: bytes | None = None
    failures: int = 0


@dataclass(slots=True, eq=False)
class _Waiting:
    place: Place
    # Among equals chance decides: no one can be kept out by somebody who is always a little earlier.
    chance: int = field(default_factory=lambda: secrets.randbits(32))
    sent_away: bool = False

    @property
    def order(self) -> tuple[bool, int, int]:
        return (self.place.account is None, self.place.failures, self.chance)


class Line:
    """Whoever stands in it. Those for whom there is no room hear at once that they should try again."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._taken = False
        self._waiting: list[_Waiting] = []

    @contextmanager
    def turn(self, place: Place) -> Iterator[None]:
        """This caller's turn; raises `Busy` for whoever is sent away."""
        self._wait(_Waiting(place))
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()

    def _wait(self, mine: _Waiting) -> None:
        with self._changed:
            self._waiting.append(mine)
            self._make_room(mine)
            while not mine.sent_away and (self._taken or self._first() is not mine):
                self._changed.wait()
            if mine.sent_away:
                raise Busy("Många försöker logga in just nu. Vänta en halv minut och försök igen.")
            self._waiting.remove(mine)
            self._taken = True

    def _first(self) -> _Waiting:
        return min(self._waiting, key=lambda one: one.order)

    def _make_room(self, mine: _Waiting) -> None:
        """Send the last one away where too many wait: of one account, of known devices, of strangers."""
        account = mine.place.account
        if not self._taken and self._first() is mine:
            return
        if account is None:
            self._keep([one for one in self._waiting if one.place.account is None], MOST_STRANGERS)
            return
        self._keep([one for one in self._waiting if one.place.account == account], 1)
        self._keep([one for one in self._waiting if one.place.account is not None], MOST_KNOWN)

    def _keep(self, some: list[_Waiting], most: int) -> None:
        for one in sorted(some, key=lambda each: each.order)[most:]:
            one.sent_away = True
            self._waiting.remove(one)
        self._changed.notify_all()
