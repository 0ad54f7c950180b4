"""What the form does for people: keeps what they typed, says what is wrong, warns, and sends once."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import Site, Visitor, prepare, send, tell, to_you

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_error_summary_has_focus_leads_to_the_field_and_keeps_what_was_typed(
    site: Site, chromium: Browser, *, scripts: bool
) -> None:
    with site.visit(chromium, java_script_enabled=scripts) as visitor:
        prepare(visitor, "sv")
        to_you(visitor, "Något hände")
        visitor.page.check("[name=safety][value=safe]")
        visitor.page.check("[name=contact_mode][value=phone]")
        visitor.page.fill("[name=safe_times]", "efter 17 مساءً")
        visitor.press()
        page = visitor.page
        assert page.title().startswith("Fel: ")
        expect(page.locator(".error-summary")).to_be_focused()
        link = page.locator(".error-summary a")
        assert page.locator("#contact-error").inner_text().endswith(link.inner_text())
        link.click()
        expect(page.locator("#contact")).to_be_focused()
        assert page.get_attribute("#contact", "aria-invalid") == "true"
        assert page.input_value("#safe_times") == "efter 17 مساءً"
        assert page.is_checked("[name=safety][value=safe]")
        assert page.is_checked("[name=contact_mode][value=phone]")


def test_a_story_that_is_too_long_comes_back_whole(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        prepare(visitor, "sv")
        story = "ä" * 20_001
        visitor.page.fill("[name=story]", story)
        visitor.press()
        expect(visitor.page.locator(".error-summary")).to_be_focused()
        assert visitor.page.input_value("[name=story]") == story


def test_receipt_survives_a_reload(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        code = send(visitor, "sv", "Något hände")
        visitor.page.reload()
        assert visitor.page.locator("#case-code").inner_text().strip() == code
        visitor.go("/sv/check")
        assert visitor.path() == "/sv/receipt"


def test_double_click_on_send_makes_one_report(site: Site, chromium: Browser) -> None:
    before = len(site.installed.desk("lena").queue("new"))
    with site.visit(chromium) as visitor:
        tell(visitor, "sv", "Något hände")
        visitor.page.dblclick("#step .button--primary")
        # Not for a navigation: the second press may take the first one's place, which then ends as "aborted".
        expect(visitor.page.locator("#case-code")).to_have_count(1)
    assert len(site.installed.desk("lena").queue("new")) == before + 1


def test_language_switch_keeps_the_step_and_the_answers(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        tell(visitor, "sv", "Något hände")
        for lang, direction in (("ar", "rtl"), ("en", "ltr")):
            visitor.page.click(".languages summary")
            with visitor.page.expect_navigation():
                visitor.page.click(f".languages a[hreflang={lang}]")
            assert visitor.path() == f"/{lang}/check"
            assert visitor.page.get_attribute("html", "dir") == direction
            assert visitor.page.locator(".answers dd").first.inner_text() == "Något hände"


@pytest.mark.parametrize(
    "text",
    [
        "Ring 070-123 45 67.",
        "اتصل بي ٠٧٠١٢٣٤٥٦٧",
        "Skriv till någon@example.com",
        "Mitt nummer är 19900101-1234",
    ],
    ids=["phone", "phone in Arabic digits", "e-mail", "personal number"],
)
def test_text_that_can_identify_its_writer_is_pointed_out_and_can_be_sent(
    site: Site, chromium: Browser, text: str
) -> None:
    with site.visit(chromium) as visitor:
        tell(visitor, "sv", text)
        assert visitor.page.locator(".notice--warning").count() == 1
        with visitor.page.expect_navigation():
            visitor.page.click(".notice--warning a")
        assert visitor.page.input_value("[name=story]") == text
        visitor.page.fill("[name=story]", "Något hände 2024, klockan 10.30")
        visitor.press()
        assert visitor.path() == "/sv/check"
        assert visitor.page.locator(".notice--warning").count() == 0
        visitor.press()
        assert visitor.path() == "/sv/receipt"


def test_danger_shows_help_and_does_not_block(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        prepare(visitor, "sv")
        to_you(visitor, "Något hände")
        visitor.page.check("[name=safety][value=danger]")
        visitor.page.check("[name=contact_mode][value=code]")
        visitor.press()
        assert "112" in visitor.page.locator(".notice--danger").inner_text()
        visitor.press()
        assert visitor.path() == "/sv/receipt"


def test_questions_follow_from_answers_and_go_with_them(site: Site, chromium: Browser) -> None:
    with site.visit(chromium) as visitor:
        page = visitor.page
        prepare(visitor, "sv")
        page.fill("[name=story]", "Något hände")
        visitor.press()
        page.check("[name=what_happened][value=threatened]")
        visitor.press()
        page.check("[name=bias_motive][value=roma]")
        page.check("[name=place_type][value=out]")
        with page.expect_navigation():
            page.click("button[name=to]")
        assert visitor.path() == "/sv/check"
        assert "Romer eller resande" in page.locator(".answers").nth(2).inner_text()
        page.locator(".answers a").nth(1).click()
        page.uncheck("[name=what_happened][value=threatened]")
        visitor.press()
        assert visitor.path() == "/sv/check"
        assert "Romer" not in page.locator("main").inner_text()


def cookies(visitor: Visitor) -> list[str]:
    """The names of the cookies that the browser holds."""
    return [str(one.get("name")) for one in visitor.page.context.cookies()]


def test_no_cookie_before_the_first_answer_and_none_that_a_script_can_read(
    site: Site, chromium: Browser
) -> None:
    with site.visit(chromium) as visitor:
        for path in ("/", "/sv/", "/sv/privacy", "/sv/before", "/sv/return", "/desk/login"):
            visitor.go(path)
            assert cookies(visitor) == [], path
        prepare(visitor, "sv")
        assert cookies(visitor) == ["p"]
        (cookie,) = visitor.page.context.cookies()
        assert cookie.get("httpOnly")
        assert cookie.get("sameSite") == "Strict"
        assert cookie.get("expires") == -1


def test_shared_device_is_offered_no_file_and_own_device_is(site: Site, chromium: Browser) -> None:
    for device, offers in (("own", 2), ("shared", 0)):
        with site.visit(chromium) as visitor:
            send(visitor, "sv", "Något hände", device)
            assert visitor.page.locator("main a[href*='/receipt/']").count() == offers


def test_code_is_shown_in_digits_too_where_the_script_is_not_latin_and_both_open(
    site: Site, chromium: Browser
) -> None:
    with site.visit(chromium) as visitor:
        send(visitor, "ar", "شيء حدث")
        digits = visitor.page.locator("#case-code-digits").inner_text().strip()
        visitor.go("/ar/return")
        visitor.page.fill(
            "[name=code]", digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        )
        visitor.press()
        assert visitor.path() == "/ar/inbox"
        assert visitor.page.locator(".user-text").text_content() == "شيء حدث"
