"""A blank page is the same for everybody except for its form token, and holds nothing of whoever saw it first."""

import re
from dataclasses import replace

import pytest

from incidents.core.box import Device, Receipt
from incidents.crypto.browserbox import BrowserSecret
from incidents.reporting import receipt as receipt_page
from incidents.reporting.forms import ReceiptForm
from incidents.web.blanks import NOBODY
from tests.looking import every_row
from tests.support import NOW, Installed, Resident, code_on

BLANK = ("", "privacy", "records", "accessibility", "service", "before", "story", "you", "return")
RECEIPT = Receipt(
    Device.OWN,
    bytes(range(12)),
    bytes(32),
    NOW,
    "2026-11-24",
    register_only=False,
    no_answer=False,
    independent=False,
    answers={"ground": ("ethnicity",)},
)
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


def sent(installation: Installed, story: str, **answers: str) -> tuple[Resident, str, str, str]:
    """A resident on the receipt, their *check* page, the receipt and its code."""
    resident = begun(installation)
    resident.submit("story", story=story)
    resident.submit("you", **{"contact_mode": "code", **answers})
    check = resident.get("check").get_data(as_text=True)
    resident.submit("check")
    receipt = resident.get("receipt")
    return resident, check, receipt.get_data(as_text=True), code_on(receipt)


def test_check_and_receipt_hold_their_own_visitors_words_code_and_help_and_nobody_elses(
    sqlite_installation: Installed,
) -> None:
    first, check, receipt, code = sent(sqlite_installation, SECRET, safety="danger")
    _, other_check, other_receipt, other_code = sent(
        sqlite_installation, "En annan berättelse", wish="support"
    )
    assert SECRET in check and SECRET not in other_check
    assert "En annan berättelse" in other_check
    assert code != other_code
    assert "notice--danger" in receipt and "notice--danger" not in other_receipt
    assert first.get("receipt").get_data(as_text=True) == receipt


VARIANTS = [
    RECEIPT,
    replace(RECEIPT, device=Device.SHARED),
    replace(RECEIPT, register_only=True),
    replace(RECEIPT, no_answer=True),
    replace(RECEIPT, register_only=True, no_answer=True),
    replace(RECEIPT, independent=True),
    replace(RECEIPT, voluntary=True),
    replace(RECEIPT, quarantine=True),
]


@pytest.mark.parametrize("lang", ["sv", "ar"])
def test_a_receipt_from_the_shelf_is_the_page_that_would_be_drawn(
    sqlite_installation: Installed, lang: str
) -> None:
    """One after another: a variant that the key forgot would be shown as the one before it."""
    secret = BrowserSecret.generate()
    for kept in VARIANTS:
        with sqlite_installation.app.test_request_context(f"/{lang}/receipt"):
            own = receipt_page.own_parts(kept, lang)
            drawn = receipt_page.drawn(ReceiptForm(secret), kept, proved=None, **own)
            shelved = receipt_page.from_the_shelf(kept, secret, lang, own)
        assert shelved == drawn


@pytest.mark.parametrize("readers", ["no", "yes", "unsure"])
def test_check_from_the_shelf_says_who_reads_this_report(
    sqlite_installation: Installed, readers: str
) -> None:
    for _ in range(2):
        resident = sqlite_installation.resident()
        resident.client.post("/sv/before", data={"device": "own", "readers": readers})
        resident.submit("story", story=SECRET)
        page = resident.get("check").get_data(as_text=True)
        assert ("De som läser vanliga rapporter kan inte öppna den" in page) == (readers == "yes")
