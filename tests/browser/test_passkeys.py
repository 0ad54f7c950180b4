"""Passkeys with Chromium's own authenticator: made, shown, replayed, elsewhere, missing, and taken away."""

from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DEVICE = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WITH = "Logga in med en passnyckel"


def first_step(page: Page, site: Site, base: str) -> None:
    """Name and passphrase, as far as the second step."""
    page.context.clear_cookies()
    page.goto(f"{base}/desk/login")
    page.fill("[name=name]", "omar")
    page.fill("[name=passphrase]", site.installed.passphrases["omar"])
    page.click("#login button")


def begin(page: Page, site: Site, base: str) -> list[str]:
    """A passkey as the first second step; the recovery codes."""
    first_step(page, site, base)
    expect(page.get_by_role("heading", name="Ärenden")).to_be_visible()
    page.goto(f"{base}/desk/account/second")
    page.get_by_role("button", name="Börja med en passnyckel").click()
    page.get_by_label("Namn på passnyckeln").fill("Nyckelknippan")
    page.get_by_role("button", name="Gör passnyckeln").click()
    expect(page.locator("#codes li")).to_have_count(8)
    return page.locator("#codes li").all_inner_texts()


def test_a_passkey_is_made_shown_and_taken_away(chromium: Browser, site: Site) -> None:
    base = site.base.replace("127.0.0.1", "localhost")
    context = chromium.new_context()
    page, posted, said = context.new_page(), [], []
    page.on("request", lambda request: posted.append(request.post_data_json or {}))
    page.on("console", lambda message: said.append(message.text))
    device: CDPSession = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made: Any = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    codes = begin(page, site, base)

    first_step(page, site, base)
    page.get_by_role("button", name=WITH).click()
    expect(page.get_by_role("heading", name="Ärenden")).to_be_visible()
    signed = next(form["passkey"] for form in reversed(posted) if form.get("passkey"))

    # What was signed once is no answer the next time.
    first_step(page, site, base)
    page.locator("#code-form [name=passkey]").evaluate(
        "(one, signed) => { one.value = signed }", signed
    )
    page.get_by_role("button", name=WITH).click()
    expect(page.locator("#code-error")).to_contain_text("Passnyckeln godtogs inte")

    # At another address of the same server the page says where, and takes a code.
    first_step(page, site, site.base)
    expect(page.get_by_text("i en webbläsare med JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name=WITH)).to_be_hidden()

    # Another device than her own: told, and paper still opens.
    device.send("WebAuthn.clearCredentials", {"authenticatorId": made["authenticatorId"]})
    first_step(page, site, base)
    page.get_by_role("button", name=WITH).click()
    expect(page.get_by_role("alert")).to_contain_text("Det blev ingen passnyckel")
    page.get_by_label("Kod", exact=True).fill(codes[0])
    page.get_by_role("button", name="Logga in", exact=True).click()
    expect(page.get_by_role("heading", name="Ärenden")).to_be_visible()
    page.goto(f"{base}/desk/account/second")
    page.get_by_label("Kod", exact=True).fill(codes[1])
    page.get_by_role("button", name="Ta bort Nyckelknippan").click()
    expect(page.get_by_role("button", name="Börja med en passnyckel")).to_be_visible()
    assert [text for text in said if "Content Security Policy" in text] == []
    context.close()
