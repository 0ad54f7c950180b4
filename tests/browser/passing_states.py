"""The desk's pages while a case goes from one colleague to another, comes first, and belongs to a series."""

from collections.abc import Iterator

from tests.browser.site import PARAGRAPH, Site, Visitor


def passing_states(site: Site, visitor: Visitor) -> Iterator[str]:
    """Refused, handed over, put first; the receiver's pages; come back. Then a series that grows graver."""
    page = visitor.page
    one, other = _two(site)
    for reference in (other, one):
        site.open_case(visitor, reference)
    page.click("#handler summary")
    visitor.follow("#pass .button")
    yield "case-pass-error"
    page.select_option("[name=to]", label="Omar Sjöberg")
    page.fill("#pass-text", PARAGRAPH)
    visitor.follow("#pass .button")
    yield "case-handed"
    yield from _first(visitor)
    yield from _series(visitor, one, other)
    page.context.clear_cookies()
    site.log_in(visitor, "omar")
    visitor.go("/desk/?view=handed")
    yield "queue-handed"
    site.open_case(visitor, one)
    page.click("#offer summary")
    visitor.follow("#return .button")
    yield "case-return-error"
    page.fill("#return-text", PARAGRAPH)
    visitor.follow("#return .button")
    yield "case-returned"
    page.context.clear_cookies()
    site.log_in(visitor, "lena")
    site.open_case(visitor, one)
    yield "case-came-back"
    site.open_case(visitor, site.reference)


def _two(site: Site) -> tuple[str, str]:
    lena = site.installed.desk("lena")
    before = set(lena.queue("all"))
    for _ in range(2):
        site.installed.resident().send(PARAGRAPH)
    one, other = sorted(set(lena.queue("all")) - before)
    return one, other


def _first(visitor: Visitor) -> Iterator[str]:
    page = visitor.page
    page.click("#turn summary")
    visitor.follow("#first .button")
    yield "case-first-error"
    page.fill("#first-text", PARAGRAPH)
    visitor.follow("#first .button")
    yield "case-first"


def _series(visitor: Visitor, one: str, other: str) -> Iterator[str]:
    page = visitor.page
    visitor.go(f"/desk/cases/{one}/links")
    page.fill("[name=other]", other)
    page.check("[name=kind][value=series]")
    page.fill("[name=name]", "Flygblad i centrum, hösten")
    visitor.follow("#links-form .button--primary")
    page.click("#links summary")
    visitor.follow("#series-form .button")
    yield "case-series-error"
    page.check("[name=seen][value=escalation]")
    page.fill("#series-text", PARAGRAPH)
    visitor.follow("#series-form .button")
    yield "case-series"
