"""Ready sentences are copied with one press, and the page says so."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.site import Site
from tests.browser.test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_sentence_is_copied_and_the_page_says_so(site: Site, chromium: Browser) -> None:
    with site.visit(chromium, permissions=["clipboard-read", "clipboard-write"]) as visitor:
        site.log_in(visitor, "per")
        visitor.go("/desk/answers")
        page = visitor.page
        sentence = page.locator("#many-0-en")
        page.locator("[data-copy=many-0-en]").click()
        page.get_by_role("status").filter(has_text="Kopierat").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == sentence.inner_text()
        assert page.get_by_role("status").filter(has_text="Kopierat").count() == 1
        assert findings(Axe(), page) == []
        assert visitor.foreign == []
