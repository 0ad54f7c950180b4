"""Many at once: one draft is one report, nobody meets an error, nobody's work is overwritten."""

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from incidents.actions import inbox
from incidents.core.entry import Kind
from incidents.crypto.casecode import parse
from incidents.store.database import reading
from incidents.store.models import AuditRecord, Case, EntryRow, FactRow, ReporterKey, Staff
from tests.serving import (
    Answer,
    Browser,
    Served,
    case_code,
    plain,
    report,
    serve_product,
    to_check,
    together,
)
from tests.support import Installed, fields

DRAFTS = 8
RESIDENTS = 64


@pytest.fixture
def two(installation: Installed, tmp_path: Path) -> Iterator[tuple[Served, Served]]:
    """Two servers of one process each on one database."""
    with (
        serve_product(installation.settings, tmp_path / "a.log", "--workers", "1") as one,
        serve_product(installation.settings, tmp_path / "b.log", "--workers", "1") as other,
    ):
        yield one, other


def at_once(deeds: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """The answers to deeds that begin at the same moment, in their order."""
    gate = threading.Barrier(len(deeds))
    answers: dict[int, Answer] = {}

    def one(number: int) -> None:
        gate.wait(30)
        answers[number] = deeds[number]()

    together([lambda n=n: one(n) for n in range(len(deeds))])  # type: ignore[misc]
    return [answers[number] for number in range(len(deeds))]


def twin(browser: Browser, server: Served) -> Browser:
    """The same browser's second window, which another server happens to answer."""
    return Browser(plain(server.port), cookies=dict(browser.cookies))


def count(made: Installed, table: type) -> int:
    with made.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_two_sends_of_one_draft_in_two_processes_are_one_report_with_one_receipt(
    installation: Installed, two: tuple[Served, Served]
) -> None:
    codes = set()
    for number in range(DRAFTS):
        first = Browser(plain(two[0].port))
        form = fields(to_check(first, f"Berättelse {number}").text, 'id="step"')
        second = twin(first, two[1])
        second.get("check")
        windows = [first, second, twin(first, two[0]), twin(first, two[1])]
        answers = at_once([partial(window.ask, "POST", "/sv/check", form) for window in windows])
        assert [(a.status, a.location) for a in answers] == [(303, "/sv/receipt")] * 4
        shown = {case_code(browser.get("receipt")) for browser in (first, second)}
        assert len(shown) == 1
        codes |= shown
        for window in windows:
            window.close()
    assert len(codes) == DRAFTS
    assert [count(installation, table) for table in (Case, ReporterKey, FactRow)] == [DRAFTS] * 3


def test_64_residents_at_once_meet_no_error_and_lose_nothing(
    installation: Installed, tmp_path: Path
) -> None:
    receipts: dict[str, str] = {}
    gate = threading.Barrier(RESIDENTS)
    with serve_product(installation.settings, tmp_path / "log") as served:

        def resident(number: int) -> None:
            browser = Browser(plain(served.port))
            gate.wait(30)
            story = f"Berättelse {number}"
            receipts[report(browser, story)] = story
            browser.close()

        together([lambda n=n: resident(n) for n in range(RESIDENTS)])  # type: ignore[misc]
        assert len(served.said().splitlines()) == 1, "nothing but the first line was said"
    assert len(receipts) == RESIDENTS == count(installation, Case)
    with installation.app.app_context(), reading() as session:
        for code, story in receipts.items():
            entries = inbox.read(session, parse(code), pinned=installation.settings.trust).entries
            assert [e.content["story"] for e in entries if e.kind is Kind.REPORT] == [story]


def desk(installation: Installed, server: Served, login: str) -> Browser:
    """A logged-in caseworker."""
    browser = Browser(plain(server.port))
    words = {"name": login, "passphrase": installation.passphrases[login]}
    assert browser.ask("POST", "/desk/login", words).status == 303
    return browser


def open_cover(browser: Browser, url: str) -> None:
    form = fields(browser.ask("GET", url).text, 'id="cover"')
    assert browser.ask("POST", f"{url}/open", {**form, "conflict": "no"}).status == 303


def staff_id(installation: Installed, login: str) -> bytes:
    with installation.app.app_context(), reading() as session:
        found = session.scalar(select(Staff.id).where(Staff.login == login))
    assert found is not None
    return found


def the_case(installation: Installed) -> tuple[str, bytes | None]:
    """Reference and assignee of the only case."""
    with installation.app.app_context(), reading() as session:
        row = session.execute(select(Case.reference, Case.assignee_id)).one()
    return row[0], row[1]


def test_two_caseworkers_who_save_one_case_at_once_do_not_overwrite_each_other(
    installation: Installed, two: tuple[Served, Served]
) -> None:
    installation.resident().send("De vägrade oss bordet.")
    url = f"/desk/cases/{the_case(installation)[0]}"
    people = {name: desk(installation, two[n], name) for n, name in enumerate(("lena", "omar"))}
    for browser in people.values():
        open_cover(browser, url)
    forms = {
        name: fields(browser.ask("GET", url).text, f"{url}/assign")
        for name, browser in people.items()
    }
    ids = {name: staff_id(installation, name).hex() for name in people}
    deeds = [
        partial(browser.ask, "POST", f"{url}/assign", {**forms[name], "staff": ids[name]})
        for name, browser in people.items()
    ]
    answers = at_once(deeds)
    assert sorted(answer.status for answer in answers) == [303, 409]
    winner = list(people)[[answer.status for answer in answers].index(303)]
    assert the_case(installation)[1] == staff_id(installation, winner)
    assert "Någon annan" in next(a.text for a in answers if a.status == 409)
    for browser in people.values():
        browser.close()


def test_notes_that_are_written_at_once_are_all_kept(
    installation: Installed, two: tuple[Served, Served]
) -> None:
    installation.resident().send("De vägrade oss bordet.")
    url = f"/desk/cases/{the_case(installation)[0]}"
    people = [desk(installation, two[n], name) for n, name in enumerate(("lena", "omar"))]
    for browser in people:
        open_cover(browser, url)
    for number in range(4):
        pages = [fields(browser.ask("GET", url).text, f"{url}/note") for browser in people]
        answers = at_once(
            [
                lambda b=browser, d={**page, "text": f"Anteckning {number}{name}"}: b.ask(  # type: ignore[misc]
                    "POST", f"{url}/note", d
                )
                for browser, page, name in zip(people, pages, "ab", strict=True)
            ]
        )
        assert [answer.status for answer in answers] == [303, 303]
    text = people[0].ask("GET", url).text
    for number in range(4):
        assert f"Anteckning {number}a" in text
        assert f"Anteckning {number}b" in text
    for browser in people:
        browser.close()


@pytest.mark.parametrize("act", ["note", "answer"])
def test_one_form_that_is_posted_four_times_at_once_is_one_entry_and_the_same_page(
    installation: Installed, two: tuple[Served, Served], act: str
) -> None:
    installation.resident().send("De vägrade oss bordet.")
    url = f"/desk/cases/{the_case(installation)[0]}"
    lena = desk(installation, two[0], "lena")
    open_cover(lena, url)
    page = fields(lena.ask("GET", url).text, f"{url}/{act}")
    windows = [lena, twin(lena, two[1]), twin(lena, two[0]), twin(lena, two[1])]
    before = [count(installation, table) for table in (EntryRow, AuditRecord)]
    form = {**page, "text": "Vi ringer dig.", "language": "sv"}
    answers = at_once([partial(window.ask, "POST", f"{url}/{act}", form) for window in windows])
    assert [(a.status, a.location) for a in answers] == [(303, f"{url}#latest")] * 4
    after = [count(installation, table) for table in (EntryRow, AuditRecord)]
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1]
    assert lena.ask("GET", url).text.count("Vi ringer dig.") == 1
    for window in windows:
        window.close()


