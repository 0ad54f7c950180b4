"""Every public page in every state, one after another, as one visitor meets them."""

from collections.abc import Iterator

from playwright.sync_api import FilePayload

from tests.browser.site import PARAGRAPH, Site, Visitor, prepare, to_you
from tests.uploading import photograph

INFORMATION = ("privacy", "records", "accessibility", "service")
IDENTIFYING = f"{PARAGRAPH} Ring 070-123 45 67."


def public_states(site: Site, visitor: Visitor, lang: str) -> Iterator[str]:
    """The resident's pages; each name is given while its page is open."""
    page = visitor.page
    for name in ("", "before", *INFORMATION, "help", "young", "no-such-page", "return"):
        visitor.go(f"/{lang}/{name}")
        yield name or "start"
    yield from published_states(visitor, lang)
    yield from _written(visitor, lang)
    yield from _waiting(site, visitor, lang)
    yield from _sent(visitor, lang)
    yield from _inbox(site, visitor, lang)
    yield from _closed(site, visitor, lang)
    visitor.go(f"/{lang}/inbox")
    with page.expect_navigation():
        page.locator("main form .button--quiet").last.click()


def published_states(visitor: Visitor, lang: str) -> Iterator[str]:
    """The published statistics, with everything on them unfolded."""
    for name in ("", "/about", "/releases/r4", "/releases/r1", "/embed/T3"):
        visitor.go(f"/{lang}/statistics{name}")
        visitor.page.evaluate(
            "document.querySelectorAll('main details').forEach(d => d.open = true)"
        )
        yield f"statistics{name.replace('/', '-')}"
    visitor.go(f"/{lang}/statistics")
    visitor.follow("main a[href*='/series/'] >> nth=0")
    yield "statistics-series"


def _inbox(site: Site, visitor: Visitor, lang: str) -> Iterator[str]:
    """What the code opens while the case is open."""
    page = visitor.page
    visitor.go(f"/{lang}/return")
    page.fill("[name=code]", "ABCD-EFGH")
    visitor.press()
    yield "return-error"
    page.fill("[name=code]", site.code)
    visitor.press()
    yield "inbox"
    visitor.press()
    yield "inbox-error"
    for name in ("event", "stop", "consent"):
        visitor.go(f"/{lang}/inbox/{name}")
        yield f"inbox-{name}"
    visitor.go(f"/{lang}/inbox/event")
    visitor.press()
    yield "inbox-event-error"
    visitor.go(f"/{lang}/inbox")
    page.fill("[name=text]", PARAGRAPH)
    visitor.follow("#step button[name=to]")
    yield "inbox-files"
    visitor.press()
    yield "inbox-files-error"


def _closed(site: Site, visitor: Visitor, lang: str) -> Iterator[str]:
    """What the code opens when the case is closed."""
    visitor.go(f"/{lang}/return")
    visitor.page.fill("[name=code]", site.closed_code)
    visitor.press()
    yield "inbox-closed"
    visitor.go(f"/{lang}/inbox/feedback")
    assert visitor.path().endswith("/feedback")
    yield "inbox-feedback"
    visitor.press()
    yield "inbox-feedback-error"


def _written(visitor: Visitor, lang: str) -> Iterator[str]:
    page = visitor.page
    prepare(visitor, lang)
    yield "story"
    visitor.press()
    yield "story-error"
    visitor.go(f"/{lang}/seen")
    yield "seen"
    visitor.press()
    yield "seen-error"
    visitor.go(f"/{lang}/story")
    page.fill("[name=story]", IDENTIFYING)
    yield "story-filled"
    visitor.press()
    page.check("[name=what_happened][value=threatened]")
    page.check("[name=when_coarse][value=d14]")
    yield "about"
    visitor.press()
    yield "grounds"
    visitor.press()
    yield "you"
    page.check("[name=contact_mode][value=phone]")
    visitor.press()
    yield "you-error"
    page.check("[name=safety][value=danger]")
    page.locator("[name=wish]").first.check()
    page.fill("[name=contact]", "070-123 45 67")
    page.check("[name=reporter_role][value=self]")
    page.check("[name=under18][value=yes]")
    visitor.press()
    yield "guardians"
    visitor.press()
    yield "check"
    yield from _files(visitor, lang)


def _files(visitor: Visitor, lang: str) -> Iterator[str]:
    page = visitor.page
    visitor.go(f"/{lang}/files")
    yield "files"
    page.set_input_files("[name=file]", [chosen(photograph()), chosen(b"not for us")])
    visitor.press()
    yield "files-error"
    visitor.go(f"/{lang}/check")
    yield "check-files"


def _waiting(site: Site, visitor: Visitor, lang: str) -> Iterator[str]:
    """Where many send at once; without the script, which would go on by itself while somebody looks."""
    page = visitor.page
    page.route("**/proof.js*", lambda route: route.fulfill(content_type="text/javascript", body=""))
    page.goto(f"{site.crowded}/{lang}/check")
    visitor.press()
    assert page.locator("[name=at_once]").count() == 1
    yield "waiting"
    visitor.go(f"/{lang}/check")


def chosen(data: bytes) -> FilePayload:
    """A file as somebody picks it, under a telling name."""
    return {"name": "Fatima hemma.jpg", "mimeType": "image/jpeg", "buffer": data}


def _sent(visitor: Visitor, lang: str) -> Iterator[str]:
    page = visitor.page
    visitor.press()
    yield "receipt-own"
    page.fill("[name=last_group]", "XXXX")
    visitor.press()
    yield "receipt-wrong"
    visitor.go(f"/{lang}/voluntary")
    yield "voluntary"
    visitor.press()
    yield "voluntary-error"
    page.check("[name=gender][value=unsaid]")
    visitor.press()
    yield "voluntary-answered"
    page.context.clear_cookies()
    prepare(visitor, lang, "shared")
    to_you(visitor, PARAGRAPH)
    page.check("[name=contact_mode][value=none]")
    page.check("[name=wish][value=register]")
    visitor.press()
    visitor.press()
    yield "receipt-shared"
