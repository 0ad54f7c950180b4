"""Measures, outcomes and follow-up: recorded whole, shown in the case, told when a colleague was faster."""

import re
from datetime import UTC, datetime, timedelta

from werkzeug.test import TestResponse

from incidents.core.clock import local_date
from tests.support import DeskUser, Installed, fields


def soon() -> str:
    """In forty days, as the calendar on the wall has it: also at half past midnight."""
    return (local_date(datetime.now(UTC)) + timedelta(days=40)).isoformat()


def prepared(installation: Installed) -> tuple[DeskUser, str]:
    """A report that Lena has opened and taken."""
    installation.resident().send("En händelse.")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    lena.act(reference, "assign")
    return lena, reference


def page(user: DeskUser, reference: str) -> TestResponse:
    return user.client.get(f"/desk/cases/{reference}/work")


def save(user: DeskUser, reference: str, shown: TestResponse, **values: object) -> TestResponse:
    form = {**fields(shown, 'id="work-form"'), **values}
    return user.client.post(f"/desk/cases/{reference}/work", data=form)


def panel(html: str) -> str:
    """What the case shows of it."""
    return html.split('<div id="work">')[1].split("Personens egna svar</h2>", maxsplit=1)[0]


def test_what_was_recorded_stands_in_the_case_and_its_history(installation: Installed) -> None:
    lena, reference = prepared(installation)
    values = {"measure": ["rights_info", "safety_plan"], "outcome": ["informed"]}
    saved = save(lena, reference, page(lena, reference), **values, follow_up=soon())
    assert saved.headers["Location"] == f"/desk/cases/{reference}#work"
    html = lena.case(reference).get_data(as_text=True)
    for word in ("Information om rättigheter", "Trygghetsplanering", "Har fått information"):
        assert word in panel(html)
    assert "Skrev in insatser och resultat" in html
    again = page(lena, reference).get_data(as_text=True)
    assert set(re.findall(r'value="(\w+)" checked', again)) == {
        "rights_info",
        "safety_plan",
        "informed",
    }
    assert f'value="{soon()}"' in again


def test_a_follow_up_stands_among_the_deadlines_also_when_it_was_chosen_before_the_answer(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    save(lena, reference, page(lena, reference), measure=["first_reply"], follow_up=soon())
    assert "Uppföljning" not in lena.client.get("/desk/deadlines").get_data(as_text=True)
    lena.act(reference, "answer", text="Ett svar", language="sv")
    board = lena.client.get("/desk/deadlines").get_data(as_text=True)
    assert "Uppföljning" in board
    assert "om 40 dagar" in board


def test_the_answer_of_another_body_stands_among_the_deadlines_while_the_case_lies_there(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    lena.act(reference, "answer", text="Vi hänvisar dig vidare.", language="sv")
    for target in ("active", "waiting_external", "active", "referred"):
        assert lena.act(reference, "status", target=target).status_code == 303
        board = lena.client.get("/desk/deadlines").get_data(as_text=True)
        expected = "Uppföljning" if target == "active" else "Svar från mottagaren"
        assert re.findall("Uppföljning|Svar från mottagaren", board) == [expected]


def test_a_colleague_who_was_faster_is_shown_and_the_second_try_is_taken(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    omar = installation.desk("omar")
    omar.answer_cover(reference)
    mine = page(lena, reference)
    save(omar, reference, page(omar, reference), measure=["counsel_talk"])
    answer = save(lena, reference, mine, measure=["rights_info"])
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Omar Sjöberg sparade det här" in html
    assert "Stödsamtal" in html.split('<form id="work-form"')[0]
    assert re.findall(r'value="(\w+)" checked', html) == ["rights_info"]
    assert "Stödsamtal" in panel(lena.case(reference).get_data(as_text=True))
    assert save(lena, reference, answer, measure=["rights_info"]).status_code == 303
    assert "Stödsamtal" not in panel(lena.case(reference).get_data(as_text=True))


def test_the_same_form_posted_twice_is_recorded_once(installation: Installed) -> None:
    lena, reference = prepared(installation)
    form = page(lena, reference)
    for _ in range(2):
        assert save(lena, reference, form, measure=["rights_info"]).status_code == 303
    html = lena.case(reference).get_data(as_text=True)
    assert html.count('entry__deed">Skrev in insatser och resultat') == 1


def test_what_cannot_be_is_refused_and_stays_in_the_form(sqlite_installation: Installed) -> None:
    lena, reference = prepared(sqlite_installation)
    refused = save(
        lena,
        reference,
        page(lena, reference),
        measure=["none", "rights_info"],
        outcome=["apology"],
        follow_up="2020-01-01",
    )
    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "”Ingen” går inte att välja tillsammans med andra insatser." in html
    assert "Välj en dag som kommer, högst två år bort." in html
    assert set(re.findall(r'value="(\w+)" checked', html)) == {"none", "rights_info", "apology"}
    wordy = save(lena, reference, page(lena, reference), follow_up="soon")
    assert "Skriv dagen så här" in wordy.get_data(as_text=True)


def test_the_outcome_is_asked_for_at_closing_and_recorded_with_it(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    save(lena, reference, page(lena, reference), measure=["rights_info"], outcome=["informed"])
    html = lena.case(reference).get_data(as_text=True)
    asked = html.split('id="close"')[1].split("</form>", maxsplit=1)[0]
    assert re.findall(r'value="(\w+)" checked', asked) == ["informed"]
    closed = lena.act(reference, "close", reason="completed", outcome=["informed", "apology"])
    assert closed.status_code == 303
    shown = panel(lena.case(reference).get_data(as_text=True))
    assert "Ursäkt" in shown
    assert "Information om rättigheter" in shown


def test_an_outcome_that_does_not_exist_closes_nothing(sqlite_installation: Installed) -> None:
    lena, reference = prepared(sqlite_installation)
    refused = lena.act(reference, "close", reason="completed", outcome=["pigeon"])
    assert refused.status_code == 400
    assert lena.queue() == [reference]


def test_before_the_cover_sheet_is_answered_the_page_leads_to_the_case(
    sqlite_installation: Installed,
) -> None:
    _, reference = prepared(sqlite_installation)
    omar = sqlite_installation.desk("omar")
    assert page(omar, reference).headers["Location"] == f"/desk/cases/{reference}"
