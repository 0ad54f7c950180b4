"""What a colleague typed when the log-in ended is there again after the next one: in its field, sent by nobody."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from incidents.actions.login import IDLE
from incidents.store.models import BrowserBox, CaseOpening, StaffSession
from tests.looking import acting, every_row
from tests.support import DeskUser, Installed, fields

STORY = "Någon hotade mig vid busshållplatsen."
TEXT = 'Vi ringer <i morgon> & "frågar".\nHälsningar, Lena'
COMPOSERS = ("note", "answer", "contact")


def opened(installation: Installed) -> tuple[DeskUser, str]:
    """Lena with the one case open; the reporter's browser has left."""
    installation.resident().send(STORY, contact_mode="phone", contact="070-174 06 21")
    with acting(installation) as session:
        session.execute(delete(BrowserBox))
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    return lena, reference


def end_every_log_in(installation: Installed) -> None:
    with acting(installation) as session:
        session.execute(delete(CaseOpening))
        session.execute(delete(StaffSession))


def typed_too_late(
    installation: Installed, act: str = "note", **more: str
) -> tuple[DeskUser, str, dict[str, str], TestResponse]:
    """A text that was posted after the log-in had ended: browser, case, the posted form, and what came back."""
    lena, reference = opened(installation)
    form = {**fields(lena.case(reference), f"/{reference}/{act}"), "text": TEXT, **more}
    end_every_log_in(installation)
    return lena, reference, form, lena.client.post(f"/desk/cases/{reference}/{act}", data=form)


def log_in_on(user: DeskUser, page: TestResponse, login: str, passphrase: str) -> TestResponse:
    """Fill in the log-in that is on the screen."""
    form = {**fields(page, 'id="login"'), "name": login, "passphrase": passphrase}
    return user.client.post("/desk/login", data=form)


def in_field(page: TestResponse, name: str) -> str:
    """What stands in a text field of the case page."""
    html = page.get_data(as_text=True)
    found = re.search(
        rf'<textarea[^>]*id="{name}-text"[^>]*>\r?\n?(.*?)</textarea>', html, re.DOTALL
    )
    assert found, name
    return unescape(found.group(1))


@pytest.mark.parametrize("act", COMPOSERS)
def test_a_text_that_was_posted_too_late_is_in_its_field_after_the_log_in_and_not_sent(
    installation: Installed, act: str
) -> None:
    lena, reference, _, page = typed_too_late(installation, act)
    assert page.status_code == 400
    assert "Din text är inte sparad än" in page.get_data(as_text=True)

    wrong = log_in_on(lena, page, "lena", "fel fras")
    assert wrong.status_code == 400
    assert fields(wrong, 'id="login"')["text"] == TEXT
    before = every_row(installation, "staff_session", "browser_box", "audit", "audit_chain")
    entered = log_in_on(lena, wrong, "lena", installation.passphrases["lena"])
    assert (entered.status_code, entered.headers["Location"]) == (303, f"/desk/cases/{reference}")

    cover = lena.case(reference).get_data(as_text=True)
    assert "Din text är inte sparad än" in cover
    assert "frågar" not in cover
    assert every_row(installation, "staff_session", "browser_box", "audit", "audit_chain") == before
    lena.answer_cover(reference)
    shown = lena.case(reference)
    assert {name: in_field(shown, name) for name in COMPOSERS} == {
        **dict.fromkeys(COMPOSERS, ""),
        act: TEXT,
    }
    assert every_row(installation)["entry"] == before["entry"]

    lena.act(reference, act, text=TEXT)
    after = lena.case(reference)
    assert {name: in_field(after, name) for name in COMPOSERS} == dict.fromkeys(COMPOSERS, "")
    assert "Din text är inte sparad än" not in after.get_data(as_text=True)
    assert after.get_data(as_text=True).count("Vi ringer") == 1
    assert every_row(installation)["browser_box"] == []


