"""The pages that close a quarter, as people use them."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape

import pytest
from werkzeug.test import TestResponse

from incidents.closingdesk import (
    close_page,
    errata_page,
    fold_page,
    plan_page,
    second_page,
    state_page,
    visit,
)
from incidents.core.facts import Fact
from incidents.core.vocabulary import vocabulary
from incidents.crypto.browserbox import BrowserSecret
from tests.support import NOW, DeskUser, fields

HOME = "/desk/statistics"
#: How many reports each area has: one that is hidden for being small, and others of which one has to be hidden too.
#: None of them stands on a page for another reason.
AREAS = (3, 211, 223, 227, 229, 233, 239, 241)
#: What somebody may post in any field.
HOSTILE = ("", "'; drop table fact; --", "<script>alert(1)</script>", "9" * 5000, "-1", "1e3", "٣")
_PAGES = (close_page, errata_page, fold_page, plan_page, second_page, state_page, visit)


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The pages' clock."""
    clock = Clock()
    for module in _PAGES:
        monkeypatch.setattr(module, "now", clock)
    return clock


def telling() -> list[bytes]:
    """Reports whose numbers can be looked for on pages."""
    areas = [one.code for one in vocabulary("area").public()]
    ground = vocabulary("ground").public()[0].code
    return [
        Fact(2026, 8, {"ground": (ground,), "area": (area,)}).pack()
        for area, count in zip(areas, AREAS, strict=False)
        for _ in range(count)
    ]


@dataclass
class Coordinator:
    """Somebody's browser on these pages."""

    user: DeskUser

    def get(self, page: str = "") -> str:
        """A page that is there."""
        answer = self.user.client.get(HOME + page)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def token(self, form: str) -> str:
        """The right token of a form in this browser."""
        cookie = self.user.client.get_cookie("d")
        secret = BrowserSecret.from_cookie(cookie.value if cookie else None)
        assert secret is not None
        return secret.form_token(form)

    def press(self, page: TestResponse | str, form: str, **values: str) -> TestResponse:
        """Fill in a form of a page and press its button."""
        html = page if isinstance(page, str) else page.get_data(as_text=True)
        action = re.search(rf'<form id="{form}"[^>]* action="([^"]+)"', html)
        assert action, html
        filled = {**fields(html, f'id="{form}"'), **_chosen(html, form), **values}
        return self.user.client.post(unescape(action[1]), data=filled)

    def choose(self, yearly: str, **values: str) -> TestResponse:
        """Which tables there are."""
        return self.press(self.get("/plan"), "plan", yearly=yearly, **values)

    def preview(self, **values: str) -> TestResponse:
        """What would be published."""
        return self.press(self.get("/close"), "close", **values)

    def led(self, answer: TestResponse) -> str:
        """The page to which a deed leads."""
        assert answer.status_code == 303, answer.get_data(as_text=True)
        page = self.user.client.get(answer.headers["Location"])
        assert page.status_code == 200
        return page.get_data(as_text=True)


def _chosen(html: str, form: str) -> dict[str, str]:
    """What is chosen in the lists of a form."""
    inside = html.split(f'id="{form}"', 1)[1].split("</form>", 1)[0]
    found = {}
    for name, options in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', inside, re.DOTALL
    ):
        value = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = value[1] if value else ""
    return found
