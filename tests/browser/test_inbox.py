"""The inbox in a browser: it happened again, ask us to stop, consent between both sides, feedback after closing."""

import pytest
from playwright.sync_api import Browser

from tests.browser.site import PARAGRAPH, Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def new_case(site: Site) -> tuple[str, str]:
    """A report of its own, opened and taken by Lena; its code and reference."""
    lena = site.installed.desk("lena")
    known = set(lena.queue())
    code = site.installed.resident().send(PARAGRAPH)
    (reference,) = set(lena.queue()) - known
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    return code, reference


def come_back(visitor: Visitor, code: str, lang: str = "sv") -> None:
    visitor.go(f"/{lang}/return")
    visitor.page.fill("[name=code]", code)
    visitor.press()
    assert visitor.path() == f"/{lang}/inbox"


def follow(visitor: Visitor, name: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.locator(f"main a[href$='/inbox/{name}']").first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_it_happened_again_stands_in_the_thread_of_both_sides(
    site: Site, chromium: Browser, *, scripts: bool
) -> None:
    code, reference = new_case(site)
    with site.visit(chromium, java_script_enabled=scripts) as visitor:
        come_back(visitor, code)
        follow(visitor, "event")
        visitor.press()
        assert visitor.page.locator(".error-summary a").count() == 1
        visitor.page.fill("[name=text]", "De kom tillbaka.")
        visitor.page.check("[name=safety][value=danger]")
        visitor.press()
        assert visitor.page.locator(".notice--danger").count() == 1
        assert "De kom tillbaka." in visitor.page.locator(".entry--deed").inner_text()
        assert [line for line in visitor.said if "400" not in line] == []  # the refused form
        assert visitor.foreign == []
        site.log_in(visitor, "lena")
        site.open_case(visitor, reference)
        assert "De kom tillbaka." in visitor.page.locator(".entry--deed").inner_text()


def test_a_stop_and_a_change_of_mind(site: Site, chromium: Browser) -> None:
    code, _ = new_case(site)
    with site.visit(chromium) as visitor:
        come_back(visitor, code)
        follow(visitor, "stop")
        visitor.press()
        assert visitor.path() == "/sv/inbox"
        follow(visitor, "stop")
        visitor.press()
        assert visitor.page.locator("main .notice--safe").count() == 1
        assert visitor.said == []


def test_consent_goes_from_the_desk_to_the_inbox_and_back(site: Site, chromium: Browser) -> None:
    code, reference = new_case(site)
    with site.visit(chromium) as visitor:
        site.log_in(visitor, "lena")
        site.open_case(visitor, reference)
        page = visitor.page
        page.locator("summary", has_text="Fråga om samtycke").click()
        page.select_option("#ask [name=body]", "do")
        page.check("#ask [name=acts][value=contact]")
        page.fill("#ask-text", "Att du nekades en lägenhet.")
        with page.expect_navigation():
            page.locator("#ask button").click()
        assert page.locator(".consents .tag--warn").count() == 1
        come_back(visitor, code, "ar")
        follow(visitor, "consent")
        with page.expect_navigation():
            page.locator(".answer-yes button").click()
        assert visitor.path() == "/ar/inbox/consent"
        assert page.locator(".answer-withdraw").count() == 1
        site.open_case(visitor, reference)
        assert page.locator(".consents .tag--good").count() == 1
        assert visitor.said == []


def test_feedback_after_closing(site: Site, chromium: Browser) -> None:
    code, reference = new_case(site)
    lena = site.installed.desk("lena")
    lena.answer_cover(reference)
    lena.act(reference, "close", reason="completed")
    with site.visit(chromium) as visitor:
        come_back(visitor, code)
        follow(visitor, "feedback")
        visitor.page.check("[name=feedback][value=helped]")
        visitor.press()
        assert visitor.path() == "/sv/inbox"
        assert visitor.page.locator("main a[href$='/inbox/feedback']").count() == 0
