"""A language whose words are 40 % longer than Swedish fits a screen of 320 px: every page, in every state."""

import math

import flask_babel
import pytest
from babel.support import NullTranslations
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Route

from incidents.web import locale, templates
from tests.support import Installed
from tests.test_translations import public_pages

HOST = "http://pages.invalid"
#: What reaches past either edge of the window and is not inside something that scrolls or hides on purpose.
OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect();
  if (!box.width || one.closest('.visually-hidden, .skip')) return false;
  return box.left < -1 || box.right > document.documentElement.clientWidth + 1;
}).map(one => one.tagName + '.' + one.className + ': ' + one.textContent.trim().slice(0, 60))"""


def longer(sentence: str) -> str:
    """The same sentence with every word 40 % longer; placeholders stay whole."""
    return " ".join(
        word if "%" in word else word + "ä" * math.ceil(len(word) * 0.4)
        for word in sentence.split(" ")
    )


class Longer(NullTranslations):
    """A language like Swedish with longer words."""

    def gettext(self, message: str) -> str:
        return longer(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return longer(msgid1 if n == 1 else msgid2)

    ugettext, ungettext = gettext, ngettext


@pytest.fixture
def longer_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole product speaks it."""
    spoken = Longer()
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _: spoken)
    for module in (locale, templates):
        monkeypatch.setattr(module, "catalogue", lambda _: spoken)


def answer(route: Route, client: FlaskClient, html: dict[str, str]) -> None:
    """A page that was made already, or a stylesheet of the application."""
    path = route.request.url.removeprefix(HOST)
    if path in html:
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=html[path])
        return
    with client.get(path) as found:
        route.fulfill(status=found.status_code, content_type=found.mimetype, body=found.get_data())


def test_no_page_overflows_in_a_language_with_longer_words(
    sqlite_installation: Installed, chromium: Browser, longer_words: None
) -> None:
    html = {
        f"/{number}": page
        for number, (_, page) in enumerate(public_pages(sqlite_installation.resident()))
    }
    assert "Berättaäää" in html["/0"]
    client = sqlite_installation.app.test_client()
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.route("**/*", lambda route: answer(route, client, html))
    wrong = {}
    for path in html:
        page.goto(HOST + path)
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        if found := page.evaluate(OUTSIDE):
            wrong[page.title()] = found
    context.close()
    assert wrong == {}
