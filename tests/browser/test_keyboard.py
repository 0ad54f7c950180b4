"""The whole journey with the keyboard alone: focus is visible, uncovered and in order."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const label = one.labels && one.labels[0];
  const box = (one.matches('.option input') ? label : one).getBoundingClientRect();
  const shown = getComputedStyle(one.matches('.option input') ? label : one);
  const bar = document.querySelector('.masthead--sticky');
  const inBar = bar && bar.contains(one);
  const covered = bar && !inBar && !one.matches('.skip') && getComputedStyle(bar).position === 'sticky'
    && box.bottom <= bar.getBoundingClientRect().bottom + 1;
  return {name: one.name || '', value: one.value || '', text: (one.textContent || '').trim(),
    href: one.getAttribute('href') || '', covered: Boolean(covered),
    visible: shown.outlineStyle !== 'none' && parseFloat(shown.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight};
}"""
MOST_STEPS = 80


def tab_to(page: Page, **wanted: str) -> None:
    """Tab until the control is reached; every stop on the way must show where it is."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS)
        if here is None:
            continue
        assert here["visible"], here
        assert here["inside"], here
        assert not here["covered"], here
        if all(value in here[key] for key, value in wanted.items()):
            return
    pytest.fail(f"no stop of the Tab key is {wanted}")


def enter(visitor: Visitor) -> None:
    """Press Enter and wait for the next page."""
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")


@pytest.mark.parametrize(
    "window",
    [{"width": 375, "height": 600}, {"width": 1280, "height": 700}],
    ids=["phone", "desk"],
)
def test_a_report_is_sent_and_the_code_used_by_keyboard_alone(
    site: Site, chromium: Browser, window: dict[str, int]
) -> None:
    with site.visit(chromium, viewport=window) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        visitor.go("/sv/")
        tab_to(page, href="/sv/before")
        enter(visitor)
        tab_to(page, name="device")
        keys.press("Space")
        tab_to(page, name="readers")
        keys.press("ArrowDown")
        tab_to(page, text="Fortsätt")
        enter(visitor)
        tab_to(page, name="story")
        keys.insert_text("Skrivet med tangenterna")
        for _ in ("story", "about", "grounds"):
            tab_to(page, text="Fortsätt")
            enter(visitor)
        tab_to(page, name="contact_mode", value="code")
        tab_to(page, text="Fortsätt")
        enter(visitor)
        tab_to(page, text="Skicka")
        enter(visitor)
        code = page.locator("#case-code").inner_text().strip()
        visitor.go("/sv/return")
        tab_to(page, name="code")
        keys.insert_text(code)
        enter(visitor)
        assert page.locator(".user-text").text_content() == "Skrivet med tangenterna"
        tab_to(page, name="text")
        keys.insert_text("Mer med tangenterna")
        tab_to(page, text="Skicka meddelandet")
        enter(visitor)
        assert page.locator(".user-text").last.text_content() == "Mer med tangenterna"


def test_a_caseworker_opens_and_answers_by_keyboard_alone(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        visitor.go("/desk/login")
        tab_to(page, name="name")
        keys.insert_text("omar")
        tab_to(page, name="passphrase")
        keys.insert_text(site.installed.passphrases["omar"])
        enter(visitor)
        visitor.go("/desk/?view=all")
        tab_to(page, href=site.reference)
        enter(visitor)
        if page.locator("#cover").count():
            tab_to(page, name="conflict", value="no")
            keys.press("Space")
            tab_to(page, text="Fortsätt")
            enter(visitor)
        tab_to(page, name="text")
        keys.insert_text("Svar med tangenterna")
        tab_to(page, text="Skicka svar")
        enter(visitor)
        assert "Svar med tangenterna" in page.locator(".entry--answer").last.inner_text()


def test_the_first_stop_leads_to_the_content(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        for path in ("/sv/", "/sv/before", "/ar/return", "/desk/login"):
            visitor.go(path)
            visitor.page.keyboard.press("Tab")
            assert visitor.page.evaluate(FOCUS)["href"] == "#main"
            visitor.page.keyboard.press("Enter")
            assert visitor.page.evaluate("() => document.activeElement.id") == "main"
