"""What is masked is gone wherever it stands and however it is written; the bar tells nothing of it."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.core.errors import Invalid
from incidents.core.referral_packet.bar import bar
from incidents.core.referral_packet.masking import has, mask, passages, tidy

BAR = bar("maskat")
LETTERS = st.text(st.sampled_from("abåÅäéÉ ى😀-.\n"), max_size=40)


@pytest.mark.parametrize(
    ("text", "passage", "left"),
    [
        ("Jag heter Ali.", "Ali", f"Jag heter {BAR}."),
        ("ALI och ali.", "Ali", f"{BAR} och {BAR}."),
        ("Anna\n  Berg ringde", "Anna Berg", f"{BAR} ringde"),
        ("A\u00adn\u200bna ringde", "Anna", f"{BAR} ringde"),
        (unicodedata.normalize("NFD", "Rosén kom"), "Rosén", f"{BAR} kom"),
        ("Rosén kom", unicodedata.normalize("NFD", "Rosén"), f"{BAR} kom"),
        ("قال المالك نعم", "المالك", f"قال {BAR} نعم"),
        ("a+b (c) kom", "a+b (c)", f"{BAR} kom"),
        ("aaa", "aa", BAR),
        ("STRASSE och Straße", "straße", f"{BAR} och {BAR}"),
        ("Hjärta ❤\ufe0f nu", "❤\ufe0f nu", f"Hjärta {BAR}"),
    ],
)
def test_a_passage_is_found_however_it_is_written(text: str, passage: str, left: str) -> None:
    assert mask(tidy(text), (passage,), BAR).text == left


def test_bars_side_by_side_are_one() -> None:
    assert mask("Anna  Berg kom", ("Anna", "Berg"), BAR).text == f"{BAR} kom"
    assert mask("AnnaBerg kom", ("Anna", "naBe", "Berg"), BAR).text == f"{BAR} kom"


def test_the_length_of_what_was_masked_does_not_show() -> None:
    told = {
        mask(f"Hej {name} hej", (name,), BAR).text
        for name in ("Bo", "Bo " * 500 + "Ek", "x" * 9000)
    }
    assert told == {f"Hej {BAR} hej"}


@given(LETTERS, st.lists(st.text(st.sampled_from("abåäé😀"), min_size=2, max_size=4), max_size=4))
def test_no_passage_is_left_between_the_bars(text: str, given_: list[str]) -> None:
    tidied = tidy(text)
    left = mask(tidied, tuple(given_), BAR).text.split(BAR)
    assert not any(has(part, passage) for part in left for passage in given_)
    if not any(has(tidied, passage) for passage in given_):
        assert left == [tidied]


@given(st.text(max_size=200))
def test_a_tidy_text_has_nothing_that_cannot_be_printed_and_stays_tidy(text: str) -> None:
    tidied = tidy(text)
    odd = {one for one in tidied if unicodedata.category(one) in {"Cc", "Cs", "Co", "Zl", "Zp"}}
    assert odd <= {"\n"}
    assert tidy(tidied) == tidied


@given(st.text(string.printable, max_size=100))
def test_passages_come_one_a_line(given_: str) -> None:
    try:
        found = passages(given_)
    except Invalid:
        return
    assert len(found) == len(set(found))
    assert all(passage and "\n" not in passage for passage in found)


@pytest.mark.parametrize("given_", ["a", "Bo\n\u200bx", "\n".join(f"namn {n}" for n in range(201))])
def test_what_cannot_be_masked_is_refused(given_: str) -> None:
    with pytest.raises(Invalid):
        passages(given_)


def test_hostile_text_takes_no_time() -> None:
    text = ("a" + "\u200b \u00ad" * 50) * 200
    many = tuple(f"{'a ' * 20}b{n}" for n in range(200))
    assert mask(text, many, BAR).text == text
