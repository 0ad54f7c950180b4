"""A referral through three doors: the desk, the body's page, the inbox."""

import json
import re

import pytest
from sqlalchemy import select

from incidents.core.auditing import Act
from incidents.store.models import AuditRecord, HandoverFile
from incidents.web.joints import jointed
from tests.looking import every_row, looking
from tests.packet_reading import spoken, squeezed
from tests.referred import STORY, Body, allowed
from tests.support import Installed, fields


def test_the_whole_chain_from_a_yes_to_a_result(installation: Installed) -> None:
    case = allowed(installation)
    preview = case.preview(story="y", masked="Bertil Qvist")
    said = preview.get_data(as_text=True)
    assert preview.status_code == 200
    assert "Diskrimineringsombudsmannen" not in said  # on a narrow screen it would be torn
    assert jointed("Diskrimineringsombudsmannen") in said
    assert "sa nej till oss" in said
    assert "██ maskat ██" in said
    sent = case.press(preview)
    assert sent.status_code == 200
    body = Body(installation, sent).unlock()
    cover = body.get()
    assert "Innan du öppnar" not in cover or "sa nej till oss" not in cover
    assert "sa nej till oss" not in cover
    assert body.fetch().status_code == 404
    assert body.say("take").status_code == 303
    assert len(body.files()) == 2
    pdf, document = body.fetch(0), body.fetch(1)
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    assert "sanejtilloss" in squeezed(spoken(pdf.data))
    assert "Qvist" not in squeezed(spoken(pdf.data))
    assert "Qvist" not in json.dumps(document.json, ensure_ascii=False)
    assert body.say("talk", text="Hej från DO. Vill du berätta mer?").status_code == 303
    inbox = case.resident.get("inbox").get_data(as_text=True)
    assert "Hej från DO" in inbox
    assert "De har sagt att de tar emot det." in inbox
    answer = case.resident.submit("inbox/body/4", text="Ja, det vill jag.")
    assert answer.status_code == 303
    assert "Ja, det vill jag." in body.get()
    assert body.say("saved").status_code == 303
    assert body.files() == []
    assert body.fetch().status_code == 404
    assert body.say("result", code="investigated", text="Vi utreder.").status_code == 303
    page = case.lena.case(case.reference).get_data(as_text=True)
    assert "Berättade hur det gick: Utreds eller utreddes" in page
    assert "Något i ärendet stämmer inte" not in page
    there = case.resident.get("inbox/body/4").get_data(as_text=True)
    assert "Vi utreder." in there
    assert "Din berättelse" in there or "Uppgifter som DO frågar efter" in there
    with looking(installation) as session:
        assert list(session.scalars(select(HandoverFile.place))) == []
        acts = session.execute(select(AuditRecord.act, AuditRecord.detail)).all()
    (detail,) = [detail for act, detail in acts if act is Act.CASE_REFERRED]
    assert detail.startswith("entry:4 sha256:")
    assert "Qvist" not in repr(every_row(installation))


