"""An evening of fourteen reports by keyboard, with counted key presses, decisions and pages; the coding page."""

import re
import time
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.site import Site
from tests.browser.test_keyboard import MOST_STEPS, tab_to
from tests.support import DeskUser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: The evening: reports that are only to be counted, reports of one event, and others.
COUNTED, OF_ONE_EVENT, OTHERS = 8, 3, 3
MOST_PRESSES, MOST_DECISIONS, MOST_SECONDS = 8, 3, 60
#: Keys from the story to each answer: the first with Space, the others with the arrows.
ANSWERS = {
    "discrimination": ["Space"],
    "hate": ["ArrowDown"],
    "both": ["ArrowDown", "ArrowDown"],
    "neither": ["ArrowUp", "ArrowUp"],
    "unclear": ["ArrowUp"],
}
PLAN = [*ANSWERS, "discrimination", "both", "neither"]
#: What the others may cost. The way to a row of the list is part of it.
TOGETHER_PRESSES, TOGETHER_PAGES = 36, 5
OTHER_PRESSES, OTHER_PAGES = 32, 5


@dataclass
class Evening:
    """A window without scripts, and what each report costs. Nothing but `press` touches the page."""

    page: Page
    presses: int = 0
    decisions: int = 0
    pages: list[str] = field(default_factory=list)
    began: float = 0

    def start(self) -> None:
        """The next report begins."""
        self.presses = self.decisions = 0
        self.pages, self.began = [], time.monotonic()

    def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def decide(self, *keys: str) -> None:
        """Press keys by which something is decided."""
        self.press(*keys)
        self.decisions += 1

    def tab_until(self, selector: str) -> None:
        """Press Tab until the keyboard is there."""
        for _ in range(MOST_STEPS):
            self.press("Tab")
            if self.page.locator(f":is({selector}):focus").count():
                return
        pytest.fail(f"no stop of the Tab key is {selector}")

    def lands(self, selector: str) -> None:
        """A browser sets the focus a moment after it shows the page; whoever presses keys sees where it is."""
        expect(self.page.locator(selector).first).to_be_focused()

    def note(self, request: Request) -> None:
        """A page that was shown."""
        if request.is_navigation_request() and request.method == "GET":
            self.pages.append(request.url)


def test_an_evening_of_fourteen_reports_by_keyboard_alone(
    empty_site: Site, chromium: Browser
) -> None:
    site = (
        empty_site  # its own: each report that another test leaves in a list is one more key press
    )
    stories = [f"Rapport nummer {number}." for number in range(COUNTED)]
    for story in stories:
        site.installed.resident().send(story, wish=["register"], contact_mode="none")
    lena = site.installed.desk("lena")
    before = set(lena.queue("new"))
    for number in range(OF_ONE_EVENT):
        site.installed.resident().send(f"Flygbladen i trappan, {number}.")
    event = set(lena.queue("new")) - before
    for number in range(OTHERS):
        site.installed.resident().send(f"Något annat, {number}.")
    others = set(lena.queue("new")) - before - event
    with site.visit(chromium, java_script_enabled=False) as visitor:
        evening = Evening(visitor.page)
        visitor.page.on("request", evening.note)
        site.log_in(visitor, "lena")
        visitor.go("/desk/?view=register")
        assert count_them(evening) == sorted(stories)
        visitor.go("/desk/?view=new")
        code_together(evening, event)
        for number in range(OTHERS):
            code_one(evening, others, last=number == OTHERS - 1)
        assert visitor.said == []
    assert len(re.findall(r"class=\"queue__row", closed(site))) >= COUNTED
    assert not (event | others) & before
    assert all("Inte kodat än" not in case(lena, one) for one in event | others)
    assert all(len(linked(case(lena, one))) == OF_ONE_EVENT - 1 for one in event)
    assert set(lena.queue("mine")) >= others


