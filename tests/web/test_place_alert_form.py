"""The form of a place alert: what is refused with a reason, what stays, of whom it may be at all."""

import re

import pytest

from incidents.web.amounting import report_of
from tests.alerting import STORY, TOLD, WHERE, Alerting, alerting
from tests.looking import every_row
from tests.referred import Body
from tests.support import Installed, fields
from tests.test_unsent import end_every_log_in, log_in_on
from tests.uploading import photograph, post_files

WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"to": ""}, "Välj vem som ska få veta."),
    ({"to": "do"}, "Välj vem som ska få veta."),
    ({"to": "enhet"}, "Välj vem som ska få veta."),
    ({"what": []}, "Välj vad som finns på platsen."),
    ({"what": ["threatened"]}, "Välj vad som finns på platsen."),
    ({"place_type": "digital"}, "Välj vilken sorts plats det är."),
    ({"place_type": "home"}, "Välj vilken sorts plats det är."),
    ({"where": ""}, "Skriv var det är, på en rad med högst 200 tecken."),
    ({"where": "Ring 070-174 06 21"}, "Skriv bara platsen"),
    ({"first": "igår"}, "Skriv den första dagen så här: 2026-11-02."),
    ({"first": "2026-11-21"}, "Sista dagen kan inte vara före den första."),
    ({"last": "2099-01-01"}, "Skriv dagar som har varit."),
    (
        {"to": "huvudman", "place_type": "school", "files": ["99"], "unseen": "y"},
        "Bilder lämnas inte till skolan",
    ),
    ({"to": "huvudman"}, "Skolan får bara veta om skolor"),
    ({"to": "hyresvard", "place_type": "shop"}, "Hyresvärden får bara veta om gator"),
    ({"where": "ritade på väggen och hotade min syster"}, "Skriv platsen med egna ord."),
    ({"way": "dove"}, "Välj hur det ska lämnas."),
    ({"files": ["99"], "unseen": "y"}, "En av de valda delarna finns inte."),
    ({"files": ["x"], "unseen": "y"}, "En av de valda delarna finns inte."),
)


def test_what_is_wrong_is_said_and_what_was_written_stays(sqlite_installation: Installed) -> None:
    case = alerting(sqlite_installation)
    before = every_row(sqlite_installation)
    for wrong, sentence in WRONG:
        answer = case.preview(**wrong)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 400
        assert sentence in page
        assert str(wrong.get("where", WHERE)) in page
    assert every_row(sqlite_installation) == before


def test_the_school_is_told_what_everybody_can_see(sqlite_installation: Installed) -> None:
    case = alerting(sqlite_installation)
    assert case.preview(to="huvudman", place_type="school").status_code == 200


def test_a_picture_goes_along_only_when_somebody_has_looked_at_it(
    sqlite_installation: Installed,
) -> None:
    case = alerting(sqlite_installation)
    post_files(case.resident, photograph(), page="inbox/files")
    refused = case.preview(files=["2"])
    assert refused.status_code == 400
    assert "Titta på bilderna först" in refused.get_data(as_text=True)
    assert case.preview(files=["2"], unseen="y", way="paper").status_code == 400
    preview = case.preview(files=["2"], unseen="y")
    shown = preview.get_data(as_text=True)
    (look,) = re.findall(r'<form class="file".*?</form>', shown, re.DOTALL)
    again = case.lena.client.post(
        f"/desk/cases/{case.reference}/file",
        data=dict(re.findall(r'name="(\w+)" value="([^"]+)"', look)),
        follow_redirects=True,
    )
    assert "Visa bilden tydligt" in again.get_data(as_text=True)
    body = Body(sqlite_installation, case.press(preview)).unlock()
    body.say("take")
    assert len(body.files()) == 3
    assert body.fetch(2).data.startswith(b"\xff\xd8\xff")
    page = case.resident.get("inbox/body/3").get_data(as_text=True)
    assert "Bilder härifrån, utan människor" in page


def test_what_was_filled_in_outlasts_a_log_in_that_has_ended(
    sqlite_installation: Installed,
) -> None:
    case = alerting(sqlite_installation)
    form = fields(case.lena.client.get(case.address), 'id="alert"')
    end_every_log_in(sqlite_installation)
    late = case.lena.client.post(case.address, data={**form, **TOLD, "act": "preview"})
    log_in_on(case.lena, late, "lena", sqlite_installation.passphrases["lena"])
    case.lena.answer_cover(case.reference)
    page = case.lena.client.get(case.address).get_data(as_text=True)
    assert "Inloggningen tog slut innan det var klart" in page
    assert f'value="{WHERE}"' in page
    assert re.search(r'value="propaganda" checked', page)
    assert re.search(r'value="trygghet" checked', page)


def test_the_form_is_kept_and_changed(sqlite_installation: Installed) -> None:
    case = alerting(sqlite_installation)
    again = case.press(case.preview(), "edit").get_data(as_text=True)
    assert f'value="{WHERE}"' in again
    assert re.search(r'value="trygghet" checked', again)


def test_whoever_was_told_of_no_alerts_is_asked_instead(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "incidents.reporting.finish.report_of",
        lambda draft, tag: report_of(draft, tag, told=False),
    )
    case = alerting(sqlite_installation)
    page = case.lena.client.get(case.address).get_data(as_text=True)
    assert "Personen har inte fått veta om platslarm" in page
    assert 'id="alert"' not in page
    assert "Det här hade du fyllt i" not in page
    late = case.lena.client.post(case.address, data=TOLD)  # from a page that lay open
    assert late.status_code == 400
    assert WHERE in late.get_data(as_text=True).split("Det här hade du fyllt i")[1]


def test_whoever_only_wants_to_be_counted_is_thought_of(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    resident.send(STORY, wish=["register"])
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    case = Alerting(lena, resident, reference)
    page = lena.client.get(case.address).get_data(as_text=True)
    assert "Personen vill bara att det räknas" in page
    assert case.preview().status_code == 200  # a warning, and no more
