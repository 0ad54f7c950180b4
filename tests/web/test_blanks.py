"""A blank page is the same for everybody except for its form token, and holds nothing of whoever saw it first."""

import re

import pytest

from incidents.web.blanks import NOBODY
from tests.looking import every_row
from tests.support import Installed, Resident

BLANK = ("", "privacy", "records", "accessibility", "service", "before", "story", "you", "return")
SECRET = "Hemligheten i den första webbläsaren"


def shown(resident: Resident, page: str) -> tuple[str, str]:
    """The page without its form token, and the token."""
    html = resident.get(page).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]*)"', html)
    value = token.group(1) if token else ""
    return html.replace(value, "TOKEN") if value else html, value


def begun(installation: Installed) -> Resident:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    return resident


@pytest.mark.parametrize("page", BLANK)
def test_a_blank_page_differs_only_in_its_token(sqlite_installation: Installed, page: str) -> None:
    visitors = [sqlite_installation.resident() for _ in range(2)]
    if page in ("story", "you"):
        visitors = [begun(sqlite_installation) for _ in range(2)]
    (first, one), (second, two) = (shown(visitor, page) for visitor in visitors)
    assert first == second
    assert NOBODY.form_token("any") not in first
    if page in ("story", "you"):
        assert len(one) == len(two) == 64
        assert one != two


@pytest.mark.parametrize("page", ["story", "you"])
def test_what_one_visitor_typed_is_on_no_other_page(
    sqlite_installation: Installed, page: str
) -> None:
    talkative = begun(sqlite_installation)
    talkative.submit("story", story=SECRET)
    talkative.submit("you", contact_mode="phone", contact=SECRET, wish="support")
    assert SECRET in talkative.get(page).get_data(as_text=True)
    fresh = begun(sqlite_installation)
    html = fresh.get(page).get_data(as_text=True)
    assert SECRET not in html
    assert fresh.get(page).get_data(as_text=True) == html
    checked = re.findall(r'value="(\w+)" checked', html)
    assert checked == (["code"] if page == "you" else [])


def test_the_language_and_the_address_of_a_blank_page_are_the_readers_own(
    sqlite_installation: Installed,
) -> None:
    resident = begun(sqlite_installation)
    swedish = resident.get("story").get_data(as_text=True)
    english = resident.client.get("/en/story").get_data(as_text=True)
    assert 'lang="sv"' in swedish.split("<head>")[0]
    assert 'lang="en"' in english.split("<head>")[0]
    assert 'href="/en/story"' in swedish
    marked = resident.client.get(f"/sv/story?{SECRET}").get_data(as_text=True)
    assert marked == swedish


@pytest.mark.parametrize("page", ["", "before", "story", "you", "check", "return", "inbox"])
def test_head_answers_like_get_and_writes_nothing(
    sqlite_installation: Installed, page: str
) -> None:
    for resident in (sqlite_installation.resident(), begun(sqlite_installation)):
        before = every_row(sqlite_installation)
        asked = resident.client.head(f"/sv/{page}")
        got = resident.get(page)
        assert (asked.status_code, asked.headers.get("Location")) == (
            got.status_code,
            got.headers.get("Location"),
        )
        assert every_row(sqlite_installation) == before