def test_the_text_stands_in_no_address_and_in_no_row_in_the_clear(installation: Installed) -> None:
    lena, _, _, page = typed_too_late(installation)
    entered = log_in_on(lena, page, "lena", installation.passphrases["lena"])
    assert len(every_row(installation)["browser_box"]) == 1
    for word in ("ringer", "frågar"):
        assert word not in repr(every_row(installation))
        assert word not in str(entered.headers)
        assert word not in str(page.headers)


def test_the_answers_language_is_kept_with_it(sqlite_installation: Installed) -> None:
    lena, reference, _, page = typed_too_late(sqlite_installation, "answer", language="ar")
    log_in_on(lena, page, "lena", sqlite_installation.passphrases["lena"])
    lena.answer_cover(reference)
    html = lena.case(reference).get_data(as_text=True)
    answer = html.split('id="answer"')[1].split('name="language"')[1]
    assert re.findall(r'<option selected value="(\w+)">', answer)[0] == "ar"


def test_a_log_in_that_rested_too_long_is_one_that_ended(sqlite_installation: Installed) -> None:
    lena, reference = opened(sqlite_installation)
    form = fields(lena.case(reference), f"/{reference}/note")
    with acting(sqlite_installation) as session:
        row = session.scalars(select(StaffSession)).one()
        row.used_at -= IDLE + timedelta(minutes=2)
    page = lena.client.post(f"/desk/cases/{reference}/note", data={**form, "text": TEXT})
    assert fields(page, 'id="login"')["text"] == TEXT


@pytest.mark.parametrize(("login", "status"), [("karin", 404), ("per", 403), ("ida", 403)])
def test_somebody_for_whom_the_case_does_not_open_gets_no_text(
    installation: Installed, login: str, status: int
) -> None:
    lena, reference, _, page = typed_too_late(installation)
    entered = log_in_on(lena, page, login, installation.passphrases[login])
    assert entered.headers["Location"] == f"/desk/cases/{reference}"
    answer = lena.case(reference)
    assert answer.status_code == status
    assert "ringer" not in answer.get_data(as_text=True)
    assert every_row(installation)["browser_box"] == []


def test_a_conflict_of_interest_on_the_cover_sheet_ends_the_text_too(
    installation: Installed,
) -> None:
    lena, reference, _, page = typed_too_late(installation)
    log_in_on(lena, page, "lena", installation.passphrases["lena"])
    assert lena.answer_cover(reference, "yes").status_code == 303
    assert every_row(installation)["browser_box"] == []


def test_a_post_that_had_arrived_before_the_log_in_ended_is_not_written_twice(
    installation: Installed,
) -> None:
    lena, reference = opened(installation)
    path = f"/desk/cases/{reference}/note"
    form = {**fields(lena.case(reference), path), "text": TEXT}
    assert lena.client.post(path, data=form).status_code == 303
    end_every_log_in(installation)
    page = lena.client.post(path, data=form)
    log_in_on(lena, page, "lena", installation.passphrases["lena"])
    lena.answer_cover(reference)
    assert lena.act(reference, "note", text=TEXT).status_code == 303
    shown = lena.case(reference)
    assert shown.get_data(as_text=True).count("Vi ringer") == 1
    assert in_field(shown, "note") == ""


def test_another_text_that_is_sent_meanwhile_leaves_the_kept_one_where_it_is(
    sqlite_installation: Installed,
) -> None:
    lena, reference, _, page = typed_too_late(sqlite_installation)
    log_in_on(lena, page, "lena", sqlite_installation.passphrases["lena"])
    lena.answer_cover(reference)
    lena.act(reference, "answer", text="Ett svar.", language="sv")
    lena.act(reference, "note", text="En annan anteckning.", once="another")
    assert in_field(lena.case(reference), "note") == TEXT


