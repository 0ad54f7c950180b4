"""Easy Swedish: a catalogue of its own, short sentences, and Swedish for browsers, dates and the desk."""

import re

from incidents.core.languages import languages
from tests.support import Installed, Resident
from tools import catalogues

EASY = "sv-lattlast"
#: Names of laws and articles stand in a sentence as they are.
LAW = re.compile(r"\s*\([^()]*\d[^()]*\)")
MOST_WORDS = 16


def sentences() -> dict[str, str]:
    """Every sentence of the catalogue by its ordinary Swedish; each number of it by itself."""
    path = catalogues.FOLDER / EASY / "LC_MESSAGES/messages.po"
    found: dict[str, str] = {}
    for one in catalogues.load(path):
        if one.id:
            ids, texts = (
                [x] if isinstance(x, str) else list(x or ()) for x in (one.id, one.string)
            )
            found.update(zip(ids, texts, strict=True))
    return found


def longest(text: str) -> int:
    """Words of its longest sentence, laws left out."""
    parts = re.split(r"(?<=[.?!:])\s+", LAW.sub("", text))
    return max(len(part.split()) for part in parts)


def easy(installed: Installed) -> Resident:
    return Resident(installed.app.test_client(), EASY)


def test_no_sentence_is_longer_than_sixteen_words() -> None:
    assert {said for said in sentences().values() if longest(said) > MOST_WORDS} == set()


def test_it_is_swedish_in_the_page_and_stands_beside_swedish_under_its_own_name(
    sqlite_installation: Installed,
) -> None:
    page = easy(sqlite_installation).get("").get_data(as_text=True)
    assert '<html lang="sv" dir="ltr">' in page
    assert 'href="/sv-lattlast/" lang="sv" hreflang="sv" dir="ltr" aria-current="true"' in page
    assert ">Lättläst svenska</a>" in page
    assert "Har något hänt som inte är okej? Berätta." in page


def test_no_browser_is_led_there_unasked(sqlite_installation: Installed) -> None:
    client = sqlite_installation.app.test_client()
    for asked in ("sv", "sv-SE,sv;q=0.9", "sv-lattlast", "de", ""):
        answer = client.get("/", headers={"Accept-Language": asked})
        assert (asked, answer.headers["Location"]) == (asked, "/sv/")


def test_the_switch_keeps_step_and_answers(sqlite_installation: Installed) -> None:
    resident = sqlite_installation.resident()
    resident.submit("before", device="own", readers="no")
    resident.submit("story", story="En händelse vid torget.")
    page = resident.get("story").get_data(as_text=True)
    assert 'href="/sv-lattlast/story"' in page
    switched = resident.client.get("/sv-lattlast/story").get_data(as_text=True)
    assert "En händelse vid torget." in switched
    assert "Berätta med dina egna ord." in switched


def test_the_desk_gets_a_swedish_report_and_answers_in_swedish(
    sqlite_installation: Installed,
) -> None:
    resident = easy(sqlite_installation)
    code = resident.send("En händelse.")
    resident.come_back(code)
    resident.submit("inbox", text="Mer om händelsen.")
    desk = sqlite_installation.desk("lena")
    (reference,) = desk.queue()
    desk.answer_cover(reference)
    page = desk.case(reference).get_data(as_text=True)
    assert page.count(EASY) == 1  # standard replies can be put in in easy Swedish
    chosen = re.findall(r'<option[^>]*value="([\w-]+)"[^>]*>svenska', page)
    # The languages of the standard replies, the answer, the question of consent, and both sides of a translation.
    assert chosen == ["sv"] * 5


def test_every_language_has_a_tag_that_browsers_know() -> None:
    assert {code: one.tag for code, one in languages().items()} == {
        "sv": "sv",
        EASY: "sv",
        "en": "en",
        "ar": "ar",
    }
