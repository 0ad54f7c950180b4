"""An order for a translator in every state, at the desk and behind the link."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.browser.site import PARAGRAPH, Site, Visitor
from tests.ordering import Translator, handed_on


def handover_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """Ordered by the handler, taken on in a browser of its own, sent, and seen at the desk and in the inbox."""
    page = visitor.page
    visitor.go(f"/desk/cases/{site.reference}/given")
    yield "given"
    visitor.follow("#given .button")
    yield "given-error"
    visitor.go(f"/desk/cases/{site.reference}/order")
    yield "order"
    visitor.follow("#order .button--primary")
    yield "order-error"
    page.check("[name=of][value='1']")
    page.select_option("[name=source]", "ar")
    page.fill("[name=to]", "Språkbyrån Öst")
    page.fill("[name=wished]", (datetime.now(UTC) + timedelta(days=5)).date().isoformat())
    visitor.follow("#order .button--primary")
    yield "ordered"
    link = page.locator("#handover-link").inner_text()
    phrase = page.locator("#handover-phrase").inner_text()
    site.open_case(visitor, site.reference)
    yield "case-ordered"
    yield from _behind(site, visitor, link.removeprefix(site.base), phrase)
    visitor.go(f"/desk/cases/{site.reference}")
    yield "case-handed"
    visitor.go("/sv/return")
    page.fill("[name=code]", site.code)
    visitor.press()
    yield "inbox-translator"
    site.open_case(visitor, site.reference)


def _behind(site: Site, visitor: Visitor, path: str, phrase: str) -> Iterator[str]:
    """The translator's pages, the last two by another order: each link is answered once."""
    page = visitor.page
    visitor.go("/handover/nothing/en")
    yield "handover-gone"
    visitor.go(path)
    yield "handover-locked"
    page.fill("[name=phrase]", "babe bide bobu")
    visitor.follow("#unlock .button")
    yield "handover-locked-error"
    page.fill("[name=phrase]", phrase.upper())
    visitor.follow("#unlock .button")
    yield "handover-cover"
    page.click("summary:has(+ div #decline)")
    visitor.follow("#decline .button")
    yield "handover-cover-error"
    visitor.follow("#accept .button")
    yield "handover-texts"
    visitor.follow("#texts [value=send]")
    yield "handover-texts-error"
    page.fill("#t1", PARAGRAPH)
    visitor.follow("#texts [value=save]")
    yield "handover-texts-saved"
    page.locator("#texts [name=revision]").evaluate("one => { one.value = '9' }")
    page.fill("#t1", f"{PARAGRAPH} {PARAGRAPH}")
    visitor.follow("#texts [value=save]")
    yield "handover-texts-faster"
    page.context.clear_cookies(name="o")
    visitor.follow("#texts [value=save]")
    yield "handover-locked-carried"
    page.fill("[name=phrase]", phrase)
    visitor.follow("#unlock .button")
    visitor.follow("#texts [value=leave]")
    yield "handover-left"
    visitor.follow("main a")
    page.fill("[name=phrase]", phrase)
    visitor.follow("#unlock .button")
    visitor.follow("#texts [value=send]")
    yield "handover-done"
    yield from _declined(site, visitor)


def _declined(site: Site, visitor: Visitor) -> Iterator[str]:
    lena = site.installed.desk("lena")
    lena.answer_cover(site.reference)
    order = handed_on(lena, site.reference, site.code)
    Translator(site.installed, order.path).begun(order.phrase)
    visitor.go(order.path)
    visitor.page.fill("[name=phrase]", order.phrase)
    visitor.follow("#unlock .button")
    visitor.follow("#texts [value=decline]")
    visitor.page.click("summary:has(+ div #decline)")
    visitor.page.check("[name=why][value=conflict]")
    visitor.follow("#decline .button")
    yield "handover-declined"
