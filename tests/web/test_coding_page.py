"""The page on which a case is coded: beside the reporter's answers, nothing lost, nothing filled in."""

import re

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from tests.support import DeskUser, Installed, Resident, fields

STORY = "Min son kallades saker på skolan."
NEEDED = {"scope": "dl_unclear", "hate_event": "no", "priority": "p2"}


def prepared(installation: Installed, login: str = "lena") -> tuple[DeskUser, str]:
    """A report with answers, opened by a caseworker."""
    resident = installation.resident()
    tell(resident)
    user = installation.desk(login)
    (reference,) = user.queue()
    user.answer_cover(reference)
    return user, reference


def tell(resident: Resident) -> None:
    resident.client.post("/sv/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story=STORY)
    resident.submit("about", what_happened=["insulted"], area=["education"])
    resident.submit("grounds", ground=["ethnicity"])
    resident.submit("you", contact_mode="code", wish=["support"])
    assert resident.submit("check").status_code == 303


def page(user: DeskUser, reference: str) -> TestResponse:
    return user.client.get(f"/desk/cases/{reference}/coding")


def save(user: DeskUser, reference: str, shown: TestResponse, **codes: object) -> TestResponse:
    given = {**fields(shown, 'id="coding"'), **codes}
    return user.client.post(f"/desk/cases/{reference}/coding", data=given)


def checked(html: str) -> set[tuple[str, str]]:
    tags = [tag for tag in re.findall(r"<input\b[^>]*>", html) if " checked" in tag]
    found = [re.search(r'name="(\w+)" value="(\w+)"', tag) for tag in tags]
    return {(one.group(1), one.group(2)) for one in found if one}


def test_the_reporters_answers_stand_beside_the_lists_and_nothing_is_filled_in(
    sqlite_installation: Installed,
) -> None:
    lena, reference = prepared(sqlite_installation)
    html = page(lena, reference).get_data(as_text=True)
    assert "Hudfärg, ursprung eller etnisk tillhörighet" in html
    assert STORY in html
    assert checked(html) == {("priority", "p3")}
    grounds = re.findall(r'name="ground" value="(\w+)"', html)
    assert grounds[:2] == ["ethnicity", "national_minority"]
    assert len(grounds) == len(set(grounds)) == 18


def test_the_hate_event_is_unfolded_where_it_may_be_one(sqlite_installation: Installed) -> None:
    lena, reference = prepared(sqlite_installation)
    opened = r'<details class="disclosure" open><summary>[^H]*<span>Hathändelsen'
    html = page(lena, reference).get_data(as_text=True)
    assert re.search(opened, html)
    save(lena, reference, page(lena, reference), **NEEDED)
    assert not re.search(opened, page(lena, reference).get_data(as_text=True))


def test_what_was_coded_stands_on_the_case_beside_the_reporters_answers(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    answer = save(
        lena, reference, page(lena, reference), **NEEDED, ground=["ethnicity"], area="school"
    )
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/desk/cases/{reference}#coding",
    )
    html = lena.case(reference).get_data(as_text=True)
    coded = html.split('id="coding"')[1].split("Personens egna svar</h2>")[0]
    assert "Grundskola eller gymnasium" in coded
    assert "Oklart om lagen omfattar" in coded
    assert "Kodat av Lena Holm" in coded
    assert "Kodade ärendet" in html
    again = page(lena, reference).get_data(as_text=True)
    assert checked(again) == {("hate_event", "no"), ("priority", "p2"), ("ground", "ethnicity")}


def test_a_refused_form_keeps_what_was_chosen_and_points_at_it(
    sqlite_installation: Installed,
) -> None:
    lena, reference = prepared(sqlite_installation)
    refused = save(
        lena,
        reference,
        page(lena, reference),
        priority="p1",
        form=["inaccessibility"],
        need=["safety"],
    )
    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert {("priority", "p1"), ("form", "inaccessibility"), ("need", "safety")} == checked(html)
    for target in ("scope", "hate_event-0", "ground-0"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert "Bristande tillgänglighet kräver grunden funktionsnedsättning." in html


def test_a_colleague_who_was_faster_is_shown_and_the_second_try_is_taken(
    installation: Installed,
) -> None:
    lena, reference = prepared(installation)
    omar = installation.desk("omar")
    omar.answer_cover(reference)
    mine = page(lena, reference)
    save(omar, reference, page(omar, reference), **{**NEEDED, "scope": "school_act"})
    answer = save(lena, reference, mine, **NEEDED, need=["safety"])
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Omar Sjöberg kodade ärendet" in html
    assert "Skollagen (kränkande behandling)" in html
    assert ("need", "safety") in checked(html)
    again = save(lena, reference, answer, **NEEDED, need=["safety"])
    assert again.status_code == 303
    shown = lena.case(reference).get_data(as_text=True)
    assert shown.count("Kodade ärendet") == 2


def test_the_same_form_posted_twice_is_coded_once(installation: Installed) -> None:
    lena, reference = prepared(installation)
    form = page(lena, reference)
    for _ in range(2):
        assert save(lena, reference, form, **NEEDED).status_code == 303
    assert lena.case(reference).get_data(as_text=True).count("Kodade ärendet") == 1


def test_what_holds_already_is_not_coded_again(sqlite_installation: Installed) -> None:
    lena, reference = prepared(sqlite_installation)
    for _ in range(2):
        assert save(lena, reference, page(lena, reference), **NEEDED).status_code == 303
    assert lena.case(reference).get_data(as_text=True).count("Kodade ärendet") == 1


def test_where_nothing_can_be_stored_the_page_comes_back_with_what_was_chosen(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena, reference = prepared(sqlite_installation)
    form = page(lena, reference)

    def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", None, OSError("disk full"))

    with monkeypatch.context() as patched:
        patched.setattr("incidents.actions.entries.write", full)
        refused = save(lena, reference, form, **NEEDED, need=["safety"])
    assert refused.status_code == 503
    assert ("need", "safety") in checked(refused.get_data(as_text=True))
    assert save(lena, reference, refused, **NEEDED, need=["safety"]).status_code == 303


def test_the_page_leads_to_the_cover_sheet_until_it_is_answered(
    sqlite_installation: Installed,
) -> None:
    _, reference = prepared(sqlite_installation)
    omar = sqlite_installation.desk("omar")
    answer = page(omar, reference)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/cases/{reference}")
    posted = omar.client.post(f"/desk/cases/{reference}/coding", data=NEEDED)
    assert posted.status_code == 400
    assert STORY not in posted.get_data(as_text=True)


def test_the_next_step_says_code_once_the_first_answer_is_given(
    sqlite_installation: Installed,
) -> None:
    lena, reference = prepared(sqlite_installation)
    lena.act(reference, "assign")
    button = f'class="button button--primary" href="/desk/cases/{reference}/coding"'
    assert button not in lena.case(reference).get_data(as_text=True)
    lena.act(reference, "answer", text="Vi har läst.")
    assert button in lena.case(reference).get_data(as_text=True)
    save(lena, reference, page(lena, reference), **NEEDED)
    assert button not in lena.case(reference).get_data(as_text=True)


def test_the_reporter_sees_nothing_of_it(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    code = resident.send(STORY)
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    save(lena, reference, page(lena, reference), **NEEDED)
    html = resident.come_back(code).get_data(as_text=True)
    assert STORY in html
    assert "odade" not in html
