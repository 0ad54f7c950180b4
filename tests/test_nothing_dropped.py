"""What people have said is neither dropped nor misdirected when time, tabs and the *Back* button come between."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incidents.actions import entries
from incidents.core.entry import Entry, Kind
from incidents.crypto.browserbox import BrowserSecret
from incidents.crypto.casecode import REPORTER, parse
from incidents.crypto.hybrid import PublicKey
from incidents.crypto.sealing import Recipient
from incidents.store.database import writing
from incidents.store.models import BrowserBox, Case, ReporterKey, Staff
from tests.looking import looking
from tests.support import Installed, Resident, code_on, fields

STORY = "Min chef läser rapporterna."


def without_draft(installation: Installed, readers: str) -> Resident:
    """A resident whose draft ran out while the story was being written."""
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "shared", "readers": readers})
    form = fields(resident.get("story"), 'id="step"')
    with installation.app.app_context(), writing() as session:
        session.execute(delete(BrowserBox))
    assert resident.client.post("/sv/story", data={**form, "story": STORY}).status_code == 303
    assert resident.submit("you", contact_mode="code").status_code == 303
    return resident


def test_a_report_whose_draft_ran_out_is_not_sent_before_its_readers_are_known_again(
    sqlite_installation: Installed,
) -> None:
    resident = without_draft(sqlite_installation, "yes")
    assert resident.get("check").headers["Location"] == "/sv/before"
    assert resident.client.post("/sv/check").headers["Location"] == "/sv/before"
    page = resident.get("before").get_data(as_text=True)
    assert "Din text är kvar" in page
    assert "checked" not in page
    assert resident.submit("before", device="shared").status_code == 400
    answer = resident.submit("before", device="shared", readers="yes")
    assert answer.headers["Location"] == "/sv/check"
    assert STORY in resident.get("check").get_data(as_text=True)
    assert resident.submit("check").status_code == 303
    with looking(sqlite_installation) as session:
        assert session.scalars(select(Case.recipients)).all() == ["ring:independent"]


def test_whoever_begins_with_the_story_is_not_asked_again(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    resident.client.post("/sv/story", data={"story": STORY})
    resident.submit("you", contact_mode="code")
    assert resident.submit("check").headers["Location"] == "/sv/receipt"


def test_a_refused_form_that_back_sends_once_more_after_leaving_shows_nothing(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    for page, values in (("story", {"story": STORY}), ("you", {"contact": STORY})):
        form = fields(resident.get(page), 'id="step"')
        old = resident.client.get_cookie("p")
        resident.client.post("/sv/exit")
        answer = resident.client.post(f"/sv/{page}", data={**form, **values})
        assert answer.status_code == 200
        assert STORY not in answer.get_data(as_text=True)
        left = resident.client.get_cookie("p")
        assert left and left.value == "left"
        with looking(sqlite_installation) as session:
            assert session.scalars(select(BrowserBox.id)).all() == []
        assert old
        resident.client.delete_cookie("p")
        resident.client.post("/sv/before", data={"device": "own", "readers": "no"})


def test_a_page_that_another_tab_saved_over_the_receipt_costs_nobody_the_code(
    installation: Installed,
) -> None:
    resident = installation.resident()
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story=STORY)
    resident.submit("you", contact_mode="code")
    cookie = resident.client.get_cookie("p")
    secret = BrowserSecret.from_cookie(cookie.value) if cookie else None
    assert secret is not None
    with looking(installation) as session:
        draft = session.scalar(select(BrowserBox.sealed))
    assert resident.submit("check").status_code == 303
    code = code_on(resident.get("receipt"))
    with installation.app.app_context(), writing() as session:
        session.execute(update(BrowserBox).values(sealed=draft))
    assert resident.submit("check").headers["Location"] == "/sv/receipt"
    assert code_on(resident.get("receipt")) == code
    with looking(installation) as session:
        assert len(session.scalars(select(Case.id)).all()) == 1


def test_another_text_in_the_same_form_is_another_message_and_the_same_text_is_one(
    installation: Installed,
) -> None:
    resident = installation.resident()
    page = resident.come_back(resident.send(STORY))
    form = fields(page, 'id="step"')
    for text in ("Först detta.", "Sedan mer.", "Först detta."):
        answer = resident.client.post("/sv/inbox", data={**form, "text": text})
        assert answer.status_code == 303
    shown = resident.get("inbox").get_data(as_text=True)
    assert (shown.count("Först detta."), shown.count("Sedan mer.")) == (1, 1)


@pytest.mark.parametrize("act", ["note", "answer"])
def test_a_colleagues_form_that_is_posted_again_with_the_same_text_is_one_entry(
    installation: Installed, act: str
) -> None:
    installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    path = f"/desk/cases/{reference}"
    form = fields(lena.case(reference), f"{path}/{act}")
    for text in ("Först detta.", "Sedan mer.", "Först\r\ndetta.", "Först detta."):
        answer = lena.client.post(f"{path}/{act}", data={**form, "text": text})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{path}#latest")
    shown = lena.case(reference).get_data(as_text=True)
    assert (shown.count("Först detta."), shown.count("Sedan mer.")) == (1, 1)
    assert lena.act(reference, act, text="Först detta.").status_code == 303
    assert lena.case(reference).get_data(as_text=True).count("Först detta.") == 2


def test_one_token_in_a_note_and_in_an_answer_is_two_entries(installation: Installed) -> None:
    installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    for act in ("note", "answer"):
        assert lena.act(reference, act, text="Ring i morgon.", once="a").status_code == 303
    assert lena.case(reference).get_data(as_text=True).count("Ring i morgon.") == 2


def test_a_refused_form_keeps_its_token_until_it_is_accepted(
    sqlite_installation: Installed,
) -> None:
    sqlite_installation.resident().send(STORY)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    form = fields(lena.case(reference), f"/{reference}/note")
    assert form["once"]
    again = lena.client.post(f"/desk/cases/{reference}/note", data={**form, "text": " "})
    assert again.status_code == 400
    assert fields(again, f"/{reference}/note")["once"] == form["once"]
    assert fields(lena.case(reference), f"/{reference}/note")["once"] != form["once"]


def test_an_entry_whose_place_is_taken_is_not_mistaken_for_one_that_was_posted_before(
    installation: Installed,
) -> None:
    installation.resident().send(STORY)
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    with installation.app.app_context(), writing() as session:
        session.execute(update(Case).values(entries=0))
    assert lena.act(reference, "note", text="En anteckning.").status_code == 500


def test_a_message_that_took_longer_than_the_inbox_is_open_is_kept_until_it_is_sent(
    installation: Installed,
) -> None:
    resident = installation.resident()
    code = resident.send(STORY)
    form = fields(resident.come_back(code), 'id="step"')
    with installation.app.app_context(), writing() as session:
        session.execute(delete(BrowserBox))
    text = "Det tog <en> timme\natt skriva."
    page = resident.client.post("/sv/inbox", data={**form, "text": text})
    assert page.status_code == 400
    carried = fields(page, 'id="step"')
    wrong = resident.client.post("/sv/return", data={**carried, "code": "fel"})
    carried = fields(wrong, 'id="step"')
    assert carried["text"] == text
    assert resident.client.post("/sv/return", data={**carried, "code": code}).status_code == 303
    assert "Det tog &lt;en&gt; timme" in resident.get("inbox").get_data(as_text=True)
    assert resident.submit("inbox", text=text).status_code == 303
    shown = resident.get("inbox").get_data(as_text=True)
    assert shown.count("Det tog &lt;en&gt; timme") == 1


def test_a_message_that_cannot_be_stored_comes_back_with_the_page(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = sqlite_installation.resident()
    resident.come_back(resident.send(STORY))
    form = fields(resident.get("inbox"), 'id="step"')

    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", None, OSError("disk full"))

    with monkeypatch.context() as patched:
        patched.setattr("incidents.actions.entries.write", full)
        refused = resident.client.post("/sv/inbox", data={**form, "text": "Mycket text."})
    assert refused.status_code == 503
    assert "Mycket text." in refused.get_data(as_text=True)
    assert (
        resident.client.post("/sv/inbox", data={**form, "text": "Mycket text."}).status_code == 303
    )
    assert resident.get("inbox").get_data(as_text=True).count("Mycket text.") == 1


def test_a_message_that_came_while_the_page_was_open_stays_new(installation: Installed) -> None:
    resident = installation.resident()
    resident.come_back(resident.send(STORY))
    lena = installation.desk("lena")
    reference = lena.queue()[0]
    lena.answer_cover(reference)
    resident.submit("inbox", text="Det första.")
    page = lena.case(reference)
    seen, answer = (fields(page, f"/{reference}/{act}") for act in ("seen", "answer"))
    resident.submit("inbox", text="Det andra, som ingen har sett.")
    path = f"/desk/cases/{reference}"
    assert lena.client.post(f"{path}/seen", data=seen).status_code == 409
    assert lena.queue("messages") == [reference]
    given = {**answer, "text": "Svar på det första.", "language": "sv"}
    assert lena.client.post(f"{path}/answer", data=given).status_code == 303
    assert lena.queue("messages") == [reference]
    assert lena.act(reference, "answer", text="Svar på det andra.").status_code == 303
    assert lena.queue("messages") == []


def forge(session: Session, code: str, kind: Kind, text: str) -> None:
    """What somebody who writes in the database can put before a reporter: sealed, but not signed."""
    key = session.scalars(
        select(ReporterKey).where(ReporterKey.lookup == parse(code).lookup_hash())
    ).one()
    lena = session.scalars(select(Staff).where(Staff.login == "lena")).one()
    last = entries.last_link(session, key.case_id)
    moment = "2026-11-24T10:00:00+00:00"
    content = {"text": text}
    forged = Entry(key.case_id, 2, kind, moment, "sv", content, last, lena.id, lena.name, b"x" * 64)
    reporter = Recipient(REPORTER, 0, PublicKey(key.public_key))
    entries.write(session, [entries.prepare(forged, [reporter])])
    session.execute(update(Case).where(Case.id == key.case_id).values(entries=2))


def test_an_answer_that_no_certified_colleague_signed_is_not_shown_to_the_reporter(
    installation: Installed,
) -> None:
    for kind in (Kind.ANSWER, Kind.MESSAGE):
        code = installation.resident().send(STORY)
        with installation.app.app_context(), writing() as session:
            forge(session, code, kind, "Skriv ditt namn här.")
        page = installation.resident().come_back(code).get_data(as_text=True)
        assert STORY in page
        assert "Skriv ditt namn här." not in page


def test_check_shows_who_the_report_concerns_and_leads_there_and_back(
    sqlite_installation: Installed,
) -> None:
    resident = sqlite_installation.resident()
    resident.client.post("/sv/before", data={"device": "shared", "readers": "no"})
    resident.submit("story", story="En händelse.")
    resident.submit("you", contact_mode="code")
    page = resident.get("check").get_data(as_text=True)
    assert "Gäller det någon som läser rapporterna" in page
    assert 'href="/sv/before?back=check"' in page
    form = fields(resident.get("before?back=check").get_data(as_text=True), 'id="step"')
    assert form["device"] == "shared"
    answer = resident.client.post("/sv/before?back=check", data={**form, "readers": "yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sv/check")
    changed = resident.get("check").get_data(as_text=True)
    assert "De som läser vanliga rapporter kan inte öppna den." in changed
