"""A referral in three windows without JavaScript: resident, caseworker and body; and a program that checks mails."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser
from sqlalchemy import select

from incidents.crypto.casecode import parse
from incidents.store.models import Case, ReporterKey
from tests.browser.site import Site, Visitor, send
from tests.looking import looking
from tests.packet_reading import spoken, squeezed
from tests.serving import Browser as Program
from tests.serving import plain

STORY = "Hyresvärden Bertil Qvist sa nej. مرحبا 😀"


@contextmanager
def windows(site: Site, chromium: Browser) -> Iterator[tuple[Visitor, Visitor, Visitor]]:
    """Three people's browsers."""
    with ExitStack() as open_:
        resident, handler, body = (
            open_.enter_context(site.visit(chromium, java_script_enabled=False)) for _ in range(3)
        )
        yield resident, handler, body


def scan(site: Site, path: str) -> None:
    """Open the link, follow what stands there and submit every form, as a mail's guard may do."""
    program = Program(plain(urlsplit(site.base).port or 0))
    for _ in range(3):
        page = program.ask("GET", path)
        assert page.status == 200
        for form in re.findall(r"<form\b.*?</form>", page.text, re.DOTALL):
            target = re.search(r'action="([^"]+)"', form)
            names = re.findall(r'name="([^"]+)"', form)
            filled = dict.fromkeys(names, "x")
            program.ask("POST", target[1] if target else path, filled)
    for act in ("take", "no", "saved", "result", "talk"):
        program.ask("POST", f"{path}/referral", {"act": act, "why": "no_capacity"})
    program.close()


def _reference(site: Site, code: str) -> str:
    """The case that a code opens."""
    with looking(site.installed) as session:
        found = session.scalar(
            select(Case.reference)
            .join(ReporterKey, ReporterKey.case_id == Case.id)
            .where(ReporterKey.lookup == parse(code).lookup_hash())
        )
    assert found
    return found


def _ask(handler: Visitor) -> None:
    handler.page.click("summary:has(+ #ask)")
    handler.page.select_option("#ask [name=body]", "do")
    for act in ("share_deidentified", "talk", "answer_back"):
        handler.page.check(f"#ask [name=acts][value={act}]")
    handler.page.fill("#ask [name=text]", "Det du har berättat, utan namn.")
    handler.follow("#ask button")


def _download(body: Visitor, at: int, folder: Path) -> bytes:
    with body.page.expect_download() as started:
        body.page.click(f".downloads a >> nth={at}")
    target = folder / str(at)
    started.value.save_as(target)
    return target.read_bytes()


def test_a_person_reaches_a_body_and_hears_from_it_without_saying_who_they_are(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    with windows(site, chromium) as (resident, handler, body):
        code = send(resident, "sv", STORY)
        site.log_in(handler, "lena")
        reference = _reference(site, code)
        site.open_case(handler, reference)
        _ask(handler)
        resident.go("/sv/return")
        resident.page.fill("[name=code]", code)
        resident.press()
        resident.go("/sv/inbox/consent")
        resident.follow(".answer-yes button")
        handler.go(f"/desk/cases/{reference}/referral?to=do")
        handler.page.check("[name=story]")
        handler.page.fill("[name=masked]", "Bertil Qvist")
        handler.follow("#referral [value=preview]")
        previewed = handler.page.locator("article.packet").inner_text()
        handler.follow("#send [value=send]")
        path = handler.page.locator("#handover-link").inner_text().removeprefix(site.base)
        phrase = handler.page.locator("#handover-phrase").inner_text()
        scan(site, path)
        body.go(path)
        body.page.fill("[name=phrase]", phrase)
        body.follow("#unlock .button")
        assert "sa nej" not in body.page.content()
        body.follow("#take .button")
        pdf, document = (_download(body, at, tmp_path) for at in range(2))
        assert "sanej" in squeezed(spoken(pdf))
        for forms in (squeezed(spoken(pdf)), document.decode(), previewed):
            assert "Qvist" not in forms
        assert json.loads(document)["basis"]["kind"] == "consent"
        body.page.fill("#talk-text", "Hej, vill du prata med oss?")
        body.follow("#talk .button")
        resident.go("/sv/inbox")
        assert "Hej, vill du prata med oss?" in resident.page.inner_text(".thread")
        resident.follow("a[href*='/inbox/body/']")
        resident.page.fill("[name=text]", "Ja, på torsdag. 😀")
        resident.press()
        body.go(path)
        assert "Ja, på torsdag. 😀" in body.page.inner_text(".thread")
        body.follow("#saved .button")
        body.page.select_option("[name=code]", "help_given")
        body.follow("#result .button")
        handler.go(f"/desk/cases/{reference}")
        assert "Berättade hur det gick: Fick hjälp" in handler.page.inner_text("#handovers")
        resident.go("/sv/inbox")
        assert "De har berättat hur det gick." in resident.page.inner_text("main")
        for window in (resident, handler, body):
            assert (window.said, window.foreign) == ([], [])
