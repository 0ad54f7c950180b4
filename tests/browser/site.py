"""The served installation as the browser tests see it, and visitors who notice everything that a page does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, Route

from tests.cleaning.papers import paper
from tests.support import Installed
from tests.uploading import photograph, post_files

NEUTRAL = "<!doctype html><title>Neutral</title><h1>Neutral page</h1>"
PARAGRAPH = "Jag ringde om en lägenhet. När jag kom dit var den plötsligt uthyrd. مرحبا 😀"


@dataclass
class Visitor:
    """A browser window with the list of what it said and of whom it asked for anything."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(self.base + path)

    def path(self) -> str:
        """Where the visitor is."""
        return urlsplit(self.page.url).path

    def press(self) -> None:
        """Press the step's own button and wait for the next page."""
        self.follow("#step button:not([name])")

    def follow(self, selector: str) -> None:
        """Press what leads to another page and wait for that."""
        with self.page.expect_navigation():
            self.page.locator(selector).click()


@dataclass
class Site:
    """Addresses, people and database of the served installation. `crowded`: the same where many send just now."""

    base: str
    crowded: str
    installed: Installed
    database: Path
    code: str = ""
    reference: str = ""
    closed: str = ""
    closed_code: str = ""
    #: Whether what a quarter would publish has been looked at: counting takes a while.
    previewed: bool = False
    #: Phrases of the invitations so far: the states are walked through several times.
    invited: list[str] = field(default_factory=list)

    def fill(self) -> None:
        """A dozen reports: one with a long thread, one closed."""
        lena = self.installed.desk("lena")
        self.closed = self._handled(lena)
        resident = self.installed.resident()
        self.code = resident.send(f"{PARAGRAPH}\n\n" * 5, wish=["support"], safety="danger")
        (self.reference,) = lena.queue("new")
        lena.answer_cover(self.reference)
        lena.act(self.reference, "assign")
        for number in range(3):
            lena.act(self.reference, "note", text=f"Anteckning {number}. {PARAGRAPH}")
            lena.act(self.reference, "answer", text=f"Svar {number}. {PARAGRAPH}")
            resident.come_back(self.code)
            resident.submit("inbox", text=f"Tack {number}. {PARAGRAPH}")
        question = {"body": "do", "acts": ["contact", "talk"], "text": PARAGRAPH}
        lena.act(self.reference, "ask", **question)
        resident.submit("inbox/event", text=PARAGRAPH, what_happened=["threatened"])
        post_files(resident, photograph(), paper(), page="inbox/files")
        self._trapped()
        for number in range(11):
            self.installed.resident().send(f"Berättelse {number}", safety="danger")

    def _trapped(self) -> None:
        """A report that lies in quarantine, since its hidden field was filled in."""
        resident = self.installed.resident()
        resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
        resident.submit("story", story=PARAGRAPH)
        resident.submit("you", contact_mode="code")
        resident.submit("check", website="https://spam.example")

    def _handled(self, lena: Any) -> str:
        self.closed_code = self.installed.resident().send(PARAGRAPH, wish=["register"])
        (reference,) = lena.queue("new")
        assert isinstance(reference, str)
        lena.answer_cover(reference)
        lena.act(reference, "assign")
        page = lena.case(reference).get_data(as_text=True)
        reason = re.search(r'<option value="([a-z_]+)"', page.split('name="reason"')[1])
        assert reason
        lena.act(reference, "close", reason=reason.group(1))
        return reference

    @contextmanager
    def visit(self, browser: Browser, **options: Any) -> Iterator[Visitor]:
        """A new browser profile; the neutral site behind *Leave this page* is answered here."""
        context = browser.new_context(**options)
        context.set_default_timeout(45_000)
        page = context.new_page()
        visitor = Visitor(page, self.base)
        hosts = {urlsplit(address).netloc for address in (self.base, self.crowded)}
        neutral = self.installed.settings.exit_url

        def answer(route: Route) -> None:
            route.fulfill(status=200, content_type="text/html", body=NEUTRAL)

        def note(request: Request) -> None:
            if urlsplit(request.url).netloc not in hosts:
                visitor.foreign.append(request.url)

        context.route(f"{neutral}**", answer)
        page.on("console", lambda message: visitor.said.append(message.text))
        page.on("request", note)
        yield visitor
        context.close()

    def log_in(self, visitor: Visitor, login: str) -> None:
        """Through the log-in page."""
        visitor.go("/desk/login")
        visitor.page.fill("[name=name]", login)
        visitor.page.fill("[name=passphrase]", self.installed.passphrases[login])
        with visitor.page.expect_navigation():
            visitor.page.click("#login button")

    def open_case(self, visitor: Visitor, reference: str) -> None:
        """The case itself; the cover sheet is answered where it stands before it."""
        visitor.go(f"/desk/cases/{reference}")
        if visitor.page.locator("#cover").count():
            visitor.page.check("[name=conflict][value=no]")
            with visitor.page.expect_navigation():
                visitor.page.click("#cover .button--primary")


def prepare(visitor: Visitor, lang: str, device: str = "own") -> None:
    """From the first page to the story."""
    visitor.go(f"/{lang}/")
    visitor.follow(".choice--primary")
    visitor.page.check(f"[name=device][value={device}]")
    visitor.page.check("[name=readers][value=no]")
    visitor.press()
    assert visitor.path() == f"/{lang}/story"


def to_you(visitor: Visitor, story: str) -> None:
    """From the story past the questions about it, unanswered, to *you and us*."""
    visitor.page.fill("[name=story]", story)
    for _ in ("story", "about", "grounds"):
        visitor.press()
    assert visitor.path().endswith("/you")


def tell(visitor: Visitor, lang: str, story: str, device: str = "own") -> None:
    """To the last page before sending."""
    prepare(visitor, lang, device)
    to_you(visitor, story)
    visitor.page.check("[name=contact_mode][value=code]")
    visitor.press()
    assert visitor.path() == f"/{lang}/check"


def send(visitor: Visitor, lang: str, story: str, device: str = "own") -> str:
    """The whole report; returns the code on the receipt."""
    tell(visitor, lang, story, device)
    visitor.press()
    assert visitor.path() == f"/{lang}/receipt"
    return visitor.page.locator("#case-code").inner_text().strip()
