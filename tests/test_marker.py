"""What people write is nowhere in the clear: database, its logs, folders, output, environment."""

import os
import secrets
import zlib
from pathlib import Path

import psutil
import pytest
from PIL import ExifTags, Image
from sqlalchemy import create_engine, text

from tests.cleaning.pictures import coded, scene
from tests.markers import forms, found_in, search
from tests.serving import ROOT, Browser, Served, environment, plain, report
from tests.support import Installed, fields
from tests.uploading import content_of, multipart, opened_by

MARKER = f"Märkt-åäö-{secrets.token_hex(6)}<&>\"'ﷺ"


def test_the_search_finds_a_marker_in_every_form(tmp_path: Path) -> None:
    for name, form in forms(MARKER.replace("ﷺ", "")).items():
        assert name in found_in(b"\x00\xff" + form + b"\x9c\x78", MARKER.replace("ﷺ", ""))
    squeezed = b"junk" + zlib.compress(b"before " + MARKER.encode() + b" after")
    assert found_in(squeezed, MARKER) == {"zlib:utf-8"}
    (tmp_path / "clear.txt").write_text(f"a {MARKER} b", encoding="utf-8")
    assert list(search([tmp_path], MARKER)) == [str(tmp_path / "clear.txt")]


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """A temporary folder of the server's own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def served(installation: Installed, log: Path, temporary: Path) -> Served:
    program = [str(ROOT / "tests" / "marker_server.py")]
    env = environment(installation.settings, TMPDIR=str(temporary))
    return Served(program, env, log)


def use_everything(installation: Installed, server: Served) -> None:
    """Report, contact details, wrong inputs, draft left lying, inbox, message, answer, note, a failing view."""
    browsers = [Browser(plain(server.port)) for _ in range(3)]
    browser, other, inbox = browsers
    code = report(browser, f"Berättelse {MARKER}")
    other.ask("POST", "/sv/before", {"device": "own", "readers": "no"})
    other.submit("story", story=f"Utkast {MARKER}")
    other.submit("you", contact_mode="phone", contact=f"Nummer {MARKER}")
    other.submit("story", story=f"För långt {MARKER}" * 900)
    inbox.ask("POST", "/sv/return", {"code": MARKER})
    inbox.ask("POST", "/sv/return", {"code": code})
    inbox.submit("inbox", text=f"Meddelande {MARKER}")
    send_files(other, inbox)
    assert browser.ask("POST", "/startling", {"story": MARKER}).status == 500
    assert browser.ask("GET", "/sv/story?text=Marked").status in (200, 303)
    for each in browsers:
        each.close()
    work_on_it(installation)


def send_files(drafting: Browser, inbox: Browser) -> None:
    """Photographs, one refused, under telling names, with telling notes: to a draft left lying, and from the inbox."""
    for browser, page in ((drafting, "files"), (inbox, "inbox/files")):
        form = {"csrf_token": "", "once": ""} | fields(browser.get(page).text, 'id="step"')
        form.pop("file")
        name = MARKER.replace('"', "")
        told = coded(scene(), "JPEG", comment=MARKER.encode(), exif=exif(MARKER))
        body, kind = multipart(form, [told, b"not for us " + MARKER.encode()], name)
        answer = browser.post(page, body, kind)
        assert answer.status == 400
        assert "Fil 2:" in answer.text


def exif(marker: str) -> Image.Exif:
    notes = Image.Exif()
    notes[ExifTags.Base.Make] = marker
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = marker.encode()
    return notes


def work_on_it(installation: Installed) -> None:
    """The desk's part."""
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "answer", text=f"Svar {MARKER}")
    lena.act(reference, "note", text=f"Anteckning {MARKER}")
    page = opened_by(lena, reference, 3)
    assert found_in(content_of(lena, page).data, MARKER) == set()
    assert MARKER.split("<", maxsplit=1)[0] in lena.case(reference).get_data(as_text=True)
    note = fields(lena.case(reference), f"/{reference}/note")
    lena.client.delete_cookie("d")
    late = {**note, "text": f"Efter inloggningen {MARKER}"}
    page = lena.client.post(f"/desk/cases/{reference}/note", data=late)
    known = {"name": "lena", "passphrase": installation.passphrases["lena"]}
    lena.client.post("/desk/login", data={**fields(page, 'id="login"'), **known})
    lena.answer_cover(reference)
    assert "Efter inloggningen" in lena.case(reference).get_data(as_text=True)


def processes(server: Served) -> list[psutil.Process]:
    parent = psutil.Process(server.process.pid)
    return [parent, *parent.children(recursive=True)]


def test_the_marker_is_in_no_byte_that_the_product_leaves(
    installation: Installed, watched: Path, tmp_path: Path, postgres_data: Path | None
) -> None:
    log = tmp_path / "server.log"
    with served(installation, log, watched) as server:
        use_everything(installation, server)
        environments = [str(process.environ()) for process in processes(server)]
        assert search([tmp_path], MARKER) == {}
        server.stop()
    if postgres_data is not None:
        flush(installation)
        assert search([postgres_data], MARKER) == {}
    assert search([tmp_path], MARKER) == {}
    assert list(watched.iterdir()) == []
    assert found_in("".join(environments).encode(), MARKER) == set()
    assert "startling RuntimeError" in log.read_text(encoding="utf-8")
    assert found_in(repr(sorted(os.environ.items())).encode(), MARKER) == set()


def flush(installation: Installed) -> None:
    """Everything that PostgreSQL holds in memory goes to its files."""
    engine = create_engine(installation.settings.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        connection.execute(text("SELECT pg_switch_wal()"))
    engine.dispose()


def test_a_marker_that_is_written_in_the_clear_is_found_in_the_database(
    installation: Installed, tmp_path: Path, postgres_data: Path | None
) -> None:
    """The control: the same search finds what lies open."""
    engine = create_engine(installation.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE staff SET name = :name"), {"name": f"Namn {MARKER}"})
    engine.dispose()
    where = tmp_path if postgres_data is None else postgres_data
    if postgres_data is not None:
        flush(installation)
    assert any("utf-8" in names for names in search([where], MARKER).values())
