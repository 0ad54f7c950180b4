"""The desk's pages of what is left without consent: an answer that says where to turn, and pooled feedback."""

from collections.abc import Iterator

from tests.browser.site import PARAGRAPH, Site, Visitor
from tests.support import Resident

TEXT = "Flera har fått höra att en ledig lägenhet var borta.\n\nVi ser gärna att ni går igenom hur ni svarar."


def pooled_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """Told of a body; three cases that may not be pooled, then ones that may: refused, and looked at."""
    page, chosen = visitor.page, _three(site)
    visitor.go(f"/desk/cases/{site.reference}?tell=do#answer")
    yield "case-told"
    for reference in chosen:
        site.open_case(visitor, reference)
    visitor.go(f"/desk/together/feedback?reference={chosen[0]}")
    yield "pooled-few"
    address = "&".join(f"reference={one}" for one in chosen)
    visitor.go(f"/desk/together?{address}")
    yield "together-three"
    visitor.follow("a[href*='/together/feedback']")
    yield "pooled"
    visitor.follow("#pooled .button--primary")
    yield "pooled-error"
    page.fill("[name=name]", "Bostadsbolaget")
    page.fill("[name=text]", TEXT)
    page.check("[name=about]")
    visitor.follow("#pooled .button--primary")
    yield "pooled-preview"
    site.open_case(visitor, site.reference)


def _three(site: Site) -> list[str]:
    lena = site.installed.desk("lena")
    before = set(lena.queue("all"))
    for _ in range(3):
        _send(site.installed.resident())
    return sorted(set(lena.queue("all")) - before)


def _send(resident: Resident) -> None:
    resident.submit("before", device="own", readers="no")
    resident.submit("story", story=PARAGRAPH)
    resident.submit("about", area="housing")
    resident.submit("you", contact_mode="code")
    assert resident.submit("check").status_code == 303
