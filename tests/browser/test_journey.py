"""The whole path in a browser: what was written is what is read, in each language and window, scripts or not."""

import itertools

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DIRECTIONS = {"sv": "ltr", "en": "ltr", "ar": "rtl"}
WINDOWS = {"phone": {"width": 375, "height": 740}, "desktop": {"width": 1280, "height": 850}}
SCRIPTS = {"scripts": True, "no scripts": False}
# Each pair of values meets once; the other six combinations run with INCIDENTS_TEST_FULL=1.
PAIRWISE = [
    ("sv", "phone", "scripts"),
    ("sv", "desktop", "no scripts"),
    ("en", "phone", "no scripts"),
    ("en", "desktop", "scripts"),
    ("ar", "phone", "no scripts"),
    ("ar", "desktop", "scripts"),
]
COMBINATIONS = [
    pytest.param(*one, marks=() if one in PAIRWISE else pytest.mark.slow)
    for one in itertools.product(DIRECTIONS, WINDOWS, SCRIPTS)
]
PAGE = """() => {
  const root = document.documentElement;
  return [root.lang, root.dir, Math.max(0, root.scrollWidth - root.clientWidth)];
}"""

MOST = 20_000
OPENING = "Hon sa nej. Åäö.\n\nثم قالت لا يمكنك. 👩🏽‍🦽😀 <b>&amp;</b>  två mellanslag\n"
ANSWER = "Tack för att du berättar.\n\nشكراً لك ❤ <i>&lt;</i>"
REPLY = "Tack själv!\nНаступна розмова у вівторок? 🙏"


def full_length(opening: str) -> str:
    """A story of exactly the most characters that are accepted."""
    return opening + "å" * (MOST - len(opening) - 1) + "."


def typed(visitor: Visitor) -> list[str | None]:
    """Everything that people wrote on the page, exactly as the page holds it."""
    return [one.text_content() for one in visitor.page.locator(".user-text").all()]


class Journey:
    """A resident on the way; every page is looked at as it opens."""

    def __init__(self, visitor: Visitor, lang: str) -> None:
        self.visitor, self.page, self.lang = visitor, visitor.page, lang

    def at(self, step: str) -> None:
        """The page is this step, says its language and side, and nothing of it lies outside the window."""
        assert self.visitor.path() == f"/{self.lang}/{step}"
        assert self.page.evaluate(PAGE) == [self.lang, DIRECTIONS[self.lang], 0], step

    def on_to(self, step: str) -> None:
        """Press the step's own button."""
        self.visitor.press()
        self.at(step)

    def send(self, story: str) -> str:
        """Every screen with an answer on it; returns the code."""
        self.visitor.go(f"/{self.lang}/")
        self.at("")
        self.visitor.follow(".choice--primary")
        self.at("before")
        self.page.check("[name=device][value=own]")
        self.page.check("[name=readers][value=no]")
        self.on_to("story")
        self.page.fill("[name=story]", story)
        self.on_to("about")
        self.page.check("[name=what_happened][value=threatened]")
        self.page.check("[name=when_coarse][value=d14]")
        self.on_to("grounds")
        self.page.check("[name=ground][value=ethnicity]")
        self.on_to("you")
        self.page.check("[name=contact_mode][value=code]")
        self.on_to("check")
        assert typed(self.visitor) == [story]
        self.on_to("receipt")
        return self.page.locator("#case-code").inner_text().strip()

    def come_back(self, code: str) -> None:
        """With the code as somebody types it from a slip of paper."""
        self.visitor.go(f"/{self.lang}/return")
        self.at("return")
        self.page.fill("[name=code]", code.lower().replace("-", " "))
        self.on_to("inbox")


@pytest.mark.parametrize(("lang", "window", "scripts"), COMBINATIONS)
def test_story_answer_and_reply_arrive_exactly(
    site: Site, chromium: Browser, lang: str, window: str, scripts: str
) -> None:
    story = full_length(OPENING)
    assert len(story) == MOST
    options = {"viewport": WINDOWS[window], "java_script_enabled": SCRIPTS[scripts]}
    with site.visit(chromium, **options) as resident, site.visit(chromium, **options) as desk:
        before = waiting(site)
        journey = Journey(resident, lang)
        code = journey.send(story)
        (reference,) = waiting(site) - before
        read_and_answer(site, desk, reference, story)
        journey.come_back(code)
        assert typed(resident) == [story, ANSWER]
        resident.page.fill("[name=text]", REPLY)
        journey.on_to("inbox")
        assert typed(resident) == [story, ANSWER, REPLY]
        desk.go("/desk/?view=messages")
        assert desk.page.locator(f".queue tbody a[href$={reference}]").count() == 1
        site.open_case(desk, reference)
        assert typed(desk) == [story, ANSWER, REPLY]
        for visitor in (resident, desk):
            assert (visitor.said, visitor.foreign) == ([], [])


def waiting(site: Site) -> set[str]:
    """The cases that nobody has taken."""
    return set(site.installed.desk("lena").queue("new"))


def read_and_answer(site: Site, desk: Visitor, reference: str, story: str) -> None:
    """Answer the cover sheet, read the story in full, take the case, answer."""
    site.log_in(desk, "lena")
    desk.go(f"/desk/cases/{reference}")
    assert story[:20] not in (desk.page.text_content("body") or "")
    desk.page.check("[name=conflict][value=no]")
    desk.page.locator("#cover .button--primary").click()
    desk.page.wait_for_selector("#answer")
    assert typed(desk) == [story]
    desk.page.locator(".panel--next .button--primary").click()
    desk.page.wait_for_selector("#answer")
    desk.page.fill("#answer-text", ANSWER)
    desk.page.locator("#answer .button--primary").click()
    desk.page.wait_for_selector(".entry--answer")
    assert typed(desk) == [story, ANSWER]
    assert (desk.said, desk.foreign) == ([], [])
