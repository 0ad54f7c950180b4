"""The whole path over TLS behind a proxy, where strict referrer checks and scheme mistakes break other products."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serving import Browser, Connect, Served, plain, report, serve_product
from tests.support import Installed, fields
from tests.tls_proxy import HOST, VISITOR, tls_proxy

STORY = "De sa att lokalen var full. مرحبا 😀"


@dataclass(frozen=True)
class Secure:
    """The product behind the proxy."""

    installed: Installed
    served: Served
    connect: Connect
    origin: str


@pytest.fixture
def secure(sqlite_installation: Installed, tmp_path: Path) -> Iterator[Secure]:
    proxy = {"TRUSTED_PROXY": "127.0.0.1"}
    with (
        serve_product(sqlite_installation.settings, tmp_path / "log", **proxy) as served,
        tls_proxy(tmp_path, served.port) as (port, context),
    ):

        def connect() -> http.client.HTTPConnection:
            return http.client.HTTPSConnection(HOST, port, timeout=60, context=context)

        yield Secure(sqlite_installation, served, connect, f"https://{HOST}:{port}")


@pytest.mark.parametrize("origin", ["null", "own", "absent"])
def test_report_answer_and_return_work_over_tls(secure: Secure, origin: str) -> None:
    extra = {"null": {"Origin": "null"}, "own": {"Origin": secure.origin}, "absent": {}}[origin]
    extra = {**extra, "Sec-Fetch-Site": "same-origin"}
    resident = Browser(secure.connect, extra=dict(extra))
    code = report(resident, STORY)
    assert all("; Secure;" in f"{cookie};" for cookie in resident.set_cookies)

    lena = Browser(secure.connect, extra=dict(extra))
    words = {"name": "lena", "passphrase": secure.installed.passphrases["lena"]}
    assert lena.ask("POST", "/desk/login", words).status == 303
    queue = lena.ask("GET", "/desk/?view=all").text
    url = queue.split('href="/desk/cases/')[1].split('"')[0]
    form = fields(lena.ask("GET", f"/desk/cases/{url}").text, 'id="cover"')
    assert lena.ask("POST", f"/desk/cases/{url}/open", {**form, "conflict": "no"}).status == 303
    page = lena.ask("GET", f"/desk/cases/{url}").text
    assert STORY in page
    answer = {**fields(page, f"{url}/answer"), "text": "Tack. ❤"}
    assert lena.ask("POST", f"/desk/cases/{url}/answer", answer).status == 303

    back = Browser(secure.connect, extra=dict(extra))
    assert back.ask("POST", "/sv/return", {"code": code}).status == 303
    assert "Tack. ❤" in back.get("inbox").text
    for browser in (resident, lena, back):
        browser.close()


def test_a_post_from_another_site_is_refused(secure: Secure) -> None:
    for extra in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}):
        browser = Browser(secure.connect, extra=extra)
        answer = browser.ask("POST", "/sv/before", {"device": "own", "readers": "no"})
        assert answer.status == 403
        assert browser.cookies == {}
        browser.close()


def test_pages_over_tls_ask_for_tls_from_then_on(secure: Secure) -> None:
    browser = Browser(secure.connect)
    assert browser.get("").headers["Strict-Transport-Security"] == "max-age=31536000"
    browser.close()


def test_leaving_clears_the_browsers_cache_and_keeps_the_mark_that_somebody_left(
    secure: Secure,
) -> None:
    browser = Browser(secure.connect)
    browser.ask("POST", "/sv/before", {"device": "own", "readers": "no"})
    assert "Clear-Site-Data" not in browser.submit("story", story=STORY).headers
    for answer in (browser.ask("POST", "/sv/exit"), browser.get("story"), browser.get("return")):
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert secure.installed.settings.exit_url in answer.text
        assert browser.cookies["p"] == "left"
    back = Browser(secure.connect)
    code = report(back, STORY)
    back.ask("POST", "/sv/return", {"code": code})
    assert "Clear-Site-Data" not in back.get("inbox").headers
    closed = back.ask("POST", "/sv/leave")
    assert (closed.status, closed.headers["Clear-Site-Data"]) == (303, '"cache", "storage"')
    back.close()
    plainly = Browser(plain(secure.served.port))
    assert "Clear-Site-Data" not in plainly.ask("POST", "/sv/exit").headers
    for one in (browser, plainly):
        one.close()


def test_the_visitors_address_is_nowhere(secure: Secure, tmp_path: Path) -> None:
    browser = Browser(secure.connect)
    report(browser, STORY)
    browser.ask("POST", "/sv/return", {"code": "fel"})
    browser.ask("GET", "/finns/inte")
    browser.close()
    secure.served.stop()
    assert VISITOR not in secure.served.said()
    holding = [p for p in tmp_path.rglob("*") if p.is_file() and VISITOR.encode() in p.read_bytes()]
    assert holding == []
