"""Ordering a translation at the desk, and the translator's browser."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import DeskUser, Installed, Resident, fields

STORY = "قصة طويلة"
WISHED = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()


@dataclass(frozen=True)
class Ordered:
    """A case with an order, and what the handler hands on."""

    lena: DeskUser
    reference: str
    code: str
    path: str
    phrase: str


def reported(installation: Installed, story: str = STORY, **you: str) -> tuple[DeskUser, str, str]:
    """A report in Arabic that Lena has opened; with its code."""
    code = Resident(installation.app.test_client(), "ar").send(story, **you)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    return lena, reference, code


def post_order(lena: DeskUser, reference: str, **values: object) -> TestResponse:
    """Fill in the order form."""
    address = f"/desk/cases/{reference}/order"
    form = fields(lena.client.get(address), 'id="order"')
    asked = {"of": ["1"], "language": "sv", "to": "Språkbyrån Öst", "wished": WISHED}
    return lena.client.post(address, data={**form, **asked, **values})


def shown(page: TestResponse, marker: str) -> str:
    """What stands in the element with this id."""
    found = re.search(rf'id="{marker}"[^>]*>(.*?)</bdi>', page.get_data(as_text=True))
    assert found, page.get_data(as_text=True)
    return unescape(found.group(1).replace("<wbr>", ""))


def handed_on(lena: DeskUser, reference: str, code: str, **values: object) -> Ordered:
    """A translation ordered in this case."""
    page = post_order(lena, reference, **values)
    path = "/handover/" + shown(page, "handover-link").partition("/handover/")[2]
    return Ordered(lena, reference, code, path, shown(page, "handover-phrase"))


def ordered(installation: Installed, **values: object) -> Ordered:
    """A report in Arabic, and a translation ordered in its case."""
    lena, reference, code = reported(installation)
    return handed_on(lena, reference, code, **values)


class Translator:
    """A translator's browser."""

    def __init__(self, installation: Installed, path: str) -> None:
        self.client: FlaskClient = installation.app.test_client()
        self.path = path

    def get(self, query: str = "") -> TestResponse:
        """The page under the link."""
        return self.client.get(self.path + query)

    def unlock(self, phrase: str, **values: object) -> TestResponse:
        """Type the passphrase."""
        return self.client.post(self.path, data={"phrase": phrase, **values})

    def accept(self) -> TestResponse:
        """Take it on."""
        form = fields(self.get(), 'id="accept"')
        return self.client.post(f"{self.path}/accept", data=form)

    def decline(self, why: str, reason: str = "") -> TestResponse:
        """Send it back."""
        form = fields(self.get("?decline=1"), 'id="decline"')
        return self.client.post(f"{self.path}/decline", data={**form, "why": why, "reason": reason})

    def form(self, act: str = "save", **texts: str) -> dict[str, str]:
        """The form with the texts, filled in and ready to be posted."""
        form = fields(self.get(), 'id="texts"')
        return {**form, "act": act, **texts}

    def write(self, act: str = "save", **texts: str) -> TestResponse:
        """Save, send, or what else the buttons say."""
        return self.client.post(f"{self.path}/texts", data=self.form(act, **texts))

    def begun(self, phrase: str) -> "Translator":
        """Inside, with the texts."""
        assert self.unlock(phrase).status_code == 303
        assert self.accept().status_code == 303
        return self
