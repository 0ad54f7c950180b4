"""The report to ECCAR is frozen: what it would lack is said, the bytes stay, a correction is a new edition."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import docx
import pytest
from sqlalchemy import delete, select, update
from werkzeug.test import TestResponse

from incidents.actions import comparing, freezing
from incidents.core.auditing import Act
from incidents.documents.model import Note
from incidents.eccar.report import Material
from incidents.eccar.report_files import draft, remade
from incidents.published.reading import read
from incidents.store.models import (
    AuditRecord,
    FrozenReport,
    FrozenReportFile,
    RegisterVersion,
    StatisticsRelease,
)
from tests.keeping import plain
from tests.looking import acting, desk_of, every_row, looking
from tests.published import as_their_own, in_the_ledger
from tests.publishing.test_same_bytes import ELSEWHERE, ROOT
from tests.support import DeskUser, Installed, fields

SPAN = "2026-2027"
FREEZE, EDITIONS, TEXTS = f"/desk/eccar/freeze/{SPAN}", "/desk/eccar/editions", "/desk/eccar/texts"
FILES = {f"{language}.{kind}" for language in ("sv", "en") for kind in ("html", "pdf", "docx")}


@pytest.fixture
def per(sqlite_installation: Installed, published: Path) -> DeskUser:
    """The coordinator of a municipality that has published two whole years."""
    folder = as_their_own(published, sqlite_installation.settings.published)
    in_the_ledger(sqlite_installation, desk_of(sqlite_installation, "per"), folder)
    return sqlite_installation.desk("per")


def page_of(user: DeskUser, address: str) -> str:
    answer = user.client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def freeze(user: DeskUser, **values: str) -> TestResponse:
    form = fields(page_of(user, FREEZE), 'id="freeze"')
    return user.client.post(FREEZE, data={**form, "anyway": "y", **values})


def write(user: DeskUser, text: str) -> None:
    form = fields(page_of(user, f"{TEXTS}/3-sv"), 'id="row"')
    answer = user.client.post(f"{TEXTS}/3-sv", data={**form, "text": text})
    assert answer.status_code == 303


def taken(user: DeskUser, number: int) -> dict[str, bytes]:
    """Every file of an edition as it is handed out."""
    form = fields(page_of(user, f"{EDITIONS}/{number}"), 'id="file"')
    found = {}
    for name in sorted(FILES):
        language, _, kind = name.partition(".")
        asked = {**form, "language": language, "kind": kind}
        answer = user.client.post(f"{EDITIONS}/{number}/file", data=asked)
        assert answer.status_code == 200
        found[name] = answer.get_data()
    return found


def content(installation: Installed, number: int) -> Mapping[str, str]:
    with looking(installation) as session:
        told: Mapping[str, str] = json.loads(session.get_one(FrozenReport, number).content)
        return told


def test_figures_that_the_ledger_does_not_have_are_not_frozen(
    sqlite_installation: Installed, per: DeskUser
) -> None:
    asked = fields(page_of(per, FREEZE), 'id="freeze"')
    with acting(sqlite_installation) as session:
        session.execute(delete(StatisticsRelease).where(StatisticsRelease.number == 8))
    before = every_row(sqlite_installation)
    for answer in (per.client.get(FREEZE), per.client.post(FREEZE, data={**asked, "anyway": "y"})):
        assert answer.status_code == 503
        assert "är inte den som registret säger" in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before


def test_nothing_is_frozen_of_a_folder_that_went_back_or_is_not_put_out(
    sqlite_installation: Installed, per: DeskUser
) -> None:
    folder, pinned = sqlite_installation.settings.published, sqlite_installation.settings.trust
    path = folder / "publication.json"
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps({**told, "releases": told["releases"][:-1]}), "utf-8")
    with looking(sqlite_installation) as session:
        assert [str(one)[:3] for one in comparing.faults(session, folder, pinned=pinned)] == ["r8:"]
    shutil.rmtree(folder)
    answer = per.client.get(FREEZE)
    assert answer.status_code == 409
    assert "är fryst men ligger inte ute än" in answer.get_data(as_text=True)


def test_a_frozen_report_keeps_its_bytes_whatever_is_written_later(
    sqlite_installation: Installed, per: DeskUser
) -> None:
    write(per, "Vi har fått fler handläggare.")
    page = plain(page_of(per, FREEZE))
    assert "10 texter är inte skrivna på svenska." in page
    assert "11 texter är inte skrivna på engelska." in page
    assert "Antal invånare är inte inskrivet för 2026, 2027." in page
    assert "Antal elever är inte inskrivet för 2026, 2027." in page
    assert 'href="/desk/figures">Skriv in dem under Andra siffror' in page_of(per, FREEZE)
    assert "Inte publicerat" not in page
    answer = freeze(per)
    assert answer.headers["Location"] == f"{EDITIONS}/1?saved=frozen"
    first = taken(per, 1)
    assert "Utgåva 1. Fryst den" in plain(first["sv.html"].decode())
    assert b"Utkast" not in first["sv.html"]
    write(per, "Vi har fått ännu fler handläggare.")
    assert taken(per, 1) == first
    edition = plain(page_of(per, f"{EDITIONS}/1"))
    assert "Vi har fått fler handläggare." in edition
    assert "ännu fler" not in edition
    assert "Fryst den" in edition and "av Per Lindqvist." in edition
    draft = plain(page_of(per, f"/desk/eccar?span={SPAN}"))
    assert "Utkast. Rapporten är inte fryst." in draft
    assert "ännu fler" in draft
    assert "2026–2027, utgåva 1" in draft and "Hela perioden" in draft
    told = audited(sqlite_installation)
    assert told[0] == (Act.REPORT_FROZEN, "report:1", f"span:{SPAN},edition:1")
    assert told[1] == (
        Act.REPORT_EXPORTED,
        "report:1",
        f"span:{SPAN},edition:1,file:en.docx",
    )


def test_made_again_from_what_is_kept_every_file_has_the_same_bytes_anywhere(
    sqlite_installation: Installed, per: DeskUser, tmp_path: Path
) -> None:
    write(per, "Åtta fler.")
    freeze(per)
    kept = content(sqlite_installation, 1)
    first = taken(per, 1)
    assert set(first) == FILES
    assert remade(kept) == first
    program = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from incidents.eccar.report_files import remade\n"
        "told = json.loads(sys.stdin.buffer.read().decode('utf-8'))\n"
        "for name, data in remade(told).items():\n"
        "    Path(name).write_bytes(data)\n"
    )
    room = tmp_path / "room"
    room.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(dict(kept)).encode(),
        cwd=room,
        env={**os.environ, "PYTHONPATH": str(ROOT), **ELSEWHERE},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert {one.name: one.read_bytes() for one in room.iterdir()} == first


def test_a_correction_is_a_new_edition_that_says_what_is_other_and_the_older_one_stays(
    sqlite_installation: Installed, per: DeskUser
) -> None:
    freeze(per)
    first = taken(per, 1)
    assert freeze(per).status_code == 400
    assert freeze(per, changed="Som i AD-2026-7K3QF.").status_code == 400
    answer = freeze(per, changed="Folkmängden är rättad.", english="The population is corrected.")
    assert answer.headers["Location"] == f"{EDITIONS}/2?saved=frozen"
    second = {name: plain(data.decode()) for name, data in taken(per, 2).items() if "html" in name}
    assert "Den ersätter utgåva 1. Ändrat: Folkmängden är rättad." in second["sv.html"]
    assert "It replaces edition 1. Changed: The population is corrected." in second["en.html"]
    assert "Folkmängden" not in second["en.html"]
    assert taken(per, 1) == first
    assert "Det finns en nyare utgåva" in page_of(per, f"{EDITIONS}/1")
    with looking(sqlite_installation) as session:
        pinned = sqlite_installation.settings.trust
        assert freezing.whole_reports(session, pinned=pinned) == {SPAN}


def test_what_was_read_is_what_is_frozen_and_what_is_missing_is_accepted_first(
    sqlite_installation: Installed, per: DeskUser
) -> None:
    form = {**fields(page_of(per, FREEZE), 'id="freeze"'), "anyway": "y"}
    without = per.client.post(FREEZE, data={**form, "anyway": ""})
    assert without.status_code == 400
    assert "Bocka i rutan, eller vänta tills allt finns." in without.get_data(as_text=True)
    write(per, "Någon annan skrev det här.")
    stale = per.client.post(FREEZE, data=form)
    assert stale.status_code == 409
    assert "har ändrats sedan du läste den" in stale.get_data(as_text=True)
    again = {**fields(stale.get_data(as_text=True), 'id="freeze"'), "anyway": "y"}
    assert per.client.post(FREEZE, data=again).status_code == 303
    assert per.client.post(FREEZE, data={**again, "changed": "Mer."}).status_code == 409
    assert len(every_row(sqlite_installation)["frozen_report"]) == 1
    for address in ("/desk/eccar/freeze/2019-2020", f"{EDITIONS}/2"):
        assert per.client.get(address).status_code == 404


def test_a_part_of_two_years_says_which_quarters_are_missing(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    html = page_of(per, "/desk/eccar")
    (address,) = set(re.findall(r'href="(/desk/eccar/freeze/[0-9-]+)"', html))
    page = page_of(per, address)
    assert re.search(r"Inte publicerat: januari–mars \d{4}, april–juni ", plain(page))
    form = {**fields(page, 'id="freeze"'), "anyway": "y"}
    assert per.client.post(address, data=form).status_code == 303
    assert "Alla kvartal var inte publicerade." in page_of(per, f"{EDITIONS}/1")
    assert "Del av perioden" in page_of(per, "/desk/eccar")


def test_nothing_that_somebody_else_changed_is_frozen_or_handed_out(
    sqlite_installation: Installed, per: DeskUser
) -> None:
    write(per, "Vi har fått fler handläggare.")
    freeze(per)
    with acting(sqlite_installation) as session:
        session.execute(
            update(FrozenReportFile).where(FrozenReportFile.name == "en.pdf").values(data="")
        )
        session.execute(update(RegisterVersion).values(text=RegisterVersion.text + "x"))
    form = fields(page_of(per, f"{EDITIONS}/1"), 'id="file"')
    asked = {**form, "language": "en", "kind": "pdf"}
    assert per.client.post(f"{EDITIONS}/1/file", data=asked).status_code == 503
    refused = per.client.get(FREEZE)
    assert refused.status_code == 503
    assert "Rapporten fryses inte." in refused.get_data(as_text=True)
    with acting(sqlite_installation) as session:
        session.execute(update(FrozenReport).values(day=FrozenReport.day, whole=False))
    assert per.client.get(f"{EDITIONS}/1").status_code == 503
    assert "Stämmer inte" in page_of(per, "/desk/eccar")


def test_a_report_on_invented_figures_says_so_in_every_form_and_is_not_frozen(
    sqlite_installation: Installed, published: Path
) -> None:
    shutil.copytree(published, sqlite_installation.settings.published)
    per = sqlite_installation.desk("per")
    notes = {
        "sv": "Övning: påhittade rapporter. Ett program har hittat på siffrorna.",
        "en": "Exercise: invented reports. A program made the figures up.",
    }
    for language, note in notes.items():
        address = f"/desk/eccar?span={SPAN}&language={language}"
        html = page_of(per, address)
        assert note in plain(html)
        asked = {**fields(html, 'id="file"'), "span": SPAN, "language": language}
        for kind, reader in READERS.items():
            answer = per.client.post("/desk/eccar/file", data={**asked, "kind": kind})
            assert answer.status_code == 200
            assert note in reader(answer.get_data()), (language, kind)
        with per.client.application.test_request_context():
            first = draft(material_of(published), SPAN, language).blocks[0]
        assert isinstance(first, Note) and note in first.text
    page = page_of(per, FREEZE)
    assert "En rapport med påhittade siffror går inte att frysa." in page
    assert 'id="freeze"' not in page
    refused = per.client.post(FREEZE, data={"anyway": "y"})
    assert refused.status_code == 409
    assert every_row(sqlite_installation)["frozen_report"] == []


def material_of(folder: Path) -> Material:
    return Material(read(folder), (), (), (), "Strandvik", "", date(2027, 1, 1))


def _docx(data: bytes) -> str:
    return "\n".join(one.text for one in docx.Document(io.BytesIO(data)).paragraphs[:4])


READERS: dict[str, Callable[[bytes], str]] = {
    "html": lambda data: plain(data.decode()),
    "docx": _docx,
}


def audited(installation: Installed) -> list[tuple[Act, str, str]]:
    with looking(installation) as session:
        rows = session.scalars(select(AuditRecord).order_by(AuditRecord.number)).all()
        wanted = (Act.REPORT_FROZEN, Act.REPORT_EXPORTED)
        return [(row.act, row.subject, row.detail) for row in rows if row.act in wanted]
