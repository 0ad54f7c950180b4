"""What a law makes us tell: announced in full, no question, to those whom the law names, and from the day after."""

import re
from datetime import timedelta

import pytest

from incidents.core.bases import PROVISIONS
from incidents.web.basiswords import LAWS
from tests.basing import WORDS, in_words, inbox, opened, page, post, text_of, today
from tests.looking import every_row
from tests.support import Installed


def test_every_law_that_makes_us_tell_has_its_words() -> None:
    assert set(LAWS) == {one.code for one in PROVISIONS}


@pytest.mark.parametrize(
    ("lang", "no_question"),
    [
        ("sv", "Det här är ingen fråga, och du behöver inte svara."),
        ("en", "This is not a question, and you do not have to answer."),
        ("ar", "هذا ليس سؤالاً، ولا يلزمك أن تجيب."),
        ("sv-lattlast", "Det här är ingen fråga. Du behöver inte svara."),
    ],
)
def test_a_duty_is_told_in_full_and_asks_for_nothing(
    sqlite_installation: Installed, lang: str, no_question: str
) -> None:
    lena, reference, resident = opened(sqlite_installation, lang)
    more = {"translated": "The same in my words."} if lang in ("en", "ar") else {}
    assert post(lena, reference, "duty", **more).status_code == 303
    tomorrow = in_words(sqlite_installation, lang, today() + timedelta(days=1))
    for name in ("inbox", "inbox/consent"):
        html = resident.get(name).get_data(as_text=True)
        (panel,) = re.findall(r'<section[^>]*id="duty-\d+".*?</section>', html, re.DOTALL)
        told = text_of(panel)
        for words in (no_question, WORDS, tomorrow, "Eva Lund, enhetschef", *more.values()):
            assert words in told, words
        assert f'lang="{lang[:2]}"' in panel or lang.startswith("sv")
        assert "<form" not in panel and "<button" not in panel
        assert f'href="/{lang}/help"' in panel
    assert 'class="answer-' not in resident.get("inbox/consent").get_data(as_text=True)


def test_it_may_be_done_the_day_after_and_the_page_says_from_when(
    sqlite_installation: Installed,
) -> None:
    lena, reference, resident = opened(sqlite_installation)
    post(lena, reference, "duty", name="Mottagningen i Nordstad")
    tomorrow = in_words(sqlite_installation, "sv", today() + timedelta(days=1))
    told = text_of(page(lena, reference))
    assert "Får göras först" in told and "Beslutat av Eva Lund, enhetschef." in told
    assert "socialtjänstlagen 19 kap. 1 § (orosanmälan)" in told
    assert "Mottagningen i Nordstad" in told
    assert f"Tidigast den {tomorrow}." in inbox(resident)
    assert "Mottagningen i Nordstad" in inbox(resident)
    thread = text_of(lena.case(reference))
    assert "Meddelade personen vad lagen kräver" in thread and WORDS in thread


def test_only_for_a_child_it_may_be_done_at_once(sqlite_installation: Installed) -> None:
    lena, reference, resident = opened(sqlite_installation)
    school = {"provision": "school", "receiver": "huvudman", "urgent": "y"}
    refused = post(lena, reference, "duty", **school)
    assert refused.status_code == 400
    assert "Bara när ett barn kan vara i fara" in text_of(refused)
    assert post(lena, reference, "duty", urgent="y").status_code == 303
    assert "Genast, för ett barn kan vara i fara." in inbox(resident)
    assert "Får göras genast" in text_of(page(lena, reference))


WRONG_DUTY = (
    {"provision": "hunch"},
    {"receiver": ""},
    {"receiver": "do"},
    {"receiver": "polisen"},
    {"receiver": "huvudman"},
    {"provision": "employer", "receiver": "huvudman"},
    {"decided_by": " "},
    {"decided_by": "x" * 121},
    {"name": "x" * 121},
    {"text": ""},
    {"text": "x" * 4001},
    {"translated": "x" * 20_001},
)


def test_a_duty_that_no_law_names_is_refused_and_nothing_is_told(
    sqlite_installation: Installed,
) -> None:
    lena, reference, resident = opened(sqlite_installation)
    for wrong in WRONG_DUTY:
        refused = post(lena, reference, "duty", **wrong)
        assert (wrong, refused.status_code) == (wrong, 400)
        assert "Det här behöver rättas" in text_of(refused)
    assert "Lagen kräver att vi berättar" not in inbox(resident)


def test_the_audit_tells_that_it_was_done_and_not_by_which_law(installation: Installed) -> None:
    lena, reference, _ = opened(installation)
    post(lena, reference, "duty")
    history = text_of(lena.client.get(f"/desk/cases/{reference}/history"))
    assert "Meddelade personen vad lagen kräver" in history
    stored = repr(every_row(installation))
    assert "case.duty_announced" in stored
    for words in ("concern", "Eva Lund", "fara illa", "socialtjänst"):
        assert words not in stored
