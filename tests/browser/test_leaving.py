"""*Leave this page*: the text is gone, also for whoever presses *Back*, under the real content policy."""

import sqlite3
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site, Visitor, prepare, send
from tests.test_tls_proxy import Secure, secure

__all__ = ["secure"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SECRET = "Det som ingen annan får se"


def boxes(site: Site) -> int:
    """How many drafts, receipts and inboxes the database holds."""
    with sqlite3.connect(site.database) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if "box" in name
        ]
        assert names
        counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in names]  # noqa: S608
    return sum(int(count) for (count,) in counts)


def press_exit(visitor: Visitor) -> None:
    """Press the button and arrive at the neutral site."""
    visitor.page.locator(".exit__button").click()
    arrive(visitor)


def arrive(visitor: Visitor) -> None:
    """The neutral site is on the screen."""
    visitor.page.locator("h1", has_text="Neutral page").wait_for()


def assert_nothing_comes_back(visitor: Visitor) -> None:
    """*Back* twice ends on the neutral page each time and shows no word of the text."""
    for _ in range(2):
        visitor.page.go_back(wait_until="commit")
        arrive(visitor)
        assert SECRET not in visitor.page.content()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_back_twice_after_leaving_shows_the_neutral_page(
    site: Site, chromium: Browser, *, scripts: bool
) -> None:
    with site.visit(chromium, java_script_enabled=scripts) as visitor:
        before = boxes(site)
        prepare(visitor, "sv")
        visitor.page.fill("[name=story]", SECRET)
        visitor.press()
        assert boxes(site) == before + 1
        visitor.go("/sv/story")
        assert visitor.page.input_value("[name=story]") == SECRET
        press_exit(visitor)
        assert boxes(site) == before
        assert [one["value"] for one in visitor.page.context.cookies(site.base)] == ["left"]
        assert_nothing_comes_back(visitor)
        assert visitor.said == []


def test_back_twice_after_leaving_over_tls_where_the_browser_is_told_to_forget(
    site: Site, chromium: Browser, secure: Secure
) -> None:
    behind = replace(site, base=secure.origin, installed=secure.installed)
    with behind.visit(chromium, ignore_https_errors=True) as visitor:
        prepare(visitor, "sv")
        visitor.page.evaluate("localStorage.setItem('kept', 'here')")
        visitor.page.fill("[name=story]", SECRET)
        visitor.press()
        assert visitor.page.evaluate(KEPT) == "here"
        with visitor.page.expect_response("**/exit") as left:
            press_exit(visitor)
        assert left.value.header_value("Clear-Site-Data") == '"cache", "storage"'
        assert [one["value"] for one in visitor.page.context.cookies(secure.origin)] == ["left"]
        assert_nothing_comes_back(visitor)
        visitor.page.goto(f"{secure.origin}/sv/help")
        assert visitor.page.evaluate(KEPT) is None
        # Chromium also says so, on a page that is being left: it may be gone before it is heard.
        cleared = 'Cleared data types: "cache", "storage".'
        assert {said.partition(": ")[2] for said in visitor.said} <= {cleared}


#: What lies in the browser's storage: it shows that the browser has done what it was told.
KEPT = "localStorage.getItem('kept')"


def test_leaving_with_text_that_was_not_sent_shows_it_to_nobody(
    site: Site, chromium: Browser
) -> None:
    with site.visit(chromium) as visitor:
        prepare(visitor, "sv")
        visitor.page.fill("[name=story]", SECRET)
        press_exit(visitor)
        assert_nothing_comes_back(visitor)


def test_leaving_the_inbox_closes_it(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        visitor.go("/sv/return")
        visitor.page.fill("[name=code]", site.code)
        visitor.press()
        assert visitor.page.locator(".thread > li").count() > 3
        press_exit(visitor)
        assert_nothing_comes_back(visitor)
        visitor.go("/sv/inbox")
        arrive(visitor)
        visitor.go("/sv/")
        with visitor.page.expect_navigation():
            visitor.page.locator("button[value=return]").click()
        assert visitor.page.input_value("[name=code]") == ""


def test_leaving_the_receipt_hides_the_code(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        code = send(visitor, "sv", SECRET)
        press_exit(visitor)
        assert_nothing_comes_back(visitor)
        assert code not in visitor.page.content()


def test_three_quick_presses_of_escape_leave(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        prepare(visitor, "sv")
        visitor.page.fill("[name=story]", SECRET)
        for _ in range(3):
            visitor.page.keyboard.press("Escape")
        arrive(visitor)
        assert_nothing_comes_back(visitor)


def test_one_who_left_can_begin_again_from_the_first_page(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        prepare(visitor, "sv")
        press_exit(visitor)
        prepare(visitor, "sv")
        assert visitor.page.input_value("[name=story]") == ""
