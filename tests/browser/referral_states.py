"""A referral in every state: at the desk, behind the link, and in the inbox."""

from collections.abc import Iterator

from tests.browser.site import PARAGRAPH, Site, Visitor


def referral_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """Asked, allowed in the inbox, chosen, looked at, sent; taken by the body and answered."""
    page, referral = visitor.page, f"/desk/cases/{site.reference}/referral?to=do"
    visitor.go(referral)
    yield "referral-not-covered"
    _agreed(site, visitor)
    visitor.go(referral)
    yield "referral"
    page.fill("[name=masked]", "Ett namn som inte finns")
    visitor.follow("#referral [value=preview]")
    yield "referral-error"
    page.fill("[name=masked]", "")
    page.check("[name=story]")
    page.check("[name=answers] >> nth=0")
    visitor.follow("#referral [value=preview]")
    yield "referral-preview"
    visitor.follow("#send [value=send]")
    yield "referred"
    link = page.locator("#handover-link").inner_text().removeprefix(site.base)
    phrase = page.locator("#handover-phrase").inner_text()
    site.open_case(visitor, site.reference)
    yield "case-referred"
    yield from _behind(visitor, link, phrase)
    _back(site, visitor)
    yield "inbox-referred"
    visitor.follow("a[href*='/inbox/body/'] >> nth=0")
    yield "inbox-body"
    visitor.press()
    yield "inbox-body-error"
    page.fill("[name=text]", PARAGRAPH)
    visitor.press()
    yield "inbox-body-sent"
    visitor.go(link)
    yield "handover-referral-talk"
    visitor.follow("#saved .button")
    yield "handover-referral-saved"
    visitor.follow("#result .button")
    yield "handover-referral-result-error"
    page.select_option("[name=code]", "help_given")
    visitor.follow("#result .button")
    yield "handover-referral-result"
    visitor.go(f"/desk/cases/{site.reference}")
    yield "case-referral-answered"


def _agreed(site: Site, visitor: Visitor) -> None:
    """The person is asked, and says yes."""
    lena = site.installed.desk("lena")
    lena.answer_cover(site.reference)
    acts = ["share_deidentified", "talk", "answer_back"]
    lena.act(site.reference, "ask", body="do", acts=acts, text="Det du har berättat.")
    _back(site, visitor)
    visitor.go("/sv/inbox/consent")
    visitor.follow(".panel:first-of-type .answer-yes button")


def _back(site: Site, visitor: Visitor) -> None:
    visitor.go("/sv/return")
    visitor.page.fill("[name=code]", site.code)
    visitor.press()


def _behind(visitor: Visitor, link: str, phrase: str) -> Iterator[str]:
    page = visitor.page
    visitor.go(link)
    page.fill("[name=phrase]", phrase)
    visitor.follow("#unlock .button")
    yield "handover-referral-cover"
    page.click("summary:has(+ div #no)")
    visitor.follow("#no .button")
    yield "handover-referral-cover-error"
    visitor.follow("#take .button")
    yield "handover-referral"
    page.fill("#talk-text", PARAGRAPH)
    visitor.follow("#talk .button")
    yield "handover-referral-written"
