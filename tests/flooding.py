"""People in a flood: senders at addresses of their own whose clock a test moves, and residents over real sockets."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.core.flood import LEAST_BITS
from incidents.crypto.ticket import strength
from tests.proving import Provers, bits_asked
from tests.serving import Browser, case_code, to_check
from tests.support import Installed, Resident, fields

_pause = threading.Event()

STORY = "Jag blev nekad, och det här vill jag inte skriva en gång till."


class Clock:
    """The machine's clock as the product reads it."""

    def __init__(self) -> None:
        self.second = 1_000

    def monotonic(self) -> float:
        return float(self.second)


class Sender(Resident):
    """A resident at an address of their own."""

    def __init__(self, made: Installed, address: str) -> None:
        super().__init__(_at(made, address))

    def ready(self, **device: str) -> dict[str, str]:
        """As far as *check*; the fields of its form."""
        self.client.post("/sv/before", data={"device": "own", "readers": "no", **device})
        self.submit("story", story=STORY)
        self.submit("you", contact_mode="code")
        return fields(self.get("check"), 'id="step"')

    def press(self, form: dict[str, str], **more: str) -> TestResponse:
        """Press *send*."""
        return self.client.post("/sv/check", data={**form, **more})


def _at(made: Installed, address: str) -> FlaskClient:
    client = made.app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def solved(form: dict[str, str], bits: int = LEAST_BITS) -> str:
    """A proof for this form's ticket."""
    return next(str(n) for n in range(2**20) if strength(form["ticket"], str(n)) >= bits)


@dataclass
class Reporter:
    """Somebody who reports in the middle of it: by a wait, as without JavaScript, or by a proof."""

    browser: Browser
    #: Whoever has none waits.
    provers: Provers | None
    code: str = ""

    def report(self, story: str) -> None:
        """The whole journey, to the receipt."""
        page = to_check(self.browser, story)
        form = fields(page.text, 'id="step"')
        self.browser.close()
        if self.provers is not None and "ticket" in form:
            form["proof"] = self._proof(form, bits_asked(page.text))
        answer = self.browser.ask("POST", "/sv/check", form)
        while answer.status == 200:
            self.browser.close()  # the server hangs up on whoever is silent for half a minute
            form = fields(answer.text, 'id="step"')
            if self.provers is not None:
                form["proof"] = self._proof(form, bits_asked(answer.text))
            else:
                seconds = re.search(r"Vänta (\d+) sekund", answer.text)
                assert seconds
                _pause.wait(int(seconds.group(1)) + 1)
            answer = self.browser.ask("POST", "/sv/check", form)
        assert answer.status == 303, answer.status
        self.code = case_code(self.browser.get("receipt"))
        self.browser.close()

    def _proof(self, form: Mapping[str, str], bits: int) -> str:
        assert self.provers is not None
        start = int(form.get("proof") or 0)
        found = self.provers.solve(form["ticket"], bits, start, 240)
        return "" if found is None else str(found)
