"""A packet holds what was chosen, masked and in words, and nothing else of the case."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.casework.words import CODED, TITLES
from incidents.core.coding import FIELDS
from incidents.core.entry import Kind
from incidents.core.errors import Invalid
from incidents.core.referral_packet.choosing import Chosen, Opened
from incidents.core.referral_packet.complaint import CAUTIONS
from incidents.core.referral_packet.document import Kind as For
from incidents.core.referral_packet.document import new_id
from incidents.core.referral_packet.packet import packet
from incidents.core.referral_packet.writing import (
    Overview,
    Written,
    suggested,
    suggested_complaint,
)
from incidents.core.vocabulary import vocabularies, vocabulary
from tests.packets import (
    ANSWERS,
    BODIES,
    EVERYTHING,
    ID,
    INSIDE,
    NOTHING,
    SENDER,
    STORY,
    SWEDISH,
    case,
    entry,
    head,
    made,
    masked,
    section,
    words,
)


@pytest.mark.parametrize("kind", BODIES.values())
def test_nothing_of_the_case_is_chosen_to_begin_with(kind: For) -> None:
    said = words(made(kind=kind))
    assert [word for word in INSIDE if word in said] == []


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (Chosen(story=True), {"Zaynab"}),
        (Chosen(texts=frozenset({4})), {"skrattade"}),
        (Chosen(texts=frozenset({5})), {"Vi läser det"}),
        (Chosen(texts=frozenset({8})), {"Översatt text"}),
        (Chosen(answers=frozenset({"ground"})), {"Hudfärg"}),
        (Chosen(coding=frozenset({"scope"})), {"Kan omfattas"}),
        (Chosen(files=frozenset({7})), {"bild-1.jpg"}),
        (Chosen(contact=True), {"070-123", "efter 18"}),
        (Chosen(reference=True), {"AD-2026-7K3QF"}),
    ],
)
def test_each_part_brings_its_own_words_alone(chosen: Chosen, told: set[str]) -> None:
    said = words(made(chosen))
    assert {word for word in INSIDE if word in said} == told


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(texts=frozenset({2})),
        Chosen(texts=frozenset({99})),
        Chosen(answers=frozenset({"contact_mode"})),
        Chosen(answers=frozenset({"safety"})),
        Chosen(coding=frozenset({"priority"})),
        Chosen(coding=frozenset({"form"})),
        Chosen(files=frozenset({4})),
    ],
)
def test_what_is_not_there_or_not_for_others_cannot_be_chosen(chosen: Chosen) -> None:
    with pytest.raises(Invalid):
        made(chosen)


def test_no_colleague_and_no_time_of_day_is_told() -> None:
    said = words(made(EVERYTHING))
    assert "Lena" not in said
    assert "13:14" not in said
    assert section(made(EVERYTHING), "about")["sender"][0] == SENDER.municipality


def test_dos_fields_stand_in_dos_order_and_its_sentences_are_said() -> None:
    written = Written(complaint=suggested_complaint(case(), str))
    document = made(Chosen(story=True), For.DO, written)
    fields = section(document, "do")
    assert list(fields) == [
        *(f"complainant_{one}" for one in ("name", "address", "phone", "email")),
        *(f"complained_{one}" for one in ("name", "address", "phone", "email")),
        *("story", "when", "who", "ground", "cautions"),
    ]
    assert fields["cautions"] == CAUTIONS
    assert fields["story"] == tuple(line for line in STORY.split("\n") if line)
    assert fields["complainant_name"] == ("Inte ifyllt",)
    assert "story" not in {one.name for one in document.sections}


def test_the_first_page_says_what_the_case_suggests() -> None:
    written = Written(suggested(case(), "boj", str))
    assert section(made(NOTHING, For.SUPPORT, written), "first") == {
        "wants": ("Hjälp att anmäla till DO, polisen eller någon annan", "Att det slutar"),
        "limit": ("Mellan 2028-07-20 och 2028-11-05",),
        "counterparty": ("Hyresvärd, butik, krog, vakt eller annat företag",),
        "done": ("Information om rättigheter",),
        "contact": ("Kontakta inte personen. Ställ frågor till kommunen.",),
        "interpreter": ("Svenska", "Tolk i tal"),
        "not_agreed": (
            "Kontakta mig",
            "Organisationen får skriva till mig i inkorgen",
            "Organisationen får berätta för kommunen hur det gick",
        ),
    }


def test_a_body_that_may_write_is_told_how() -> None:
    opened = case(agreed=("share_deidentified", "talk"))
    contact = section(packet(head(), opened, NOTHING, SWEDISH), "first")["contact"]
    assert contact == (
        "Skriv till personen på sidan där ni hämtade det här. Då syns det i personens inkorg.",
    )


def test_contact_details_are_for_use_only_where_contact_is_agreed() -> None:
    agreed = case(agreed=("share_identified", "contact"))
    chosen = Chosen(contact=True)
    told = section(packet(head(), agreed, chosen, SWEDISH), "first")["contact"]
    assert told == ("Använd kontaktuppgifterna här, och bara när det är säkert.",)
    told = section(made(chosen), "first")["contact"]
    assert told == ("Kontakta inte personen. Ställ frågor till kommunen.",)


def test_what_is_for_do_goes_to_do_and_nothing_else_does() -> None:
    for kind, body in ((For.SUPPORT, "do"), (For.DO, "boj")):
        with pytest.raises(Invalid, match="bara då"):
            packet(head(kind, body), case(), NOTHING, SWEDISH)


def test_an_entry_that_is_not_as_we_write_them_is_no_part() -> None:
    odd = case(
        entry(20, Kind.FILE, name="x"), entry(21, Kind.CODING, codes=1), entry(22, Kind.WORK)
    )
    assert odd.files.keys() == {7}
    assert (odd.coding, odd.work) == (None, None)


def test_a_masked_name_is_gone_from_every_part_and_the_case_is_as_it_was() -> None:
    opened, chosen = case(), masked(EVERYTHING, "bertil qvist", "070-123 45 67")
    before = [one.pack() for one in opened.entries]
    written = Written(Overview(counterparty="Bertil Qvist, värd"))
    said = words(packet(head(), opened, chosen, SWEDISH, written))
    assert "Qvist" not in said
    assert "070-123" not in said
    assert [one.pack() for one in opened.entries] == before


def test_a_passage_that_stands_nowhere_is_refused_not_forgotten() -> None:
    with pytest.raises(Invalid, match="stavningen"):
        made(masked(Chosen(texts=frozenset({4})), "Zaynab"))


@given(
    st.sets(st.text("qxzäé😀", min_size=3, max_size=6), min_size=1, max_size=4),
    st.data(),
)
def test_no_masked_passage_is_in_any_word_of_a_packet(passages: set[str], data: Any) -> None:
    pieces = st.lists(
        st.sampled_from([*passages, "hej", "\n", " ", "och "]), min_size=1, max_size=20
    )
    story = "Hej " + "".join(data.draw(pieces)) + "".join(passages)
    document = packet(head(), case(story=story), masked(EVERYTHING, *passages), SWEDISH)
    assert [one for one in passages if one in words(document)] == []


def test_the_same_choice_gives_the_same_bytes_and_the_same_digest() -> None:
    assert made(EVERYTHING).pack() == made(EVERYTHING).pack()
    assert made(EVERYTHING).digest == made(EVERYTHING).digest
    assert made(EVERYTHING).digest != made().digest


def test_a_number_of_its_own_says_nothing_of_the_case() -> None:
    chosen = iter(ID)
    assert new_id(lambda _: next(chosen)) == ID


@pytest.mark.parametrize("when", [date(2028, 8, 1), date(2028, 11, 5), date(2029, 1, 1)])
def test_the_limit_is_seen_from_the_day_of_sending(when: date) -> None:
    limit = section(packet(replace(head(), day=when), case(), NOTHING, SWEDISH), "first")["limit"]
    passed = when > date(2028, 11, 5)
    says = (
        "Har troligen gått ut, senast 2028-11-05" if passed else "Kan ha gått ut. Senast 2028-11-05"
    )
    assert limit == (says,)


def test_the_time_of_a_young_person_is_counted_from_the_18th_birthday() -> None:
    opened = case()
    report = opened.entries[0]
    answers = {name: list(groups) for name, groups in ANSWERS.items()} | {"under18": ["yes"]}
    young = replace(report, content={**report.content, "answers": answers})
    told = replace(opened, entries=(young, *opened.entries[1:]))
    limit = section(packet(head(), told, NOTHING, SWEDISH), "first")["limit"]
    assert limit == ("Tiden börjar på 18-årsdagen.",)


def test_an_unreadable_report_makes_no_time_limit() -> None:
    opened = case()
    bare = Opened(opened.received, opened.reference, opened.entries[1:], opened.questions)
    assert section(packet(head(), bare, NOTHING, SWEDISH), "first")["limit"] == ("Inte känt",)


def test_every_kind_of_json_is_read_back_as_it_was_written() -> None:
    for kind in BODIES.values():
        document = made(EVERYTHING, kind)
        assert json.loads(document.pack()) == document.plain()


def test_every_list_that_can_be_told_has_a_title_at_the_desk() -> None:
    asked = {name for name, listed in vocabularies().items() if listed.groups}
    assert asked <= {name for name in asked if vocabulary(name).question} | TITLES.keys()
    assert set(FIELDS) <= CODED.keys()