def test_without_a_yes_the_page_says_so_and_sends_nothing(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    form = fields(case.resident.get("inbox/consent"), "answer-withdraw")
    case.resident.client.post("/sv/inbox/consent", data=form)
    page = case.lena.client.get(f"{case.address}?to=do").get_data(as_text=True)
    assert "Personen har inte sagt ja än" in page
    assert 'value="preview"' not in page
    before = every_row(sqlite_installation)
    answer = case.preview(story="y")
    assert answer.status_code == 400
    assert "Inget täcker det här" in answer.get_data(as_text=True)
    assert every_row(sqlite_installation) == before


def test_a_yes_taken_back_after_the_preview_sends_nothing(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    preview = case.preview(story="y")
    form = fields(case.resident.get("inbox/consent"), "answer-withdraw")
    case.resident.client.post("/sv/inbox/consent", data=form)
    answer = case.press(preview)
    assert answer.status_code == 400
    assert "handover-link" not in answer.get_data(as_text=True)


def test_what_changed_since_the_preview_is_shown_again(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    preview = case.preview(story="y")
    case.lena.act(case.reference, "ask", body="do", acts=["contact"], text="Mer.", language="sv")
    form = fields(case.resident.get("inbox/consent"), "answer-yes")
    case.resident.client.post("/sv/inbox/consent", data=form)
    answer = case.press(preview)
    assert answer.status_code == 409
    assert "Något har ändrats sedan du läste" in answer.get_data(as_text=True)
    assert "handover-link" in case.press(answer).get_data(as_text=True)


def test_the_form_keeps_what_was_chosen_and_says_what_is_wrong(
    sqlite_installation: Installed,
) -> None:
    case = allowed(sqlite_installation)
    answer = case.preview(story="y", masked="Berthil", wants="Ett samtal")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "Kontrollera stavningen" in page
    assert "Ett samtal</textarea>" in page
    again = case.press(case.preview(story="y", wants="Ett samtal"), "edit")
    assert "Ett samtal</textarea>" in again.get_data(as_text=True)


def test_posted_again_it_sends_once(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    preview = case.preview()
    assert case.press(preview).status_code == 200
    again = case.press(preview)
    assert again.status_code == 409
    assert "handover-link" not in again.get_data(as_text=True)


def test_on_paper_the_answer_is_the_pdf_also_when_it_is_asked_for_again(
    sqlite_installation: Installed,
) -> None:
    case = allowed(sqlite_installation)
    preview = case.preview(story="y", way="paper")
    for _ in range(2):
        answer = case.press(preview)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert "sanejtilloss" in squeezed(spoken(answer.data))
    page = case.lena.case(case.reference).get_data(as_text=True)
    assert page.count('id="referral-') == 1
    assert "Vi har skrivit ut det på papper till dem." in case.resident.get("inbox").get_data(
        as_text=True
    )


def test_the_letter_is_hers_and_leaves_no_row(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    before = every_row(sqlite_installation, "browser_box")
    answer = case.preview(act="letter", story="y")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "sanejtilloss" in squeezed(spoken(answer.data))
    assert "Strandvikskommun" not in squeezed(spoken(answer.data))
    assert every_row(sqlite_installation, "browser_box") == before


def test_a_mail_scanner_that_opens_and_submits_everything_consumes_nothing(
    sqlite_installation: Installed,
) -> None:
    case = allowed(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview(story="y")))
    before = every_row(sqlite_installation)
    scanner = sqlite_installation.app.test_client()
    for _ in range(12):
        assert scanner.get(body.path).status_code == 200
        assert scanner.post(body.path, data={"phrase": "hunter2"}).status_code in {400, 429}
    for act in ("take", "no", "saved", "result", "talk", "junk"):
        junk = {"act": act, "why": "no_capacity", "code": "help_given", "text": "x"}
        assert scanner.post(f"{body.path}/referral", data=junk).status_code == 400
    for place in range(3):
        assert scanner.get(f"{body.path}/files/{place}").status_code == 400
    for page in ("accept", "decline", "texts"):
        assert scanner.post(f"{body.path}/{page}", data={"t1": "x"}).status_code == 400
    assert every_row(sqlite_installation) == before
    for told in (STORY, "ombudsmannen", case.reference, body.phrase):
        assert told not in scanner.get(body.path).get_data(as_text=True)
    body.unlock().say("take")
    assert len(body.files()) == 2


def test_a_body_declares_its_own_conflict_before_it_reads(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview(story="y"))).unlock()
    answer = body.say("no")
    assert answer.status_code == 400
    assert "Välj varför." in answer.get_data(as_text=True)
    assert body.say("no", why="conflict", text="Vi är motparten.").status_code == 303
    assert "Ni har tackat nej" in body.get()
    assert body.fetch().status_code == 404
    page = case.lena.case(case.reference).get_data(as_text=True)
    assert "Anmälde jäv" in page
    inbox = case.resident.get("inbox/body/4").get_data(as_text=True)
    assert "De har inte läst din berättelse." in inbox


def test_what_was_written_when_the_page_had_waited_too_long_stands_there_again(
    sqlite_installation: Installed,
) -> None:
    case = allowed(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview(story="y"))).unlock()
    body.say("take")
    form = {**fields(body.get(), 'id="talk"'), "text": "Ett långt meddelande"}
    body.client.delete_cookie("o", path=body.path.rsplit("/", 1)[0])
    answer = body.client.post(f"{body.path}/referral", data=form)
    assert answer.status_code == 400
    carried = fields(answer, 'id="unlock"')
    assert carried["text"] == "Ett långt meddelande"
    again = body.client.post(body.path, data={**carried, "phrase": body.phrase})
    assert again.status_code == 200
    assert "Ett långt meddelande</textarea>" in again.get_data(as_text=True)


def test_taken_back_at_the_desk_the_link_opens_nothing(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview(story="y"))).unlock()
    answer = case.lena.act(case.reference, "recall")
    assert answer.status_code == 303
    assert body.client.get(body.path).status_code == 404
    assert "Vi tog tillbaka det." in case.resident.get("inbox").get_data(as_text=True)


@pytest.mark.parametrize("number", [1, 99])
def test_a_page_of_a_referral_that_is_none_is_not_there(
    sqlite_installation: Installed, number: int
) -> None:
    case = allowed(sqlite_installation)
    assert case.resident.get(f"inbox/body/{number}").status_code == 404


def test_a_paper_does_not_go_again_after_it_was_taken_back(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    preview = case.preview(story="y", way="paper")
    assert case.press(preview).mimetype == "application/pdf"
    assert case.lena.act(case.reference, "recall").status_code == 303
    assert case.press(preview).status_code == 409
    assert "Vi tog tillbaka det." in case.resident.get("inbox").get_data(as_text=True)


def test_a_link_that_was_sent_is_no_leave_to_print(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    preview = case.preview(story="y")
    other = case.press(preview, "edit")
    assert case.press(preview).status_code == 200
    case.lena.act(case.reference, "recall")
    form = {**fields(other, 'id="referral"'), "way": "paper", "act": "preview", "story": "y"}
    again = case.lena.client.post(case.address, data=form)
    assert case.press(again).mimetype == "application/pdf"
    page = case.lena.case(case.reference).get_data(as_text=True)
    assert page.count('id="referral-') == 2  # it has a row of its own


def test_contact_details_are_opened_only_where_they_are_covered_and_with_a_reason(
    sqlite_installation: Installed,
) -> None:
    case = allowed(
        sqlite_installation, "share_deidentified", contact_mode="phone", contact="070-174 06 21"
    )
    for act in ("preview", "send"):
        page = case.preview(story="y", contact="y", act=act, digest="0" * 64)
        assert page.status_code == 400
        assert "070-174" not in page.get_data(as_text=True)
    assert _opened(sqlite_installation) == 0
    case.lena.act(
        case.reference, "ask", body="do", acts=["share_identified"], text="Allt.", language="sv"
    )
    form = fields(case.resident.get("inbox/consent"), "answer-yes")
    case.resident.client.post("/sv/inbox/consent", data=form)
    page = case.preview(contact="y", act="send", digest="0" * 64)
    assert page.status_code == 409
    assert "070-174" in page.get_data(as_text=True)
    assert _opened(sqlite_installation) == 1


def _opened(installation: Installed) -> int:
    with looking(installation) as session:
        return list(session.scalars(select(AuditRecord.act))).count(Act.CASE_CONTACT)


def test_a_message_to_a_body_that_is_gone_stands_on_the_page(
    sqlite_installation: Installed,
) -> None:
    case = allowed(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview(story="y"))).unlock()
    body.say("take")
    form = {**fields(case.resident.get("inbox/body/4"), 'id="step"'), "text": "Ett långt svar"}
    case.lena.act(case.reference, "recall")
    answer = case.resident.client.post("/sv/inbox/body/4", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Ett långt svar" in page
    assert "Det du skrev är inte skickat." in page


def test_what_a_body_wrote_to_a_link_that_is_gone_is_shown_without_codes(
    sqlite_installation: Installed,
) -> None:
    case = allowed(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview(story="y"))).unlock()
    body.say("take")
    form = {**fields(body.get(), 'id="result"'), "code": "help_given", "text": "Det gick bra."}
    case.lena.act(case.reference, "recall")
    page = body.client.post(f"{body.path}/referral", data=form).get_data(as_text=True)
    assert "Det gick bra." in page
    for code in ("help_given", ">result<"):
        assert code not in page


def test_a_forged_number_or_file_name_is_none(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    preview = case.preview(story="y", id='x"; filename="y')
    assert 'filename="y' not in preview.get_data(as_text=True)
    assert case.press(preview).status_code == 200


def test_what_was_filled_in_outlasts_a_log_in_that_has_ended(
    sqlite_installation: Installed,
) -> None:
    case = allowed(sqlite_installation)
    lena, form = case.lena, {**case.form(), "story": "y", "wants": "Ett samtal", "act": "preview"}
    lena.client.delete_cookie("d")
    late = lena.client.post(case.address, data=form)
    assert late.status_code == 400
    phrase = sqlite_installation.passphrases["lena"]
    again = {**fields(late, 'id="login"'), "name": "lena", "passphrase": phrase}
    lena.client.post("/desk/login", data=again)
    lena.answer_cover(case.reference)
    page = lena.case(case.reference).get_data(as_text=True)
    assert "Inget är skickat än" in page
    assert f'href="/desk/cases/{case.reference}/referral"' in page
    page = lena.client.get(case.address).get_data(as_text=True)
    assert "Ett samtal</textarea>" in page
    assert re.search(r'name="story" value="y" checked', page)
    assert "Personen har inte sagt ja än" not in page


def test_how_it_went_is_read_in_the_readers_own_language(sqlite_installation: Installed) -> None:
    case = allowed(sqlite_installation)
    body = Body(sqlite_installation, case.press(case.preview(story="y"))).unlock()
    body.say("take")
    body.say("result", code="court")
    said = {
        lang: case.resident.client.get(f"/{lang}/inbox/body/4").get_data(as_text=True)
        for lang in ("sv", "sv-lattlast", "en", "ar")
    }
    for lang, words in (
        ("sv", "I domstol"),
        ("sv-lattlast", "Det är i domstol"),
        ("en", "In court"),
        ("ar", "أمام المحكمة"),
    ):
        assert words in said[lang]
    assert all("I domstol" not in said[lang] for lang in ("en", "ar"))