def test_two_who_count_one_report_at_once_count_it_once_and_one_is_told(
    installation: Installed, two: tuple[Served, Served]
) -> None:
    installation.resident().send("De vägrade oss bordet.", wish=["register"])
    url = f"/desk/cases/{the_case(installation)[0]}/count"
    people = [desk(installation, two[n], name) for n, name in enumerate(("lena", "omar"))]
    for browser in people:
        form = fields(browser.ask("GET", url).text, 'id="cover"')
        assert browser.ask("POST", url, {**form, "conflict": "no"}).status == 303
    forms = [fields(browser.ask("GET", url).text, 'id="count"') for browser in people]
    before = count(installation, EntryRow)
    answers = at_once(
        [
            partial(browser.ask, "POST", url, {**form, "finding": finding})
            for browser, form, finding in zip(people, forms, ("hate", "neither"), strict=True)
        ]
    )
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert "Något har hänt" in next(a.text for a in answers if a.status == 409)
    assert count(installation, EntryRow) == before + 2  # one coding, one closing
    winner = [answer.status for answer in answers].index(303)
    assert the_case(installation)[1] == staff_id(installation, ("lena", "omar")[winner])
    for browser in people:
        browser.close()


def test_two_looks_at_once_are_one_and_the_other_is_told(
    installation: Installed, two: tuple[Served, Served]
) -> None:
    installation.resident().send("De vägrade oss bordet.")
    url = f"/desk/cases/{the_case(installation)[0]}"
    lena = desk(installation, two[0], "lena")
    open_cover(lena, url)
    form = fields(lena.ask("GET", f"{url}/coding").text, 'id="coding"')
    coded = {"scope": "crime_possible", "hate_event": "no", "priority": "p3"}
    assert lena.ask("POST", f"{url}/coding", {**form, **coded}).status == 303
    windows = [desk(installation, server, "omar") for server in two]
    for window in windows:
        open_cover(window, url)
    forms = [fields(window.ask("GET", url).text, f"{url}/look") for window in windows]
    before = count(installation, EntryRow)
    answers = at_once(
        [
            partial(window.ask, "POST", f"{url}/look", {**form, "agrees": "no", "text": text})
            for window, form, text in zip(windows, forms, ("Nej.", "Inte alls."), strict=True)
        ]
    )
    assert sorted(answer.status for answer in answers) == [303, 409]
    assert "Någon har redan granskat" in next(a.text for a in answers if a.status == 409)
    assert count(installation, EntryRow) == before + 1
    for browser in (lena, *windows):
        browser.close()
