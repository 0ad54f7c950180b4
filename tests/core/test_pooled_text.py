"""Pooled feedback: which words lead to nobody, how a receiver is known again, and what the document says."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.errors import Invalid
from incidents.core.lists import UNIT, OwnItem, OwnList
from incidents.core.pooled_text import (
    NAME_MOST,
    TEXT_MOST,
    Feedback,
    Receiver,
    check_name,
    check_text,
    same_name,
    unit_named,
)
from incidents.core.referral_packet.document import Sender
from incidents.core.traces import QUOTED

SENDER = Sender("Strandvik", "Enheten mot diskriminering", "0480-45 00 00")
STORY = "Hon sa att lägenheten redan var uthyrd men dagen efter låg den ute igen."
DECOMPOSED = unicodedata.normalize("NFD", STORY)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Skriv vad"),
        (" \n", "Skriv vad"),
        ("x" * (TEXT_MOST + 1), "för lång"),
        ("Se AD-2026-7K3QF.", "ärendenummer"),
        ("se ad-2026-7k3qf", "ärendenummer"),
        ("Se AD\u20112026 – 7K3\u00adQF.", "ärendenummer"),
        ("Ring 070-123 45 67.", "telefonnummer"),
        ("Hon är född 19850412-1234.", "personnummer"),
        ("Skriv till anna@exempel.se", "mejladress"),
        (f"Någon skrev: »{STORY}«", "citerar"),
        ("Någon sa att LÄGENHETEN, redan var - uthyrd, men sedan.", "citerar"),
        (DECOMPOSED, "citerar"),
        (STORY.replace("uthyrd", "ut\u00adhyrd"), "citerar"),
    ],
)
def test_words_that_lead_to_a_case_are_refused(text: str, why: str) -> None:
    for written in (STORY, DECOMPOSED):
        with pytest.raises(Invalid, match=why):
            check_text(text, [written])


def test_own_words_about_the_same_are_not_a_quotation() -> None:
    check_text("Flera har fått höra att en lägenhet var uthyrd fast den låg ute.", [STORY, ""])
    check_text("x" * TEXT_MOST, [STORY])


@given(st.lists(st.from_regex(r"[a-zåäö]{1,8}", fullmatch=True), min_size=QUOTED), st.data())
def test_no_six_words_in_a_row_come_through(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - QUOTED))
    between = data.draw(st.sampled_from([" ", ", ", "\n", " – "]))
    quoted = between.join(words[start : start + QUOTED]).upper()
    with pytest.raises(Invalid, match="citerar"):
        check_text(f"1 2 3 {quoted} 4 5 6", [" ".join(words)])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Skriv vem"),
        (" \u00ad", "Skriv vem"),
        ("x" * (NAME_MOST + 1), "på en rad"),
        *(
            (f"Rederi{end}AB", "på en rad")
            for end in ("\n", "\r", "\x0b", "\u2028", "\x85", "\t", "\0")
        ),
        ("Rederi AB, ang. AD-2026-7K3QF", "inget ärendenummer"),
        ("Rederi AB 070-123 45 67", "telefonnummer"),
        ("Anna 850412-1234", "personnummer"),
        ("anna@exempel.se", "mejl"),
    ],
)
def test_a_receiver_has_a_name_and_nothing_else(name: str, why: str) -> None:
    for check in (check_name, Receiver):
        with pytest.raises(Invalid, match=why):
            check(name)


def test_a_receiver_is_known_again_however_the_name_is_written() -> None:
    assert same_name("Åby  Rederi\u00ad AB ") == same_name(
        unicodedata.normalize("NFD", "åby rederi ab")
    )
    assert Receiver("Åby", "aby").keys & Receiver("Hamnen", "aby").keys
    assert not Receiver("Åby").keys & Receiver("Hamnen").keys


def test_a_part_of_the_municipality_is_known_by_its_name() -> None:
    names = {
        "gul": {"sv": "Gulmåraskolan"},
        "gulf": {"sv": "Gulmåraskolan förskola", "en": "Gulmara"},
    }
    units = OwnList(UNIT, 1, tuple(OwnItem(code, one, False) for code, one in names.items()))
    assert unit_named("GULMÅRASKOLAN", units) == "gul"
    assert unit_named("Rektorn, Gulmåraskolan", units) == "gul"
    assert unit_named("Gulmåraskolan  förskola", units) == "gulf"
    assert unit_named("Gulmara", units) == "gulf"
    assert unit_named("Gulmåraskolans fritids", units) == unit_named("Rederi AB", units) == ""


def test_the_document_is_the_text_and_says_nothing_of_the_cases() -> None:
    to = Receiver("Rederi AB")
    feedback = Feedback(date(2026, 11, 27), SENDER, to, "Det första.\n\nDet andra.")
    said = feedback.pack().decode()
    for part in ("Strandvik", "Rederi AB", "Det första.", "Det andra.", "minst tre", "2026-11-27"):
        assert part in said
    assert not re.search(r"[A-Z]{2}-\d{4}-", said)
    assert feedback.digest == replace(feedback).digest
    assert feedback.digest != replace(feedback, text="Det tredje.").digest
    with pytest.raises(Invalid):
        replace(feedback, text="AD-2026-7K3QF")


def test_the_document_is_tidy_like_everything_that_is_sent() -> None:
    written = unicodedata.normalize("NFD", "Två\x07 gånger.\r\nÖppet.\u2028Slut. ")
    feedback = Feedback(date(2026, 11, 27), SENDER, Receiver(" Ö\ue000 "), written)
    assert feedback.said == "Två  gånger.\nÖppet.\nSlut."
    assert feedback.name == "Ö\ufffd"
    values = {item.name: item.values for part in feedback.sections for item in part.items}
    assert values["to"] == (feedback.name,)
    assert values["text"] == tuple(feedback.said.split("\n"))
