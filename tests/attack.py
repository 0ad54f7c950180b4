"""An attacker who has read the source, over real sockets and addresses.

The attacker asks for nothing that is not needed: computes the form's token from the cookie, opens many drafts side by
side, lets every ticket grow old enough, solves proofs all the while, and posts each send twice.
"""

import heapq
import http.client
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode

from incidents.crypto.browserbox import BrowserSecret
from tests.proving import Provers, bits_asked
from tests.serving import Answer
from tests.support import fields

WORDS = (
    "skolan",
    "gatan",
    "bussen",
    "butiken",
    "chefen",
    "grannen",
    "sade",
    "gjorde",
    "skrek",
    "igen",
)
_pause = threading.Event()


def calling(port: int, address: str) -> Callable[[], http.client.HTTPConnection]:
    """A way to call the server from this loopback address."""
    return lambda: http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(address, 0)
    )


def hang_up(wires: Mapping[str, http.client.HTTPConnection]) -> None:
    """Close every connection."""
    for wire in wires.values():
        wire.close()


@dataclass(order=True)
class Held:
    """A draft of the attacker's whose ticket grows old."""

    due: float
    number: int
    address: str = field(compare=False)
    cookie: str = field(compare=False)
    form: Mapping[str, str] = field(compare=False)
    bits: int = field(compare=False)
    taken: bool = field(default=False, compare=False)


@dataclass
class Attack:
    """So many junk reports from these addresses, opened evenly over so many seconds."""

    port: int
    addresses: Sequence[str]
    total: int
    seconds: float
    provers: Provers
    threads: int = 8
    received: int = 0
    replayed: int = 0
    proofs: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    newest: list[Held] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def work(self) -> list[Callable[[], None]]:
        """Everything that goes on at once."""
        remaining = threading.Semaphore(0)

        def sender(share: int) -> None:
            self._send_share(share)
            remaining.release()

        def end() -> None:
            for _ in range(self.threads):
                remaining.acquire()
            self.over.set()

        shares = [lambda n=n: sender(n) for n in range(self.threads)]
        return [*shares, self._solve_proofs, end]

    def _send_share(self, share: int) -> None:
        wires: dict[str, http.client.HTTPConnection] = {}
        numbers = list(range(share, self.total, self.threads))
        began, waiting = time.monotonic(), list[Held]()
        pace = self.seconds / max(1, len(numbers))
        opened = 0
        while opened < len(numbers) or waiting:
            now = time.monotonic()
            if waiting and waiting[0].due <= now:
                self._send(wires, heapq.heappop(waiting))
            elif opened < len(numbers) and now >= began + opened * pace:
                held = self._open(wires, numbers[opened])
                opened += 1
                if held is not None:
                    heapq.heappush(waiting, held)
            else:
                _pause.wait(0.02)
        hang_up(wires)

    def _open(self, wires: dict[str, http.client.HTTPConnection], number: int) -> Held | None:
        """A draft with a ticket; None where it was taken in at once."""
        address = self.addresses[number % len(self.addresses)]
        story = " ".join(Random(number).choices(WORDS, k=40))
        begun = self._post(wires, address, "/sv/story", {"story": story}, "")
        cookie = re.search(r"p=([\w-]{43})", begun.headers["Set-Cookie"])
        secret = BrowserSecret.from_cookie(cookie.group(1)) if cookie else None
        assert cookie is not None and secret is not None, begun.status
        form = {"csrf_token": secret.form_token("CheckForm")}
        answer = self._post(wires, address, "/sv/check", form, cookie.group(1))
        if answer.status == 303:
            self._received(wires, address, form, cookie.group(1))
            return None
        form = fields(answer.text, 'id="step"')
        due = time.monotonic() + 61
        held = Held(due, number, address, cookie.group(1), form, bits_asked(answer.text))
        with self.lock:
            self.newest.append(held)
        return held

    def _send(self, wires: dict[str, http.client.HTTPConnection], held: Held) -> None:
        with self.lock:
            if held.taken:
                return
            held.taken = True
        answer = self._post(wires, held.address, "/sv/check", held.form, held.cookie)
        if answer.status != 303:  # the wait has grown meanwhile
            answer = self._post(
                wires, held.address, "/sv/check", {**held.form, "at_once": "1"}, held.cookie
            )
        assert answer.status == 303, answer.status
        self._received(wires, held.address, held.form, held.cookie)

    def _received(
        self,
        wires: dict[str, http.client.HTTPConnection],
        address: str,
        form: Mapping[str, str],
        cookie: str,
    ) -> None:
        """One more; the same send is posted once more."""
        again = self._post(wires, address, "/sv/check", {**form, "at_once": "1"}, cookie)
        with self.lock:
            self.received += 1
            self.replayed += again.status != 303 or again.location != "/sv/receipt"

    def _solve_proofs(self) -> None:
        wires: dict[str, http.client.HTTPConnection] = {}
        asked = 0
        while not self.over.is_set():
            with self.lock:
                held = self.newest.pop() if self.newest else None
                if held is None or held.taken:
                    held = None
                else:
                    held.taken = True
            if held is None:
                _pause.wait(0.02)
                continue
            asked = self._prove(wires, held, max(asked, held.bits))
        hang_up(wires)

    def _prove(self, wires: dict[str, http.client.HTTPConnection], held: Held, bits: int) -> int:
        """Solve it, and solve it further as long as the server asks for more."""
        number = 0
        while (found := self.provers.solve(held.form["ticket"], bits, number, 300)) is not None:
            proved = {**held.form, "proof": str(found)}
            answer = self._post(wires, held.address, "/sv/check", proved, held.cookie)
            if answer.status == 303:
                with self.lock:
                    self.proofs += 1
                self._received(wires, held.address, proved, held.cookie)
                return bits
            number, bits = found, bits_asked(answer.text)
        with self.lock:
            held.taken = False
        self._send(wires, held)
        return bits

    def _post(
        self,
        wires: dict[str, http.client.HTTPConnection],
        address: str,
        path: str,
        form: Mapping[str, str],
        cookie: str,
    ) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if cookie:
            headers["Cookie"] = f"p={cookie}"
        for attempt in (0, 1):
            wire = wires.get(address) or wires.setdefault(address, calling(self.port, address)())
            try:
                wire.request("POST", path, urlencode(form), headers)
                response = wire.getresponse()
                text = response.read().decode()
            except (OSError, http.client.HTTPException):
                wires.pop(address).close()
                if attempt:
                    raise
                continue
            if response.will_close:
                wires.pop(address).close()
            return Answer(response.status, response.headers, text)
        raise AssertionError("unreachable")
