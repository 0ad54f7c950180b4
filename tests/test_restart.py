"""Restart, deploy and clock change in the middle of a draft: what was sent is there, and what was not is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.serving import (
    ABOUT,
    ROOT,
    YOU,
    Browser,
    Served,
    case_code,
    environment,
    plain,
    report,
    to_check,
)
from tests.support import Installed

STORY = "De sa att lokalen var full. مرحبا 😀"
HOUR = 3600.0


@dataclass
class Moved:
    """The served product, its people, and its clock."""

    installed: Installed
    server: Served
    clock: Path
    browsers: list[Browser] = field(default_factory=list)

    def browser(self) -> Browser:
        """A new visitor."""
        self.browsers.append(Browser(plain(self.server.port)))
        return self.browsers[-1]

    def move(self, seconds: float) -> None:
        """The clock is this much off from now on."""
        self.clock.write_text(str(seconds), encoding="ascii")

    def stories(self) -> list[str]:
        """The stories of all cases, as their handlers read them."""
        lena = self.installed.desk("lena")
        for reference in lena.queue():
            lena.answer_cover(reference)
        return [lena.case(reference).get_data(as_text=True) for reference in lena.queue()]


@pytest.fixture
def moved(sqlite_installation: Installed, tmp_path: Path) -> Iterator[Moved]:
    clock = tmp_path / "clock"
    clock.write_text("0", encoding="ascii")
    env = environment(sqlite_installation.settings, CLOCK=str(clock))
    program = [str(ROOT / "tests" / "clock_server.py"), "--workers", "1"]
    with Served(program, env, tmp_path / "server.log") as server:
        made = Moved(sqlite_installation, server, clock)
        yield made
        for browser in made.browsers:
            browser.close()


def begun(moved: Moved, device: str = "own") -> Browser:
    """A visitor whose story and answers are in the draft."""
    browser = moved.browser()
    screen = browser.follow("before", browser.get("before"), device=device, readers="no")
    browser.follow("about", browser.follow("story", screen, story=STORY), **ABOUT)
    return browser


def sent_by(browser: Browser) -> str:
    """The rest of the journey; the code."""
    browser.follow("you", browser.get("you"), **YOU)
    return case_code(browser.follow("check", browser.get("check")))


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_a_restart_in_the_middle_loses_neither_draft_nor_receipt_nor_report(
    moved: Moved, how: str
) -> None:
    browser, other = begun(moved), moved.browser()
    code = report(other, "En annan berättelse.")
    if how == "killed":
        moved.server.kill_group()
    else:
        assert moved.server.stop() == 0
    with pytest.raises((ConnectionError, HTTPException)):
        browser.ask("POST", "/sv/you", {"contact_mode": "code"})
    moved.server.start_again()
    other.close()
    assert STORY in browser.get("story").text
    assert case_code(other.get("receipt")) == code
    mine = sent_by(browser)
    assert mine != code
    again = moved.browser()
    assert again.ask("POST", "/sv/return", {"code": mine}).status == 303
    assert STORY in again.get("inbox").text
    assert len(moved.stories()) == 2


def test_a_form_from_before_a_deploy_is_taken_after_it(moved: Moved) -> None:
    browser = begun(moved)
    screen = browser.get("you")
    moved.server.stop()
    moved.server.start_again()
    browser.close()
    check = browser.follow("you", screen, **YOU)
    assert STORY in check.text
    assert case_code(browser.follow("check", check))
    assert STORY in moved.stories()[0]


@pytest.mark.parametrize(("device", "life"), [("own", 20 * HOUR), ("shared", HOUR / 2)])
def test_a_clock_past_the_drafts_life_is_told_on_the_next_page(
    moved: Moved, device: str, life: float
) -> None:
    browser = begun(moved, device)
    moved.move(life - 60)
    assert STORY in browser.get("story").text
    moved.move(life + 60)
    gone = browser.get("story")
    assert (gone.status, gone.location) == (303, "/sv/before?late=1")
    page = browser.ask("GET", gone.location).text
    assert "Det du hade skrivit finns inte kvar här" in page
    assert "Om du inte fick någon kod har inget skickats." in page
    assert STORY not in page
    assert moved.stories() == []


def test_a_page_that_is_posted_past_the_drafts_life_keeps_its_answers_and_says_what_is_gone(
    moved: Moved,
) -> None:
    browser = begun(moved)
    screen = browser.get("you")
    moved.move(21 * HOUR)
    assert browser.follow("you", screen, **YOU).location == "/sv/story"
    asked = browser.get("story")
    assert "Din text finns inte kvar" in asked.text
    assert "Inget har skickats." in asked.text
    assert moved.stories() == []
    browser.follow("story", asked, story=STORY)
    assert browser.get("check").location == "/sv/before"
    assert "svaren på de andra sidorna försvann" in browser.get("before").text
    browser.follow("before", browser.get("before"), device="own", readers="no")
    check = browser.get("check").text
    assert STORY in check
    assert case_code(browser.follow("check", browser.get("check")))
    assert len(moved.stories()) == 1


def test_a_story_that_is_posted_past_the_drafts_life_is_kept(moved: Moved) -> None:
    browser = begun(moved)
    screen = browser.get("story")
    moved.move(21 * HOUR)
    browser.follow("story", screen, story=f"{STORY} Och mer.")
    assert f"{STORY} Och mer." in browser.get("story").text


def test_a_clock_an_hour_back_loses_nothing(moved: Moved) -> None:
    browser = begun(moved)
    moved.move(-HOUR)
    assert STORY in browser.get("story").text
    check = browser.follow("you", browser.get("you"), **YOU)
    receipt = browser.follow("check", check)
    moved.move(0)
    assert case_code(browser.get("receipt")) == case_code(receipt)
    assert STORY in moved.stories()[0]


def test_a_receipt_past_its_life_is_told_and_the_code_still_opens(moved: Moved) -> None:
    browser = moved.browser()
    code = case_code(browser.follow("check", to_check(browser, STORY)))
    moved.move(21 * HOUR)
    late = browser.ask("GET", browser.get("receipt").location)
    assert "Har du en kod är din rapport framme" in late.text
    assert browser.ask("POST", "/sv/return", {"code": code}).status == 303
    assert STORY in browser.get("inbox").text
