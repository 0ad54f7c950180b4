"""A place alert through three doors: written at the desk, taken by whoever answers for the place, read in the inbox."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from incidents.core.auditing import Act
from incidents.store.models import AuditRecord
from incidents.web.amounting import report_of
from tests.looking import every_row, looking
from tests.ordering import reported
from tests.packet_reading import spoken, squeezed
from tests.referred import Body
from tests.support import DeskUser, Installed, Resident, fields
from tests.test_unsent import end_every_log_in, log_in_on
from tests.uploading import photograph, post_files

STORY = "Bertil Qvist ritade på väggen och hotade min syster Zaynab."
WHERE = "Gångtunneln vid Torget"
TOLD = {
    "to": "trygghet",
    "what": ["damaged", "propaganda"],
    "place_type": "out",
    "where": WHERE,
    "first": "2026-11-02",
    "last": "2026-11-20",
}


@dataclass(frozen=True)
class Alerting:
    """A case that Lena has opened, and the person who told of it in her own language."""

    lena: DeskUser
    resident: Resident
    reference: str

    @property
    def address(self) -> str:
        return f"/desk/cases/{self.reference}/alert"

    def preview(self, **values: object) -> TestResponse:
        form = fields(self.lena.client.get(self.address), 'id="alert"')
        return self.lena.client.post(
            self.address, data={**form, "way": "link", **TOLD, "act": "preview", **values}
        )

    def press(self, page: TestResponse, act: str = "send") -> TestResponse:
        html = page.get_data(as_text=True).split('id="send"')[1].split("</form>")[0]
        found: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', html):
            found.setdefault(name, []).append(unescape(value))
        return self.lena.client.post(self.address, data={**found, "act": act})


def alerting(installation: Installed) -> Alerting:
    lena, reference, code = reported(installation, STORY)
    resident = installation.resident()
    resident.come_back(code)
    return Alerting(lena, resident, reference)


def test_from_the_desk_to_the_place_and_back(installation: Installed) -> None:
    case = alerting(installation)
    preview = case.preview()
    said = preview.get_data(as_text=True)
    assert preview.status_code == 200
    assert WHERE in said
    assert "Qvist" not in said
    handed = case.press(preview)
    assert "Platslarmet är klart att lämna" in handed.get_data(as_text=True)
    body = Body(installation, handed).unlock()
    cover = body.get()
    assert WHERE in cover
    assert "Klotter eller skadegörelse" in cover
    for sentence in ("Personen har inte sagt ja", "jäviga", "Skriv till personen"):
        assert sentence not in cover
    assert body.say("take").status_code == 303
    page = body.get()
    for sentence in ("Personen", "jäviga", "hänvisningen"):
        assert sentence not in page
    pdf, document = body.fetch(0), body.fetch(1)
    both = squeezed(spoken(pdf.data)) + document.get_data(as_text=True)
    assert squeezed(WHERE) in both
    for word in ("Qvist", "Zaynab", "syster", case.reference, "عربي"):
        assert squeezed(word) not in both
    assert (document.json or {})["basis"] is None
    assert body.say("saved").status_code == 303
    answer = body.say("result")
    assert answer.status_code == 400
    assert "Skriv vad ni har gjort." in answer.get_data(as_text=True)
    assert body.say("result", text="Klottret är borta.").status_code == 303
    desk = case.lena.case(case.reference).get_data(as_text=True)
    assert "Platslarm 2, med länk" in desk
    assert "Berättade om en plats för" in desk
    assert "Hänvisade" not in desk
    assert WHERE in desk.split('id="referral-2"')[1].split("</li>")[0]
    assert "Klottret är borta." in desk
    assert "Något i ärendet stämmer inte" not in desk
    with looking(installation) as session:
        acts = session.execute(select(AuditRecord.act, AuditRecord.detail)).all()
    (detail,) = [detail for act, detail in acts if act is Act.CASE_ALERTED]
    assert detail.startswith("entry:2 sha256:")
    assert WHERE not in repr(every_row(installation))


IN_WORDS = {
    "sv": (
        "Vi berättade om en plats",
        "De har berättat för oss vad de har gjort åt platsen.",
        "Flygblad eller hatsymboler",
        "Gata, torg, park, buss, tåg eller station",
        "Det gäller en plats, inte dig.",
    ),
    "en": ("We told", "Graffiti", "It is about a place, not about you."),
    "ar": ("أخبرنا", "مكان"),
    "sv-lattlast": (
        "Vi berättade om en plats",
        "Det handlar om en plats. Det handlar inte om dig.",
    ),
}


def test_the_person_reads_in_her_language_what_was_told_and_that_nothing_is_about_her(
    sqlite_installation: Installed,
) -> None:
    case = alerting(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview())).unlock()
    body.say("take")
    body.say("result", text="Klottret är borta.")
    for case.resident.lang, told in IN_WORDS.items():
        inbox = case.resident.get("inbox").get_data(as_text=True)
        page = case.resident.get("inbox/body/2").get_data(as_text=True)
        for words in told:
            assert words in inbox + page
        assert f'<bdi lang="sv" translate="no">{WHERE}</bdi>' in page
        assert "Klottret är borta." not in inbox + page  # she has agreed to hear from nobody
        assert 'name="text"' not in page  # there is nobody to write to


def test_a_stop_ends_it_and_lets_none_begin(sqlite_installation: Installed) -> None:
    case = alerting(sqlite_installation)
    preview = case.preview()
    body = Body(sqlite_installation, case.press(preview)).unlock()
    other = case.preview()
    case.resident.submit("inbox/stop")
    assert body.client.get(body.path).status_code == 404
    answer = case.press(other)
    assert answer.status_code == 403
    page = case.lena.client.get(case.address).get_data(as_text=True)
    assert "Då lämnar vi inget vidare, inte heller om en plats." in page
    assert 'id="alert"' not in page
    assert "De kan inte öppna det längre." in case.resident.get("inbox").get_data(as_text=True)


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


def test_on_paper_and_once_and_taken_back(sqlite_installation: Installed) -> None:
    case = alerting(sqlite_installation)
    preview = case.preview(way="paper")
    for _ in range(2):
        answer = case.press(preview)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    page = case.lena.case(case.reference).get_data(as_text=True)
    assert page.count('id="referral-') == 1
    link = case.preview()
    assert case.press(link).status_code == 200
    assert case.press(link).status_code == 409
    assert case.lena.act(case.reference, "recall").status_code == 303
    page = case.lena.case(case.reference).get_data(as_text=True)
    assert "Tog tillbaka ett platslarm" in page
    assert "Tog tillbaka en hänvisning" not in page


def test_whoever_answers_for_the_place_says_no(sqlite_installation: Installed) -> None:
    case = alerting(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview())).unlock()
    assert body.say("no", why="conflict").status_code == 400
    talk = {**fields(body.get(), 'id="no"'), "act": "talk", "text": "Hej"}
    assert body.client.post(f"{body.path}/referral", data=talk).status_code == 303  # no such form
    assert "Hej" not in case.resident.get("inbox").get_data(as_text=True)
    assert body.say("no", why="not_in_region", text="Det är kyrkans mark.").status_code == 303
    page = case.lena.case(case.reference).get_data(as_text=True)
    assert "Tackade nej" in page
    assert "Det är kyrkans mark." in page
    answered = case.resident.get("inbox/body/2").get_data(as_text=True)
    assert "De har svarat att de inte gör något åt platsen." in answered
    assert "Det är kyrkans mark." not in answered
    assert "De kan inte hjälpa till" not in answered


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


def test_once_the_time_is_over_the_place_is_shown_no_more(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = alerting(sqlite_installation)
    taken, unanswered = (
        Body(sqlite_installation, case.press(case.preview())).unlock() for _ in range(2)
    )
    taken.say("take")
    taken.say("saved")
    can_read = "De kan läsa det nu."
    assert WHERE in taken.get()
    assert can_read in case.resident.get("inbox/body/2").get_data(as_text=True)
    later = datetime.now(UTC) + timedelta(days=40)
    monkeypatch.setattr("incidents.handover.referral_pages.today", later.date)
    monkeypatch.setattr("incidents.reporting.referral_words.now", lambda: later)
    for body in (taken, unanswered):
        assert WHERE not in body.get()
    assert "Det som stod om platsen visas inte längre" in unanswered.get()
    assert can_read not in case.resident.get("inbox/body/2").get_data(as_text=True)
    told = case.resident.get("inbox/body/3").get_data(as_text=True)
    assert "Tiden gick ut utan svar. De kan ha läst det." in told
    assert can_read not in told


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
