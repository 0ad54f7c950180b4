"""A referral through the pages: asked, allowed, looked at, sent, and the body's browser."""

import re
from dataclasses import dataclass
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.ordering import reported, shown
from tests.support import DeskUser, Installed, Resident, fields

STORY = "Hyresvärden Bertil Qvist sa nej till oss."
BODY = "do"
ACTS = ["share_deidentified", "talk", "answer_back"]


@dataclass(frozen=True)
class Allowed:
    """A case in which the person has said yes."""

    lena: DeskUser
    resident: Resident
    reference: str

    @property
    def address(self) -> str:
        """The page on which a referral is made."""
        return f"/desk/cases/{self.reference}/referral"

    def form(self, body: str = BODY, **values: object) -> dict[str, object]:
        """The form as it is to begin with, with what is filled in."""
        page = self.lena.client.get(f"{self.address}?to={body}")
        areas = re.findall(
            r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>',
            page.get_data(as_text=True),
            re.DOTALL,
        )
        return {**dict(areas), **fields(page, 'id="referral"'), **values}

    def preview(self, **values: object) -> TestResponse:
        """What would leave."""
        data = {**self.form(), "act": "preview", **values}
        return self.lena.client.post(self.address, data=data)

    def press(self, page: TestResponse, act: str = "send") -> TestResponse:
        """A button of the preview."""
        html = page.get_data(as_text=True).split('id="send"')[1].split("</form>")[0]
        found: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', html):
            found.setdefault(name, []).append(unescape(value))
        return self.lena.client.post(self.address, data={**found, "act": act})


def allowed(installation: Installed, *acts: str, story: str = STORY, **you: str) -> Allowed:
    """A report, the question of consent, and a yes."""
    lena, reference, code = reported(installation, story, **you)
    acts_ = list(acts) or ACTS
    lena.act(reference, "ask", body=BODY, acts=acts_, text="Det du har berättat.", language="sv")
    resident = installation.resident()
    resident.come_back(code)
    form = fields(resident.get("inbox/consent"), "answer-yes")
    assert resident.client.post("/sv/inbox/consent", data=form).status_code == 303
    return Allowed(lena, resident, reference)


class Body:
    """A body's browser under its link."""

    def __init__(self, installation: Installed, page: TestResponse) -> None:
        self.client: FlaskClient = installation.app.test_client()
        self.path = "/handover/" + shown(page, "handover-link").partition("/handover/")[2]
        self.phrase = shown(page, "handover-phrase")

    def get(self) -> str:
        """The page under the link."""
        return self.client.get(self.path).get_data(as_text=True)

    def unlock(self, phrase: str = "") -> "Body":
        """Type the passphrase."""
        answer = self.client.post(self.path, data={"phrase": phrase or self.phrase})
        assert answer.status_code == 303
        return self

    def say(self, act: str, **values: object) -> TestResponse:
        """Use one of the page's forms."""
        form = fields(self.get(), f'id="{act}"')
        return self.client.post(f"{self.path}/referral", data={**form, **values})

    def files(self) -> list[str]:
        """The addresses of the files."""
        return re.findall(rf'href="({self.path}/files/\d+)"', self.get())

    def fetch(self, place: int = 0) -> TestResponse:
        """A file."""
        return self.client.get(f"{self.path}/files/{place}")
