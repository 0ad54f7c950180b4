"""The register-only track by keyboard: eight reports with counted key presses, decisions and pages; the coding page."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.site import Site
from tests.browser.test_keyboard import tab_to

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REPORTS = 8
MOST_PRESSES, MOST_DECISIONS, PAGES = 8, 3, 2
#: Keys from the story to each answer: the first with Space, the others with the arrows.
ANSWERS = {
    "discrimination": ["Space"],
    "hate": ["ArrowDown"],
    "both": ["ArrowDown", "ArrowDown"],
    "neither": ["ArrowUp", "ArrowUp"],
    "unclear": ["ArrowUp"],
}
PLAN = [*ANSWERS, "discrimination", "both", "neither"]


@dataclass
class Counted:
    """What one report costs."""

    presses: int = 0
    decisions: int = 0
    pages: list[str] = field(default_factory=list)


def press(page: Page, spent: Counted, *keys: str) -> None:
    """Press keys, each counted; nothing else may touch the page."""
    for key in keys:
        page.keyboard.press(key)
        spent.presses += 1


def test_eight_reports_take_eight_keys_and_three_decisions_each(
    site: Site, chromium: Browser
) -> None:
    count_all_others(site)
    stories = [f"Rapport nummer {number}." for number in range(REPORTS)]
    for story in stories:
        site.installed.resident().send(story, wish=["register"], contact_mode="none")
    seen: list[str] = []
    with site.visit(chromium, java_script_enabled=False) as visitor:
        page = visitor.page
        site.log_in(visitor, "lena")
        visitor.go("/desk/?view=register")
        page.locator(".track .button").focus()
        page.keyboard.press("Enter")
        for place, finding in enumerate(PLAN):
            # A browser sets the focus a moment after it shows the page; whoever presses keys sees where it is.
            expect(page.locator("#cover [name=conflict]").first).to_be_focused()
            spent = Counted()
            before = page.url

            def note(request: Request, spent: Counted = spent) -> None:
                if request.is_navigation_request() and request.method == "GET":
                    spent.pages.append(request.url)

            assert not set(stories) & set(page.locator("body").inner_text().split("\n"))
            press(page, spent, "Space", "Tab")
            spent.decisions += 1
            page.on("request", note)
            press(page, spent, "Enter")
            expect(page.locator("#story")).to_be_focused()
            seen.append(page.locator("#story .user-text").inner_text())
            press(page, spent, "Tab", *ANSWERS[finding])
            spent.decisions += 1
            expect(page.locator(f"[name=finding][value={finding}]")).to_be_checked()
            press(page, spent, "Tab", "Enter")
            spent.decisions += 1
            last = place == REPORTS - 1
            expect(page.locator(".empty" if last else "#cover")).to_be_visible()
            page.remove_listener("request", note)
            assert page.url != before
            assert spent.presses <= MOST_PRESSES, (finding, spent)
            assert spent.decisions <= MOST_DECISIONS
            assert len(spent.pages) == PAGES, spent  # the report, and the next one's cover sheet
        assert sorted(seen) == stories
        assert visitor.said == []
    assert len(re.findall(r"class=\"queue__row", closed(site))) >= REPORTS


def count_all_others(site: Site) -> None:
    """Other tests have left reports that are only to be counted: away with them."""
    lena = site.installed.desk("lena")
    for reference in lena.queue("register"):
        lena.answer_cover(reference)
        lena.act(reference, "assign")
        lena.act(reference, "close", reason="completed")
    assert lena.queue("register") == []


def closed(site: Site) -> str:
    """The list of closed cases."""
    return site.installed.desk("lena").client.get("/desk/?view=closed").get_data(as_text=True)


@pytest.mark.parametrize("width", [320, 1280])
def test_a_case_is_coded_by_keyboard_alone(site: Site, chromium: Browser, width: int) -> None:
    desk = site.installed.desk("omar")
    before = set(desk.queue("new"))
    site.installed.resident().send(f"Kodas vid {width}.")
    (reference,) = set(desk.queue("new")) - before
    with site.visit(chromium, viewport={"width": width, "height": 700}) as visitor:
        page, keys = visitor.page, visitor.page.keyboard
        site.log_in(visitor, "omar")
        site.open_case(visitor, reference)
        visitor.go(f"/desk/cases/{reference}/coding")
        tab_to(page, name="scope")
        keys.press("ArrowDown")
        tab_to(page, name="hate_event", value="yes")
        keys.press("Space")
        tab_to(page, text="Visa")  # the folded grounds
        keys.press("Enter")
        tab_to(page, name="ground", value="religion")
        keys.press("Space")
        tab_to(page, text="Hathändelsen")
        unfolded = page.locator("details:has(> summary:has-text('Hathändelsen'))").first
        if unfolded.get_attribute("open") is None:
            keys.press("Enter")
        tab_to(page, text="Spara kodningen")
        keys.press("Enter")
        panel = page.locator("#coding")
        expect(panel).to_contain_text("Religion eller annan trosuppfattning")
        expect(panel).to_contain_text("Kan omfattas av diskrimineringslagen")
