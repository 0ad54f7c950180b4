"""A flood in one process and in no time: a clock that a test moves, and senders at addresses of their own."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incidents.core.flood import LEAST_BITS
from incidents.crypto.ticket import strength
from tests.support import Installed, Resident, fields

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
