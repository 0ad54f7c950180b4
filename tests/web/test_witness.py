"""The witness way: an ordinary draft whose story holds every word that was typed; and what it does not ask."""

import dataclasses
import json
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core import box
from incidents.core.box import Device, Draft
from incidents.core.witness import composed, story_with
from tests.support import NOW, Installed, Resident, fields
from tests.test_form_properties import textarea

TYPED = {"place": "Busskuren <vid> torget", "shows": "Ett märke.\nOch ”text” مرحبا"}


def begun(installation: Installed, lang: str = "sv") -> Resident:
    resident = Resident(installation.app.test_client(), lang)
    resident.client.post(f"/{lang}/before", data={"device": "own", "readers": "no"})
    return resident


def story_of(resident: Resident) -> str:
    return textarea(resident.get("story").get_data(as_text=True), "story")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(shows=TEXT, place=TEXT, before=TEXT)
def test_no_word_is_lost_in_the_story(shows: str, place: str, before: str) -> None:
    text = composed(shows, [("Plats", place), ("Tid", "")])
    story = story_with(before, "", text)
    assert shows in story
    assert not place.strip() or place in story
    assert not before.strip() or before in story


def test_a_second_time_takes_the_place_of_the_first_also_inside_an_edited_story() -> None:
    assert story_with("Först. A. Sedan.", "A.", "B.") == "Först. B. Sedan."
    assert story_with("Ändrat helt.", "A.", "B.") == "Ändrat helt.\n\nB."
    assert story_with("Redan B. här", "A.", "B.") == "Redan B. här"


def test_the_story_page_leads_there_and_the_page_has_one_step_form(
    sqlite_installation: Installed,
) -> None:
    resident = begun(sqlite_installation)
    assert 'href="/sv/seen"' in resident.get("story").get_data(as_text=True)
    page = resident.get("seen").get_data(as_text=True)
    assert page.count('<form id="step"') == 1
    assert page.count("<form ") == 2  # and *Leave this page*
    assert 0 < page.find('href="/sv/files"') < page.find('name="place"')  # the photograph first
    files = resident.get("files").get_data(as_text=True)
    assert files.count('href="/sv/seen"') == 2  # back, and on


def test_where_no_files_are_taken_none_is_asked_for(
    sqlite_installation: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = dataclasses.replace(sqlite_installation.settings, files_most=0)
    monkeypatch.setitem(sqlite_installation.app.extensions, "incidents", without)
    assert "/sv/files" not in begun(sqlite_installation).get("seen").get_data(as_text=True)


def test_what_was_typed_becomes_story_and_answers_and_can_be_changed(
    sqlite_installation: Installed,
) -> None:
    resident = begun(sqlite_installation)
    answer = resident.submit(
        "seen", **TYPED, time_of_day="night", when_coarse="d14", district="norr"
    )
    assert answer.headers["Location"] == "/sv/grounds"
    told = (
        "Ett märke.\nOch ”text” مرحبا\n\nPlats: Busskuren <vid> torget\nTid på dygnet: Natt (22-06)"
    )
    assert story_of(resident) == told
    resident.submit("seen", **{**TYPED, "place": "Bron"}, time_of_day="unknown")
    assert story_of(resident) == "Ett märke.\nOch ”text” مرحبا\n\nPlats: Bron"
    assert resident.submit("grounds").headers["Location"] == "/sv/you"
    assert resident.submit("you", contact_mode="code").headers["Location"] == "/sv/check"
    check = resident.get("check").get_data(as_text=True)
    for shown in ("Klotter, skadegörelse, flygblad eller hatsymboler", "jag såg eller hörde det"):
        assert shown in check
    assert resident.submit("check").status_code == 303


def test_a_witness_is_asked_for_the_group_alone_and_for_all_of_it_to_change_an_answer(
    sqlite_installation: Installed,
) -> None:
    resident = begun(sqlite_installation)
    resident.submit("seen", **TYPED, place_type="out")
    asked = set(re.findall(r'name="(\w+)"', resident.get("grounds").get_data(as_text=True)))
    assert asked - {"viewport", "robots"} <= {"csrf_token", "bias_motive", "to", "color"}
    changing = resident.get("grounds?back=check").get_data(as_text=True)
    assert re.search(r'name="place_type" value="out" checked', changing)
    assert 'name="ground"' in changing
    resident.submit("grounds", bias_motive="jews")
    assert "Ute eller på resa" in resident.get("check").get_data(as_text=True)


def test_the_ordinary_way_is_asked_everything_beside_a_witness(
    sqlite_installation: Installed,
) -> None:
    witness, other = begun(sqlite_installation), begun(sqlite_installation)
    witness.submit("seen", **TYPED)
    witness.get("grounds")
    other.submit("story", story="Något hände.")
    other.submit("about", what_happened="place")
    assert 'name="ground"' in other.get("grounds").get_data(as_text=True)
    assert " checked" not in other.get("you").get_data(as_text=True).split('name="safety"')[0]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"shows": " "}, "Skriv vad du såg."),
        ({"shows": "x" * 20_001}, "Texten är längre än 20 000 tecken."),
        ({"shows": "x", "place": "y" * 501}, "Texten är för lång."),
        ({"shows": "x", "district": "ostra"}, "Välj ett av svaren i listan."),
        ({"shows": "x", "time_of_day": "noon"}, "Välj ett av svaren i listan."),
    ],
)
def test_what_cannot_be_taken_is_told_and_stays_typed(
    sqlite_installation: Installed, values: dict[str, str], sentence: str
) -> None:
    resident = begun(sqlite_installation)
    form = fields(resident.get("seen"), 'id="step"')
    answer = resident.client.post("/sv/seen", data={**form, **values})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, sentence in page) == (400, True)
    assert textarea(page, "shows") == values["shows"]
    assert story_of(resident) == ""


def test_a_story_that_stood_there_stays_and_both_together_may_not_be_too_long(
    sqlite_installation: Installed,
) -> None:
    resident = begun(sqlite_installation)
    resident.submit("story", story="x" * 19_990)
    assert resident.submit("seen", shows="y" * 20).status_code == 400
    resident.submit("story", story="Först det här.")
    resident.submit("seen", shows="Ett märke.")
    assert story_of(resident) == "Först det här.\n\nEtt märke."


def test_a_draft_from_before_this_way_still_opens() -> None:
    draft = Draft(Device.OWN, "no", b"c", b"s", NOW + timedelta(hours=1), "Min text")
    document = json.loads(box.pack(draft))
    del document["seen"]
    assert box.unpack(json.dumps(document).encode(), NOW) == draft
