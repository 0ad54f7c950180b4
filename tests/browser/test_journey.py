"""The whole path in a browser: what was written is what is read, with and without scripts, in every language."""

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site, Visitor, send

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("lang", ["sv", "en", "ar"])
def test_story_answer_and_reply_arrive_exactly(
    site: Site, chromium: Browser, *, lang: str, scripts: bool
) -> None:
    story = full_length(OPENING)
    assert len(story) == MOST
    with site.visit(chromium, java_script_enabled=scripts) as resident:
        before = waiting(site)
        code = send(resident, lang, story)
        (reference,) = waiting(site) - before
        with site.visit(chromium, java_script_enabled=scripts) as desk:
            read_and_answer(site, desk, reference, story)
        resident.go(f"/{lang}/return")
        resident.page.fill("[name=code]", code.lower().replace("-", " "))
        resident.press()
        assert typed(resident) == [story, ANSWER]
        resident.page.fill("[name=text]", REPLY)
        resident.press()
        assert typed(resident) == [story, ANSWER, REPLY]
        assert (resident.said, resident.foreign) == ([], [])
    with site.visit(chromium) as desk:
        site.log_in(desk, "lena")
        desk.go("/desk/?view=messages")
        assert desk.page.locator(f".queue tbody a[href$={reference}]").count() == 1
        site.open_case(desk, reference)
        assert typed(desk) == [story, ANSWER, REPLY]
        assert (desk.said, desk.foreign) == ([], [])


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
