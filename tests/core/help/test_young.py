"""The page for ages 12-17 can be read by a twelve-year-old and shows nothing unconfirmed."""

import re

import pytest

from incidents.core.help.young import TITLE, young_page
from tests.core.helping import ALL_CONFIRMED, AS_DELIVERED, pieces

SENTENCES = [s.text.swedish for section in young_page(AS_DELIVERED) for s in section.sentences]


@pytest.mark.parametrize("said", SENTENCES)
def test_each_is_one_sentence_of_at_most_fifteen_words(said: str) -> None:
    assert len(said.split()) <= 15
    assert len(re.findall(r"[.!?](?:\s|$)", said)) == 1


def test_headings_are_short_and_every_section_says_something() -> None:
    page = young_page(AS_DELIVERED)
    headings = [TITLE.swedish, *(section.heading.swedish for section in page)]
    assert [heading for heading in headings if len(heading.split()) > 7] == []
    assert [section for section in page if len(section.sentences) < 2] == []
    assert len(set(SENTENCES)) == len(SENTENCES)


def test_the_numbers_stand_first_and_are_those_for_the_young() -> None:
    first, *rest = young_page(AS_DELIVERED)
    assert [number.number for number in first.numbers] == ["112", "90101", "116 111", "1177"]
    assert [section.numbers for section in rest] == [()] * len(rest)


def test_the_page_says_what_we_do_what_school_must_do_and_who_is_told_what() -> None:
    headings = [section.heading.swedish for section in young_page(AS_DELIVERED)]
    for heading in ("Det här kan vi göra", "Det här måste skolan göra", "Vem får veta vad"):
        assert heading in headings


def test_the_page_needs_no_confirmation() -> None:
    assert list(pieces(young_page(ALL_CONFIRMED))) == list(pieces(young_page(AS_DELIVERED)))
