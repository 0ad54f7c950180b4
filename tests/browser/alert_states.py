"""A place alert in every state: written, looked at, sent, taken and answered, and read in the inbox."""

from collections.abc import Iterator

from tests.browser.site import PARAGRAPH, Site, Visitor

WHERE = "Gångtunneln mellan Järnvägsstationen och Stortorget, den norra väggen och båda trapporna"


def alert_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """With a picture, by a link."""
    page = visitor.page
    site.open_case(visitor, site.reference)
    visitor.go(f"/desk/cases/{site.reference}/alert")
    yield "alert"
    visitor.follow("#alert [value=preview]")
    yield "alert-error"
    page.check("[name=to][value=trygghet]")
    page.check("[name=what] >> nth=0")
    page.select_option("[name=place_type]", "out")
    page.fill("[name=where]", WHERE)
    page.fill("[name=first]", "2026-11-02")
    page.fill("[name=last]", "2026-11-20")
    page.check("[name=files]")
    page.check("[name=unseen]")
    visitor.follow("#alert [value=preview]")
    yield "alert-preview"
    visitor.follow("#send [value=send]")
    link = page.locator("#handover-link").inner_text().removeprefix(site.base)
    phrase = page.locator("#handover-phrase").inner_text()
    visitor.go(link)
    page.fill("[name=phrase]", phrase)
    visitor.follow("#unlock .button")
    yield "handover-alert-cover"
    page.click("summary:has(+ div #no)")
    visitor.follow("#no .button")
    yield "handover-alert-cover-error"
    visitor.follow("#take .button")
    yield "handover-alert"
    visitor.follow("#result .button")
    yield "handover-alert-error"
    page.fill("#result-text", PARAGRAPH)
    visitor.follow("#result .button")
    yield "handover-alert-result"
    site.open_case(visitor, site.reference)
    yield "case-alerted"
    visitor.go("/sv/return")
    page.fill("[name=code]", site.code)
    visitor.press()
    visitor.follow("a[href*='/inbox/body/'] >> nth=0")
    yield "inbox-alert"