def count_them(evening: Evening) -> list[str]:
    """Those that are only to be counted: after the first cover sheet each takes one page; the stories as they came."""
    page, seen = evening.page, []
    evening.tab_until(".track .button")
    evening.press("Enter")
    evening.lands("#cover [name=conflict]")
    for place, finding in enumerate(PLAN):
        evening.start()
        last = place == COUNTED - 1
        if place == 0:
            assert "Rapport nummer" not in page.locator("body").inner_text()
            evening.decide("Space", "Tab", "Enter")
        evening.lands("#story")
        seen.append(page.locator("#story .user-text").inner_text())
        assert page.locator("body").inner_text().count("Rapport nummer") == 1
        evening.decide("Tab", *ANSWERS[finding])
        expect(page.locator(f"[name=finding][value={finding}]")).to_be_checked()
        if not last:
            evening.decide("Tab", "Space")
            expect(page.locator("[name=next_conflict][value=no]")).to_be_checked()
            following = page.locator("[name=following]").input_value()
        evening.press("Enter")
        if last:
            expect(page.locator(".empty")).to_be_visible()
        else:
            expect(page).to_have_url(re.compile(f"/{following}/count$"))
        assert evening.presses <= MOST_PRESSES, (finding, evening)
        assert evening.decisions <= MOST_DECISIONS
        assert len(evening.pages) == 1 + (place == 0), evening
        assert time.monotonic() - evening.began < MOST_SECONDS
    return sorted(seen)


def code_together(evening: Evening, event: set[str]) -> None:
    """Those of one event: ticked in the list, their cover sheets answered on one page, linked, coded once."""
    page = evening.page
    evening.start()
    evening.press("Tab", "Tab", "Enter")
    left = set(event)
    while left:
        evening.tab_until(",".join(f"[name=cases][value='{one}']" for one in left))
        left.discard(page.locator("[name=cases]:focus").input_value())
        evening.decide("Space")
    evening.tab_until("[name=to][value=together]")
    evening.press("Enter")
    evening.lands("[name=free]")
    for number in range(OF_ONE_EVENT):
        evening.decide(*(["Tab", "Space"] if number else ["Space"]))
    evening.press("Enter")
    evening.lands("[name=kind][value=same_event]")
    evening.decide("Enter")
    evening.lands("a[href*='/together/coding']")
    evening.press("Enter")
    code_it(evening)
    evening.lands("a[href='/desk/?view=new']")
    assert evening.presses <= TOGETHER_PRESSES, evening
    assert len(evening.pages) <= TOGETHER_PAGES, evening
    evening.press("Enter")
    expect(page.locator("#distribute")).to_be_visible()


def code_it(evening: Evening) -> None:
    """What has to be said of it, and no more."""
    evening.lands("[name=scope]")
    evening.decide("ArrowDown")
    evening.decide("Tab", "Space")
    evening.press("Enter")


def code_one(evening: Evening, others: set[str], *, last: bool) -> None:
    """From the list through the cover sheet; taken, and coded; back to the list."""
    page = evening.page
    evening.start()
    evening.press("Tab", "Tab", "Enter")
    evening.tab_until(",".join(f"a[href='/desk/cases/{one}']" for one in others))
    evening.press("Enter")
    evening.lands("#cover [name=conflict]")
    evening.decide("Space", "Tab", "Enter")
    expect(page.locator("article.story")).to_contain_text("Något annat")
    evening.press("Tab", "Tab", "Enter")
    evening.tab_until("#next .button")
    evening.decide("Enter")
    expect(page.locator("#next a.button")).to_be_visible()
    evening.press("Tab", "Tab", "Enter")
    evening.tab_until("#next a.button")
    evening.press("Enter")
    code_it(evening)
    # The page has come to its target: from there the next key goes on.
    expect(page.locator("#coding:target")).to_contain_text("Kan omfattas av diskrimineringslagen")
    evening.tab_until("#coding a[href='/desk/?view=new']")
    assert evening.presses <= OTHER_PRESSES, evening
    assert len(evening.pages) <= OTHER_PAGES, evening
    evening.press("Enter")
    expect(page.locator("main h1")).to_have_text("Ärenden")


def case(user: DeskUser, reference: str) -> str:
    """The page of a case, opened."""
    if 'id="cover"' in user.case(reference).get_data(as_text=True):
        user.answer_cover(reference)
    return user.case(reference).get_data(as_text=True)


def linked(html: str) -> list[str]:
    """The cases to which a case is linked."""
    return re.findall(
        r"/desk/cases/([A-Z0-9-]+)\"", html.split('id="links"')[1].split("</ul>", maxsplit=1)[0]
    )


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
