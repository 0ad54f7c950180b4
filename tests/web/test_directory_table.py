"""The directory as a file, out and in; its history; what the pages say when somebody wrote in the database."""

import re

import pytest
from sqlalchemy import delete, func, update
from werkzeug.test import TestResponse

from incidents import create_app
from incidents.store.models import DirectoryVersion
from incidents.web import directory as cache
from tests.keeping import LIST, audited, edit, plain
from tests.looking import acting, every_row
from tests.support import DeskUser, Installed, fields
from tests.test_hostile_input import Said, said
from tests.uploading import multipart

__all__ = ["said"]


def take_in(per: DeskUser, text: bytes) -> TestResponse:
    form = fields(per.client.get(f"{LIST}/table"), 'id="take-in"')
    form.pop("file", None)
    body, kind = multipart(form, [text])
    return per.client.post(f"{LIST}/table", data=body, content_type=kind)


def exported(per: DeskUser) -> str:
    page = per.client.get(f"{LIST}/table")
    answer = per.client.post(f"{LIST}/table/file", data=fields(page, 'id="export"'))
    assert answer.mimetype == "text/csv"
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_the_table_goes_out_is_changed_in_a_spreadsheet_and_comes_in_after_a_look(
    sqlite_installation: Installed, encoding: str
) -> None:
    per = sqlite_installation.desk("per")
    text = exported(per)
    assert "Filen säger det som redan gäller." in take_in(per, text.encode()).get_data(as_text=True)
    changed = text.removeprefix("\ufeff").replace("018-66 19 60", "018-66 19 61")
    changed = re.sub(r"(?m)^aktör;onh;.*\r\n", "", changed)
    preview = take_in(per, changed.encode(encoding, "replace"))
    shown = plain(preview.get_data(as_text=True))
    assert "Förut: 018-66 19 60 Nu: 018-66 19 61" in shown
    assert "Visas inte: Överklagandenämnden för högskolan Ny" in shown
    assert every_row(sqlite_installation)["directory_version"] == []
    answer = per.client.post(f"{LIST}/table/save", data=fields(preview, 'id="save"'))
    assert answer.headers["Location"] == f"{LIST}?saved=table"
    assert "018-66 19 61" in exported(per)
    acts = [act for act, _, _ in audited(sqlite_installation)]
    assert acts == ["export.directory", "directory.table_taken_in", "export.directory"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("aktör;do;", "aktör;d o;"), "Rad 2:"),
        (("slag;id", "slag,id"), "Rad 1: Rubrikerna stämmer inte."),
        (("Minst", "Minst"), "Välj en fil först."),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_row(
    sqlite_installation: Installed, change: tuple[str, str], why: str
) -> None:
    per = sqlite_installation.desk("per")
    text = "" if why.startswith("Välj") else exported(per).replace(*change)
    answer = take_in(per, text.encode())
    assert answer.status_code == 400
    assert why in answer.get_data(as_text=True)
    assert every_row(sqlite_installation)["directory_version"] == []


def test_what_somebody_wrote_in_the_database_is_not_shown_and_the_coordinator_is_warned(
    sqlite_installation: Installed, said: Said
) -> None:
    per = sqlite_installation.desk("per")
    edit(per, f"{LIST}/body/polisen", **{"contact0-value": "polisen.se/kontakt"})
    edit(per, f"{LIST}/body/polisen", about="Ring.")
    with acting(sqlite_installation) as session:
        session.execute(
            update(DirectoryVersion)
            .where(DirectoryVersion.number == 2)
            .values(text=func.replace(DirectoryVersion.text, "polisen.se/kontakt", "falsk.example"))
        )
    fresh = create_app(sqlite_installation.settings)
    page = fresh.test_client().get("/sv/help").get_data(as_text=True)
    assert "falsk.example" not in page
    with fresh.app_context():
        assert "polisen.se/kontakt" in [
            c.value for b in cache.directory().bodies for c in b.contacts
        ]
    assert "ALARM directory version 2 does not verify: 1 holds" in said.lines
    assert "Larma it-säkerhet" in per.client.get(LIST).get_data(as_text=True)
    assert "Stämmer inte" in per.client.get(f"{LIST}/history").get_data(as_text=True)


def test_a_version_that_somebody_took_away_is_missed(sqlite_installation: Installed) -> None:
    per = sqlite_installation.desk("per")
    edit(per, f"{LIST}/body/polisen", about="Ring.")
    assert "Larma it-säkerhet" not in per.client.get(LIST).get_data(as_text=True)
    with acting(sqlite_installation) as session:
        session.execute(delete(DirectoryVersion))
    assert "Larma it-säkerhet" in per.client.get(LIST).get_data(as_text=True)


def test_the_history_says_old_and_new_and_a_version_can_be_taken_back(
    sqlite_installation: Installed,
) -> None:
    per = sqlite_installation.desk("per")
    assert "Inget är ändrat" in per.client.get(f"{LIST}/history").get_data(as_text=True)
    edit(per, f"{LIST}/body/polisen", **{"contact0-value": "polisen.se/kontakt"})
    edit(per, f"{LIST}/body/polisen", **{"contact0-value": "falsk.example"})
    listed = plain(per.client.get(f"{LIST}/history").get_data(as_text=True))
    assert re.search(r"Version 2 Gäller nu Ändrade: Polisen .* Per Lindqvist Version 1", listed)
    page = per.client.get(f"{LIST}/history/2")
    assert "Förut: polisen.se/kontakt Nu: falsk.example" in plain(page.get_data(as_text=True))
    first = per.client.get(f"{LIST}/history/1")
    answer = per.client.post(f"{LIST}/history/1", data=fields(first, 'id="back"'))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}/history")
    assert "polisen.se/kontakt" in per.client.get(f"{LIST}/body/polisen").get_data(as_text=True)
    assert audited(sqlite_installation)[-1] == ("directory.taken_back", "directory:1", "version:3")
    again = per.client.post(f"{LIST}/history/1", data=fields(first, 'id="back"'))
    assert again.status_code == 409
    assert per.client.get(f"{LIST}/history/9").status_code == 404
