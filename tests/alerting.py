"""A case whose place is told of at the desk: the page by which it is, and what is filled in."""

import re
from dataclasses import dataclass
from html import unescape

from werkzeug.test import TestResponse

from tests.ordering import reported
from tests.support import DeskUser, Installed, Resident, fields

STORY = "Bertil Qvist ritade på väggen och hotade min syster Zaynab."
WHERE = "Gångtunneln vid Torget"
TOLD = {
    "to": "trygghet",
    "what": ["damaged", "propaganda"],
    "place_type": "out",
    "where": WHERE,
    "first": "2026-11-02",
    "last": "2026-11-20",
}


@dataclass(frozen=True)
class Alerting:
    """A case that Lena has opened, and the person who told of it in her own language."""

    lena: DeskUser
    resident: Resident
    reference: str

    @property
    def address(self) -> str:
        return f"/desk/cases/{self.reference}/alert"

    def preview(self, **values: object) -> TestResponse:
        form = fields(self.lena.client.get(self.address), 'id="alert"')
        return self.lena.client.post(
            self.address, data={**form, "way": "link", **TOLD, "act": "preview", **values}
        )

    def press(self, page: TestResponse, act: str = "send") -> TestResponse:
        html = page.get_data(as_text=True).split('id="send"')[1].split("</form>")[0]
        found: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', html):
            found.setdefault(name, []).append(unescape(value))
        return self.lena.client.post(self.address, data={**found, "act": act})


def alerting(installation: Installed) -> Alerting:
    lena, reference, code = reported(installation, STORY)
    resident = installation.resident()
    resident.come_back(code)
    return Alerting(lena, resident, reference)
