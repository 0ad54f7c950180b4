"""A letter that the person sends herself: her own words, her language, and no municipality."""

import pytest

from incidents.core.errors import Invalid
from incidents.core.referral_packet.choosing import Chosen
from incidents.core.referral_packet.document import Receiver
from incidents.core.referral_packet.letter import letter
from incidents.core.referral_packet.pen import Speech
from incidents.web.locale import catalogue
from tests.packets import (
    DAY,
    DO,
    HERS,
    INSIDE,
    NOTHING,
    SWEDISH,
    case,
    words,
)

LANGUAGES = ["sv", "en", "ar", "sv-lattlast"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_her_letter_speaks_her_language_and_names_no_municipality(language: str) -> None:
    speech = Speech(language, catalogue(language).gettext)
    document = letter(DAY, DO, case(), HERS, speech)
    assert (document.sender, document.basis, document.id, document.reference) == (
        None,
        None,
        "",
        "",
    )
    said = words(document)
    assert "Zaynab" in said
    assert "kommun" not in said.replace("Kommunen:", "").lower()
    assert (
        document.title
        == {
            "sv": "Mitt brev",
            "en": "My letter",
            "ar": "رسالتي",
            "sv-lattlast": "Mitt brev",
        }[language]
    )


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(texts=frozenset({5})),
        Chosen(texts=frozenset({8})),
        Chosen(coding=frozenset({"scope"})),
        Chosen(files=frozenset({7})),
        Chosen(contact=True),
        Chosen(reference=True),
    ],
)
def test_her_letter_holds_what_she_wrote_alone(chosen: Chosen) -> None:
    with pytest.raises(Invalid, match="själv har skrivit"):
        letter(DAY, DO, case(), chosen, SWEDISH)


def test_a_letter_that_chose_nothing_has_nothing_of_the_case() -> None:
    said = words(letter(DAY, Receiver("boj", "Brottsofferjouren"), case(), NOTHING, SWEDISH))
    assert [word for word in INSIDE if word in said] == []
