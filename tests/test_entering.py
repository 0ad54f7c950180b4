"""A report that came by telephone, visit, letter or a partner: entered at the desk, sealed as any other."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from incidents.casework.entering_form import ReportForm
from incidents.core.auditing import Act
from incidents.core.clock import local_date
from incidents.store.models import AuditRecord, Case, CaseOpening, StaffSession
from incidents.web.guardians import GuardiansForm
from incidents.web.questions import AboutForm, GroundsForm, StoryForm, YouForm
from incidents.web.signed_in import now
from tests.looking import acting, every_row, looking
from tests.support import DeskUser, Installed, code_on, fields

STORY = "Hyresvärden sade att lägenheten var uthyrd."
SAID = "Ringer från en grannes telefon"
WITHOUT_YES = ("Ett undantag är klotter", "Ett annat undantag är när minst tre personer")
PHONE = {
    "readers": "no",
    "story": STORY,
    "channel": "phone",
    "at": "14.10",
    "said": SAID,
    "what_happened": ["threatened"],
    "bias_motive": ["black"],
}


def filled(user: DeskUser, **values: object) -> dict[str, object]:
    return {
        **fields(user.client.get("/desk/enter"), 'id="enter"'),
        "contact_mode": "code",
        **values,
    }


def post(user: DeskUser, values: dict[str, object]) -> TestResponse:
    return user.client.post("/desk/enter", data=values)


def entered(user: DeskUser, **values: object) -> TestResponse:
    """The slip of a report that this person has entered."""
    answer = post(user, filled(user, **{**PHONE, **values}))
    assert answer.status_code == 303
    return user.client.get(answer.headers["Location"])


def test_the_page_asks_every_question_of_the_public_door() -> None:
    screens = (StoryForm, AboutForm, GroundsForm, YouForm, GuardiansForm)
    asked = {
        name
        for form in screens
        for name in dir(form)
        if hasattr(getattr(form, name), "field_class")
    }
    assert asked <= set(dir(ReportForm))
    assert set(ReportForm.SINGLE) == {name for form in screens for name in form.SINGLE}
    assert set(ReportForm.SEVERAL) == {name for form in screens for name in form.SEVERAL}


def test_a_report_by_telephone_is_a_case_with_its_note_and_the_code_opens_its_inbox(
    installation: Installed,
) -> None:
    lena = installation.desk("lena")
    came = local_date(now()) - timedelta(days=3)
    slip = entered(lena, came=came.isoformat())
    code = code_on(slip)
    assert 'id="case-code-digits"' in slip.get_data(as_text=True)
    (reference,) = lena.queue("new")
    with looking(installation) as session:
        case = session.scalars(select(Case)).one()
        assert (case.received, case.entries, case.recipients) == (came, 2, "ring:casework")
        acts = session.scalars(
            select(AuditRecord.act).where(AuditRecord.chain.like("case:%"))
        ).all()
        assert acts == [Act.CASE_ENTERED]
    for secret in (STORY, SAID, code, code.replace("-", ""), "14:10", "phone"):
        assert secret not in repr(every_row(installation))
    cover = lena.case(reference).get_data(as_text=True)
    assert STORY not in cover
    lena.answer_cover(reference)
    html = lena.case(reference).get_data(as_text=True)
    for shown in (STORY, SAID, "14:10", "Togs emot av: Lena Holm", "Kom in genom", "Telefon"):
        assert shown in html
    assert "stämmer inte" not in html
    lena.act(reference, "answer", text="Vi hör av oss.")
    inbox = installation.resident().come_back(code).get_data(as_text=True)
    assert "Vi hör av oss." in inbox
    assert SAID not in inbox


def test_a_report_about_the_readers_opens_for_the_independent_recipient_alone(
    installation: Installed,
) -> None:
    lena, karin = installation.desk("lena"), installation.desk("karin")
    slip = entered(lena, readers="yes")
    assert "Du kan inte läsa det du skrev" in slip.get_data(as_text=True)
    assert lena.queue() == []
    (reference,) = karin.queue()
    assert lena.case(reference).status_code == 404
    karin.answer_cover(reference)
    html = karin.case(reference).get_data(as_text=True)
    assert STORY in html
    assert "Koden visades för den som skrev in rapporten" in html


def test_a_double_click_makes_one_report_with_one_code(installation: Installed) -> None:
    lena = installation.desk("lena")
    values = filled(lena, **PHONE)

    def press() -> TestResponse:
        user = DeskUser(installation.app.test_client())
        cookie = lena.client.get_cookie("d")
        assert cookie
        user.client.set_cookie("d", cookie.value)
        return post(user, values)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda _: press(), range(2)))
    assert [answer.status_code for answer in answers] == [303, 303]
    places = {answer.headers["Location"] for answer in answers}
    assert len(places) == 1
    assert len(lena.queue()) == 1
    place = places.pop()
    code = code_on(lena.client.get(place))
    form = fields(lena.client.get(place), 'id="handed"')
    assert lena.client.post(place, data=form).status_code == 303
    assert lena.client.get(place).status_code == 404
    again = post(lena, values)
    assert again.status_code == 409
    assert "redan sparad" in again.get_data(as_text=True)
    assert code not in again.get_data(as_text=True)
    assert len(lena.queue()) == 1


def test_the_slip_opens_in_no_other_log_in(sqlite_installation: Installed) -> None:
    lena = sqlite_installation.desk("lena")
    place = post(lena, filled(lena, **PHONE)).headers["Location"]
    for login in ("lena", "omar"):
        assert sqlite_installation.desk(login).client.get(place).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"readers": ""}, "Räkna med dig själv."),
        ({"channel": "web"}, "Välj hur rapporten kom in."),
        ({"at": ""}, "Skriv ungefär hur dags"),
        ({"at": "25:00"}, "Skriv tiden så här"),
        ({"taken_by": " "}, "Skriv vem som tog emot"),
        ({"came": "2199-01-01"}, "högst ett år tillbaka"),
        ({"came": "i går"}, "Skriv dagen så här"),
        ({"contact_mode": "phone"}, "Skriv hur vi kan nå dig"),
        ({"story": " "}, "Några ord räcker"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored_or_lost(
    sqlite_installation: Installed, change: dict[str, str], sentence: str
) -> None:
    lena = sqlite_installation.desk("lena")
    before = every_row(sqlite_installation)
    answer = post(lena, {**filled(lena, **PHONE), **change})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert sentence in html
    assert SAID in html
    assert every_row(sqlite_installation) == before


def test_a_letter_needs_no_time(sqlite_installation: Installed) -> None:
    slip = entered(sqlite_installation.desk("lena"), channel="letter", at="", said="")
    assert 'id="case-code"' in slip.get_data(as_text=True)


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        *(("phone", True), ("visit", True), ("outreach", True)),
        *(("email", False), ("letter", False), ("partner", False), ("internal", False)),
    ],
)
def test_only_whoever_we_spoke_with_was_told_what_may_be_told_without_a_yes(
    sqlite_installation: Installed, channel: str, *, told: bool
) -> None:
    lena = sqlite_installation.desk("lena")
    said = lena.client.get("/desk/enter").get_data(as_text=True)
    assert all(sentence in said for sentence in WITHOUT_YES)
    entered(lena, channel=channel)
    (reference,) = lena.queue("new")
    lena.answer_cover(reference)
    page = lena.client.get(f"/desk/cases/{reference}/alert").get_data(as_text=True)
    assert ('id="alert"' in page) is told
    assert ("Personen har inte fått veta om platslarm" in page) is not told


@pytest.mark.parametrize("login", ["lena", "omar"])
def test_what_was_filled_in_outlasts_the_log_in_for_whoever_wrote_it(
    installation: Installed, login: str
) -> None:
    there = login == "lena"
    lena = installation.desk("lena")
    values = filled(lena, **PHONE)
    with acting(installation) as session:
        session.execute(delete(CaseOpening))
        session.execute(delete(StaffSession))
    page = post(lena, values)
    assert page.status_code == 400
    form = {**fields(page, 'id="login"'), "name": login}
    words = installation.passphrases[login]
    back = lena.client.post("/desk/login", data={**form, "passphrase": words})
    assert back.headers["Location"] == "/desk/enter"
    html = lena.client.get("/desk/enter").get_data(as_text=True)
    assert (STORY in html, SAID in html) == (there, there)
    assert STORY not in repr(every_row(installation))
    ticked = re.search(r'value="threatened" checked', html)
    assert bool(ticked) is there
    assert (len(every_row(installation)["browser_box"]) == 1) is there
    if there:
        again = {**values, **fields(html, 'id="enter"')}
        assert again["once"] == values["once"]
        assert post(lena, again).status_code == 303
        assert STORY not in lena.client.get("/desk/enter").get_data(as_text=True)
        assert len(lena.queue()) == 1


def test_an_untouched_form_leads_to_the_plain_log_in(sqlite_installation: Installed) -> None:
    lena = sqlite_installation.desk("lena")
    values = filled(lena)
    with acting(sqlite_installation) as session:
        session.execute(delete(StaffSession))
    assert post(lena, values).headers["Location"] == "/desk/login"
