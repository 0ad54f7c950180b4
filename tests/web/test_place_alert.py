"""A place alert through three doors: written at the desk, taken by whoever answers for the place, read in the inbox."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from incidents.core.auditing import Act
from incidents.store.models import AuditRecord
from tests.alerting import WHERE, alerting
from tests.looking import every_row, looking
from tests.packet_reading import spoken, squeezed
from tests.referred import Body
from tests.support import Installed, fields


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
    lost = answer.get_data(as_text=True).split("Det här hade du fyllt i")[1]
    for typed in (
        "Kommunens trygghets",
        "Flygblad eller hatsymboler",
        "Gata, torg",
        WHERE,
        "2026-11-02",
    ):
        assert typed in lost
    page = case.lena.client.get(case.address).get_data(as_text=True)
    assert "Då lämnar vi inget vidare, inte heller om en plats." in page
    assert 'id="alert"' not in page
    assert "De kan inte öppna det längre." in case.resident.get("inbox").get_data(as_text=True)


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
    assert "Vi gör inget åt platsen" in body.get()
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
