"""Files on their whole way: added to a draft, sent, opened at the desk; and what never happens to them."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from sqlalchemy import select, update

from incidents.actions import audit
from incidents.actions.files import discard_expired
from incidents.core.auditing import Act
from incidents.store.direct import Direct
from incidents.store.models import AuditRecord, StoredFile
from tests.cleaning.papers import paper
from tests.cleaning.pictures import coded, opened, planted_png, scene
from tests.cleaning.planting import holds_marker, sample
from tests.looking import Statements, acting, looking
from tests.support import Installed, Resident, code_on, fields
from tests.uploading import (
    content_of,
    drafting,
    listed,
    opened_by,
    photograph,
    post_files,
    post_form,
    rows,
)

JPEG = coded(scene((60, 40)), "JPEG")


def test_a_photograph_goes_from_the_draft_to_the_handler_without_its_notes(
    installation: Installed,
) -> None:
    resident = drafting(installation)
    assert holds_marker(photograph())
    assert post_files(resident, photograph()).status_code == 303
    ((_, expires, settled),) = rows(installation)
    assert (expires, settled) == (True, False)
    assert listed(resident.get("files")) == ["foto-1.jpg"]
    assert "Fatima" not in resident.get("files").get_data(as_text=True)
    assert listed(resident.get("check")) == ["foto-1.jpg"]
    assert resident.submit("check").status_code == 303
    ((_, expires, settled),) = rows(installation)
    assert (expires, settled) == (False, True)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    assert listed(lena.case(reference)) == ["foto-1.jpg"]
    page = opened_by(lena, reference, 2)
    assert '<details class="photo">' in page.get_data(as_text=True)
    answer = content_of(lena, page)
    assert answer.mimetype == "image/jpeg"
    assert not holds_marker(answer.data)
    assert opened(answer.data).size == scene().size
    middle = opened(answer.data).convert("RGB").getpixel((24, 14))
    assert isinstance(middle, tuple)
    assert (middle[0] > 180, middle[1] < 80) == (True, True)


def test_the_reporter_sees_the_names_of_sent_files(installation: Installed) -> None:
    resident = drafting(installation)
    post_files(resident, JPEG, paper())
    resident.submit("check")
    code = code_on(resident.get("receipt"))
    assert listed(installation.resident().come_back(code)) == ["foto-1.jpg", "dokument-2.pdf"]


def test_a_files_latin_name_does_not_turn_the_size_behind_it_round_in_arabic(
    sqlite_installation: Installed,
) -> None:
    resident = Resident(sqlite_installation.app.test_client(), "ar")
    resident.come_back(resident.send("حدث ذلك أمس."))
    assert post_files(resident, JPEG, page="inbox/files").status_code == 303
    assert "ملف: \u2068foto-1.jpg\u2069، " in resident.get("inbox").get_data(as_text=True)


def test_a_file_from_the_inbox_reaches_the_handler_once(installation: Installed) -> None:
    code = installation.resident().send("Det hände igår.")
    resident = installation.resident()
    resident.come_back(code)
    form: dict[str, object] = dict(fields(resident.get("inbox/files"), 'id="step"'))
    form.pop("file", None)
    for _ in range(2):
        answer = post_form(resident, form, [photograph()], page="inbox/files")
        assert answer.status_code == 303
    assert listed(resident.get("inbox")) == ["foto-1.jpg"]
    assert len(rows(installation)) == 1
    lena = installation.desk("lena")
    (reference,) = lena.queue("messages")
    lena.answer_cover(reference)
    answer = content_of(lena, opened_by(lena, reference, 2))
    assert answer.status_code == 200
    assert not holds_marker(answer.data)


def test_the_inbox_takes_no_more_in_a_day_than_a_report(installation: Installed) -> None:
    resident = installation.resident()
    resident.come_back(resident.send("Det hände igår."))
    ten = [coded(scene((30 + number, 20)), "JPEG") for number in range(10)]
    assert post_files(resident, *ten, page="inbox/files").status_code == 303
    answer = post_files(resident, JPEG, page="inbox/files")
    assert answer.status_code == 400
    assert "Skicka resten i morgon" in answer.get_data(as_text=True)
    assert len(rows(installation)) == 10


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        (paper(), "application/pdf", "dokument-1.pdf"),
        (sample("tone.mp3"), "audio/mpeg", "ljud-1.mp3"),
    ],
)
def test_documents_and_sound_are_downloaded_and_never_shown(
    sqlite_installation: Installed, data: bytes, kind: str, name: str
) -> None:
    resident = drafting(sqlite_installation)
    assert post_files(resident, data).status_code == 303
    resident.submit("check")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    page = opened_by(lena, reference, 2)
    assert "<img" not in page.get_data(as_text=True)
    answer = content_of(lena, page)
    assert answer.mimetype == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_what_is_served_can_run_and_load_nothing(sqlite_installation: Installed) -> None:
    resident = drafting(sqlite_installation)
    post_files(resident, JPEG)
    resident.submit("check")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    headers = content_of(lena, opened_by(lena, reference, 2)).headers
    (policy,) = headers.getlist("Content-Security-Policy")
    assert {"default-src 'none'", " sandbox"} <= set(policy.split(";"))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Disposition"] == 'inline; filename="foto-1.jpg"'


# ---------------------------------------------------------------- the desk's rules


def test_opening_is_audited_and_needs_the_post(installation: Installed) -> None:
    resident = drafting(installation)
    post_files(resident, JPEG)
    resident.submit("check")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    address = f"/desk/cases/{reference}/files/2"
    assert lena.client.get(address).status_code == 404
    assert lena.client.get(f"{address}/content").status_code == 404
    assert lena.client.get(f"{address}/content?opened=å").status_code == 404
    page = opened_by(lena, reference, 2)
    assert page.status_code == 200
    with looking(installation) as session:
        acts = session.execute(select(AuditRecord.act, AuditRecord.detail))
        assert (Act.CASE_FILE, "entry:2") in [tuple(row) for row in acts]
        assert audit.verify_all(session, installation.settings.trust) == []


def test_nobody_opens_a_file_without_the_case(installation: Installed) -> None:
    resident = drafting(installation)
    post_files(resident, JPEG)
    resident.submit("check")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    page = opened_by(lena, reference, 2)
    address = content_of(lena, page).request.full_path
    omar = installation.desk("omar")
    assert omar.client.get(address).status_code == 404
    token = fields(lena.case(reference), f"/{reference}/file")["csrf_token"]
    for login, status in (("omar", 400), ("karin", 400), ("per", 403)):
        user = installation.desk(login)
        answer = user.client.post(
            f"/desk/cases/{reference}/file", data={"csrf_token": token, "number": "2"}
        )
        assert answer.status_code == status


@pytest.mark.parametrize("number", ["1", "3", "0", "-2", "två", "9" * 30, ""])
def test_an_entry_without_a_file_opens_as_none(sqlite_installation: Installed, number: str) -> None:
    resident = drafting(sqlite_installation)
    post_files(resident, JPEG)
    resident.submit("check")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    form = fields(lena.case(reference), f"/{reference}/file")
    answer = lena.client.post(f"/desk/cases/{reference}/file", data={**form, "number": number})
    assert answer.status_code in {400, 404}


def test_a_changed_or_exchanged_row_is_not_shown(sqlite_installation: Installed) -> None:
    resident = drafting(sqlite_installation)
    post_files(resident, JPEG, coded(scene((40, 60)), "JPEG"))
    resident.submit("check")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    page = opened_by(lena, reference, 2)
    with acting(sqlite_installation) as session:
        first, second = session.query(StoredFile).all()
        first.body, second.body = second.body, first.body
    assert content_of(lena, page).status_code == 503


# ---------------------------------------------------------------- limits


def test_the_eleventh_file_is_refused_and_the_ten_are_kept(installation: Installed) -> None:
    resident = drafting(installation)
    answer = post_files(resident, *[JPEG] * 11)
    assert answer.status_code == 400
    assert "inte plats fler filer" in answer.get_data(as_text=True)
    assert len(rows(installation)) == 10
    assert len(listed(resident.get("files"))) == 10


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (JPEG + bytes(20 * 1024 * 1024), "större än 20 MB"),
        (b"MZ\x90\0 not for us", "Den sortens fil"),
        (b"\x1a\x45\xdf\xa3" + bytes(64), "Film kan vi inte"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "gick inte att läsa"),
        (b"", "Filen är tom"),
    ],
)
def test_what_is_not_taken_is_explained_and_leaves_nothing(
    sqlite_installation: Installed, data: bytes, said: str
) -> None:
    resident = drafting(sqlite_installation, "En text som är kvar.")
    answer = post_files(resident, data)
    assert answer.status_code == 400
    assert said in answer.get_data(as_text=True)
    assert rows(sqlite_installation) == []
    assert "En text som är kvar." in resident.get("check").get_data(as_text=True)


def test_an_image_of_too_many_pixels_is_refused(sqlite_installation: Installed) -> None:
    bomb = coded(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(bomb) < 300_000
    answer = post_files(drafting(sqlite_installation), bomb)
    assert answer.status_code == 400
    assert "Bilden är för stor" in answer.get_data(as_text=True)
    assert rows(sqlite_installation) == []


def test_the_good_ones_of_a_mixed_post_are_kept(sqlite_installation: Installed) -> None:
    resident = drafting(sqlite_installation)
    answer = post_files(resident, JPEG, b"nothing of ours", planted_png(scene()))
    assert answer.status_code == 400
    assert "Fil 2: Den sortens fil" in answer.get_data(as_text=True)
    assert listed(resident.get("files")) == ["foto-1.jpg", "foto-2.png"]


def test_without_a_draft_nothing_is_stored_and_the_page_says_so(
    installation: Installed,
) -> None:
    stranger = installation.resident()
    answer = post_form(stranger, {}, [JPEG])
    assert answer.status_code == 400
    assert "Filen är inte sparad" in answer.get_data(as_text=True)
    assert stranger.get("files").status_code == 303
    answer = post_form(stranger, {}, [JPEG], page="inbox/files")
    assert answer.status_code == 400
    assert rows(installation) == []


def test_a_post_without_the_right_token_stores_nothing(sqlite_installation: Installed) -> None:
    resident = drafting(sqlite_installation)
    assert post_form(resident, {"csrf_token": "wrong"}, [JPEG]).status_code == 400
    assert post_form(resident, {}, [JPEG]).status_code == 400
    assert rows(sqlite_installation) == []


def test_an_empty_choice_is_said(sqlite_installation: Installed) -> None:
    answer = post_files(drafting(sqlite_installation))
    assert answer.status_code == 400
    assert "Välj en fil först" in answer.get_data(as_text=True)


def test_only_pages_for_files_take_forms_with_files(sqlite_installation: Installed) -> None:
    resident = drafting(sqlite_installation)
    for page in ("story", "check", "exit", "inbox", "return"):
        assert post_form(resident, {}, [JPEG], page=page).status_code == 415


@pytest.mark.parametrize(
    "name", ["a\0b.jpg", "../../etc/passwd", "x" * 5_000, "<b>.jpg", "\u202egpj.exe"]
)
def test_the_name_of_a_file_is_never_used(sqlite_installation: Installed, name: str) -> None:
    resident = drafting(sqlite_installation)
    assert post_files(resident, JPEG, name=name).status_code in {303, 400}
    assert listed(resident.get("files")) in ([], ["foto-1.jpg"])


def test_nul_in_a_field_is_refused(sqlite_installation: Installed) -> None:
    resident = drafting(sqlite_installation)
    assert post_files(resident, JPEG, remove="a\0b").status_code == 400
    assert rows(sqlite_installation) == []


# ---------------------------------------------------------------- how files end


def test_a_removed_file_is_gone_and_its_name_is_not_used_again(installation: Installed) -> None:
    resident = drafting(installation)
    post_files(resident, JPEG, JPEG)
    ids = [row[0] for row in rows(installation)]
    page = resident.get("files").get_data(as_text=True)
    first = page.split('name="remove" value="')[1].split('"')[0]
    assert post_files(resident, remove=first).status_code == 303
    assert [row[0] for row in rows(installation)] == [i for i in ids if i.hex() != first]
    post_files(resident, JPEG)
    assert listed(resident.get("files")) == ["foto-2.jpg", "foto-3.jpg"]


def test_one_resident_cannot_remove_anothers_file(installation: Installed) -> None:
    owner = drafting(installation)
    post_files(owner, JPEG)
    ((theirs, *_),) = rows(installation)
    post_files(drafting(installation), remove=theirs.hex())
    assert len(rows(installation)) == 1


def test_leaving_deletes_the_files_at_once(installation: Installed) -> None:
    resident = drafting(installation)
    post_files(resident, JPEG, JPEG)
    resident.client.post("/sv/exit")
    assert rows(installation) == []


def test_files_of_a_draft_that_ran_out_are_swept_and_sent_ones_stay(
    installation: Installed,
) -> None:
    sent = drafting(installation)
    post_files(sent, JPEG)
    sent.submit("check")
    post_files(drafting(installation), JPEG)
    later = datetime.now(UTC) + timedelta(hours=22)
    with installation.app.app_context():
        discard_expired(Direct(), now=datetime.now(UTC))
    assert len(rows(installation)) == 2
    with installation.app.app_context():
        discard_expired(Direct(), now=later)
    assert [row[1:] for row in rows(installation)] == [(False, True)]


def test_the_next_draft_sweeps(installation: Installed) -> None:
    post_files(drafting(installation), JPEG)
    with acting(installation) as session:
        session.execute(update(StoredFile).values(expires=datetime(2026, 1, 1, tzinfo=UTC)))
    installation.app.extensions.pop("incidents.swept")
    drafting(installation)
    assert rows(installation) == []


def test_a_draft_whose_file_is_gone_is_shown_again_and_then_sent(
    installation: Installed,
) -> None:
    resident = drafting(installation)
    post_files(resident, JPEG)
    with acting(installation) as session:
        session.query(StoredFile).delete()
    answer = resident.submit("check")
    assert answer.headers["Location"].endswith("/check?files=changed")
    page = resident.client.get(answer.headers["Location"])
    assert "Dina filer har ändrats" in page.get_data(as_text=True)
    assert listed(page) == []
    assert resident.submit("check").headers["Location"].endswith("/receipt")


def test_a_report_without_files_is_sent_with_as_many_statements_as_before(
    installation: Installed,
) -> None:
    resident = drafting(installation)
    with Statements(installation) as seen:
        resident.submit("check")
    assert [text for text in seen.texts if "stored_file" in text] == []


def test_without_files_by_configuration_no_page_speaks_of_them(
    sqlite_installation: Installed,
) -> None:
    app = sqlite_installation.app
    app.extensions["incidents"] = dataclasses.replace(sqlite_installation.settings, files_most=0)
    resident = drafting(sqlite_installation)
    for page in ("you", "check"):
        assert "Lägg till foto" not in resident.get(page).get_data(as_text=True)
    assert resident.get("files").status_code == 404
    assert post_form(resident, {}, [JPEG]).status_code == 404
    assert resident.get("inbox/files").status_code == 404
