"""The municipality's own lists on the journey's pages and at the desk."""

import dataclasses
from typing import Any

from incidents.core.lists import DISTRICT, UNIT, OwnList
from tests.support import Installed, Resident, fields

MUNICIPAL: dict[str, Any] = {"what_happened": ["threatened"], "actor_type": ["municipality"]}


def at_grounds(installation: Installed, lang: str = "sv", **about: object) -> Resident:
    resident = Resident(installation.app.test_client(), lang)
    resident.client.post(f"/{lang}/before", data={"device": "own", "readers": "no"})
    resident.submit("story", story="Någon hotade mig.")
    resident.submit("about", **about)
    return resident


def test_where_it_does_not_matter_neither_is_asked(sqlite_installation: Installed) -> None:
    page = at_grounds(sqlite_installation, area="work").get("grounds").get_data(as_text=True)
    assert 'name="district"' not in page
    assert 'name="unit"' not in page


def test_what_is_offered_is_the_list_without_what_is_retired(
    sqlite_installation: Installed,
) -> None:
    page = at_grounds(sqlite_installation, **MUNICIPAL).get("grounds").get_data(as_text=True)
    assert '<option value="hamnen">Hamnen</option>' in page
    assert '<optgroup label="Skolor och förskolor">' in page
    assert '<option value="outside">Utanför kommunen</option>' in page
    assert "Östra industriområdet" not in page


def test_a_name_without_a_translation_is_marked_as_swedish(sqlite_installation: Installed) -> None:
    sqlite_installation.app.extensions["incidents"] = dataclasses.replace(
        sqlite_installation.settings, districts=_swedish_only(sqlite_installation)
    )
    page = at_grounds(sqlite_installation, "ar", **MUNICIPAL).get("grounds").get_data(as_text=True)
    assert '<option lang="sv" value="hamnen">Hamnen</option>' in page


def _swedish_only(installation: Installed) -> OwnList:
    own = installation.settings.districts
    items = tuple(dataclasses.replace(item, names={"sv": item.names["sv"]}) for item in own.items)
    return dataclasses.replace(own, items=items)


def test_the_choice_stands_on_check_comes_back_and_reaches_the_desk(
    sqlite_installation: Installed,
) -> None:
    resident = at_grounds(sqlite_installation, "en", **MUNICIPAL)
    resident.submit("grounds", district="centrum", unit="hamnsk")
    again = resident.get("grounds").get_data(as_text=True)
    assert '<option selected value="centrum">Town centre</option>' in again
    resident.submit("you", contact_mode="code")
    check = resident.get("check").get_data(as_text=True)
    assert "Town centre" in check and "Hamnskolan" in check
    resident.submit("check")
    lena = sqlite_installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    case = lena.case(reference).get_data(as_text=True)
    assert "Centrum" in case and "Hamnskolan" in case


def test_a_foreign_or_retired_code_is_refused_in_words(sqlite_installation: Installed) -> None:
    for code in ("ostra", "finns-ej", "hamnsk"):
        resident = at_grounds(sqlite_installation, **MUNICIPAL)
        answer = resident.submit("grounds", district=code)
        assert answer.status_code == 400
        assert "Välj ett av svaren i listan." in answer.get_data(as_text=True)


def test_an_answer_goes_when_its_question_no_longer_applies(sqlite_installation: Installed) -> None:
    resident = at_grounds(sqlite_installation, **MUNICIPAL)
    resident.submit("grounds", district="centrum", unit="hamnsk")
    form = fields(resident.get("about"), 'id="step"')
    resident.client.post("/sv/about", data={"csrf_token": form["csrf_token"], "area": "work"})
    check = resident.get("check").get_data(as_text=True)
    assert "Centrum" not in check and "Hamnskolan" not in check


def test_a_municipality_without_lists_asks_neither(sqlite_installation: Installed) -> None:
    sqlite_installation.app.extensions["incidents"] = dataclasses.replace(
        sqlite_installation.settings, districts=OwnList(DISTRICT), units=OwnList(UNIT)
    )
    resident = at_grounds(sqlite_installation, **MUNICIPAL)
    page = resident.get("grounds").get_data(as_text=True)
    assert 'name="district"' not in page and 'name="unit"' not in page
    resident.submit("you", contact_mode="code")
    check = resident.get("check").get_data(as_text=True)
    assert "Del av kommunen" not in check
    assert resident.submit("check").status_code == 303
