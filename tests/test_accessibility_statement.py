"""The accessibility statement claims nothing that no test looks at, and promises nothing that is not there."""

import ast
from pathlib import Path

from incidents.core.accessibility import Shortcoming, statement
from incidents.core.vocabulary import vocabulary
from tests import test_translations
from tests.browser import test_accessibility, test_journey, test_keyboard

AXE = "test_no_page_in_any_state_has_a_finding"
#: Each sentence of *how we tested*, and the tests of the ordinary run that do it.
TESTED = {
    "Ett program har gått igenom varje sida i flera lägen, på mobil och dator, i ljust och mörkt läge.": {
        (test_accessibility, AXE),
    },
    "Vi har gått igenom hela vägen med bara tangentbord.": {
        (test_keyboard, "test_a_report_is_sent_and_the_code_used_by_keyboard_alone"),
    },
    # 1280 by 1024 at 400 % is 320 by 256.
    "Vi har prövat 320 bildpunkters bredd, 400 procents förstoring och större avstånd i texten.": {
        (test_accessibility, AXE),
    },
    "Vi har prövat utan skript och med text från höger till vänster.": {
        (test_journey, "test_story_answer_and_reply_arrive_exactly"),
    },
}


def ordinary_tests(path: str) -> set[str]:
    """The tests of a file that are not marked as slow as a whole."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return {
        one.name
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
        and one.name.startswith("test_")
        and not any(ast.unparse(mark) == "pytest.mark.slow" for mark in one.decorator_list)
    }


def test_each_thing_that_is_said_to_be_tested_has_a_test() -> None:
    assert set(statement().tested) == set(TESTED)
    for tests in TESTED.values():
        for module, name in tests:
            assert name in ordinary_tests(str(module.__file__)), name


def test_the_ordinary_run_meets_phone_and_computer_light_and_dark_both_directions_and_no_script() -> (
    None
):
    looks = test_accessibility.PAIRWISE
    assert set(looks) == {"sv", "ar"}
    for each in looks.values():
        widths, schemes = (set(values) for values in zip(*each, strict=True))
        assert (widths, schemes) == ({375, 1280}, {"light", "dark"})
    assert test_accessibility.NARROW == (320, 256)
    assert {(lang, scripts) for lang, _, scripts in test_journey.PAIRWISE} == {
        (lang, scripts) for lang in test_journey.DIRECTIONS for scripts in test_journey.SCRIPTS
    }
    assert set(test_journey.DIRECTIONS.values()) == {"ltr", "rtl"}


def shortcoming(word: str) -> Shortcoming:
    """The one that speaks of this."""
    (found,) = (one for one in statement().shortcomings if word in one.what)
    return found


def test_what_there_is_instead_is_there() -> None:
    assert "teckenspråkstolk i formuläret" in shortcoming("teckenspråk").instead
    labels = {choice.code: choice.label for choice in vocabulary("interpreter_need").public()}
    assert labels["sign"] == "Teckenspråkstolk"
    assert "Sidan säger när texten inte är granskad" in shortcoming("Översättningarna").instead
    told = "test_a_page_says_its_language_its_direction_and_that_nobody_has_reviewed_it"
    assert told in ordinary_tests(str(test_translations.__file__))