def test_a_text_from_a_window_of_an_older_log_in_comes_through_the_cover_sheet(
    installation: Installed,
) -> None:
    lena, reference, form, _ = typed_too_late(installation)
    lena.log_in("lena", installation.passphrases["lena"])
    before = every_row(installation)
    refused = lena.client.post(f"/desk/cases/{reference}/note", data=form)
    assert refused.status_code == 400
    assert "Din text är inte sparad än" in refused.get_data(as_text=True)
    assert every_row(installation) == before
    cover = fields(refused, 'id="cover"')
    undecided = lena.client.post(f"/desk/cases/{reference}/open", data=cover)
    assert undecided.status_code == 400
    cover = fields(undecided, 'id="cover"')
    assert cover["text"] == TEXT
    shown = lena.client.post(f"/desk/cases/{reference}/open", data={**cover, "conflict": "no"})
    assert shown.status_code == 200
    assert in_field(shown, "note") == TEXT
    final = {**fields(shown, f"/{reference}/note"), "text": TEXT}
    assert lena.client.post(f"/desk/cases/{reference}/note", data=final).status_code == 303
    assert lena.case(reference).get_data(as_text=True).count("Vi ringer") == 1


def test_a_cover_sheet_that_carries_a_text_carries_it_through_the_log_in_too(
    sqlite_installation: Installed,
) -> None:
    lena, reference, form, _ = typed_too_late(sqlite_installation)
    lena.log_in("lena", sqlite_installation.passphrases["lena"])
    cover = fields(lena.client.post(f"/desk/cases/{reference}/note", data=form), 'id="cover"')
    end_every_log_in(sqlite_installation)
    page = lena.client.post(f"/desk/cases/{reference}/open", data={**cover, "conflict": "no"})
    log_in_on(lena, page, "lena", sqlite_installation.passphrases["lena"])
    lena.answer_cover(reference)
    assert in_field(lena.case(reference), "note") == TEXT


@pytest.mark.parametrize("act", ["open", "note", "assign", "close"])
def test_a_form_without_a_text_leads_to_the_plain_log_in(
    sqlite_installation: Installed, act: str
) -> None:
    stranger = DeskUser(sqlite_installation.app.test_client())
    path = f"/desk/cases/AD-2026-22222/{act}"
    assert stranger.client.post(path, data={"text": " \r\n"}).headers["Location"] == "/desk/login"


@pytest.mark.parametrize(
    "change",
    [{"composer": "foreign"}, {"composer": ""}, {"reference": ""}, {"text": ""}, {"text": " "}],
)
def test_a_log_in_with_foreign_hidden_values_is_a_plain_log_in(
    sqlite_installation: Installed, change: dict[str, str]
) -> None:
    lena, _, _, page = typed_too_late(sqlite_installation)
    form = {**fields(page, 'id="login"'), **change, "name": "lena"}
    words = sqlite_installation.passphrases["lena"]
    entered = lena.client.post("/desk/login", data={**form, "passphrase": words})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/desk/")
    assert every_row(sqlite_installation)["browser_box"] == []


@pytest.mark.parametrize("reference", ["//elsewhere.example", "../login", "\\evil", "åäö?x=1#y"])
def test_no_reference_leads_out_of_the_desk(sqlite_installation: Installed, reference: str) -> None:
    lena, _, _, page = typed_too_late(sqlite_installation)
    form = {**fields(page, 'id="login"'), "reference": reference, "name": "lena"}
    words = sqlite_installation.passphrases["lena"]
    entered = lena.client.post("/desk/login", data={**form, "passphrase": words})
    assert entered.status_code == 303
    assert entered.headers["Location"].startswith("/desk/")
    assert every_row(sqlite_installation)["browser_box"] == []


def test_the_log_out_ends_the_kept_text(sqlite_installation: Installed) -> None:
    lena, _, _, page = typed_too_late(sqlite_installation)
    log_in_on(lena, page, "lena", sqlite_installation.passphrases["lena"])
    form = fields(lena.client.get("/desk/"), "/desk/logout")
    assert lena.client.post("/desk/logout", data=form).status_code == 303
    assert every_row(sqlite_installation)["browser_box"] == []
