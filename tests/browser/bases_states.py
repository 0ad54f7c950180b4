"""A yes said aloud and a duty, at the desk and in the inbox."""

from collections.abc import Iterator
from datetime import UTC, datetime

from incidents.core.clock import local_date
from tests.browser.site import PARAGRAPH, Site, Visitor


def bases_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """Both forms refused, both saved, and what the reporter reads of them."""
    page, address = visitor.page, f"/desk/cases/{site.reference}/bases"
    visitor.go(address)
    yield "bases"
    for form in ("oral", "duty"):
        page.locator(f"summary:has(~ #{form})").click()
        visitor.follow(f"#{form} .button--primary")
        yield f"bases-{form}-error"
        visitor.go(address)
    page.locator("summary:has(~ #oral)").click()
    page.select_option("[name=body]", "rfsl")
    page.check("[name=acts][value=share_deidentified]")
    page.check("[name=how][value=interpreter]")
    page.fill("[name=day]", local_date(datetime.now(UTC)).isoformat())
    page.fill("#oral-text", PARAGRAPH)
    visitor.follow("#oral .button--primary")
    yield "bases-oral"
    page.locator("summary:has(~ #duty)").click()
    page.check("[name=provision][value=education]")
    page.select_option("[name=receiver]", "huvudman")
    page.fill("[name=name]", "Rektorn på Nordskolan")
    page.fill("[name=decided_by]", "Eva Lund, enhetschef")
    page.fill("#duty-text", PARAGRAPH)
    visitor.follow("#duty .button--primary")
    yield "bases-duty"
    for lang in ("sv", "ar"):
        visitor.go(f"/{lang}/return")
        page.fill("[name=code]", site.code)
        visitor.press()
        yield f"inbox-duty-{lang}"
        visitor.go(f"/{lang}/inbox/consent")
        yield f"inbox-consent-duty-{lang}"
    site.open_case(visitor, site.reference)
