"""Standard replies in the answer's composer: put in without a script, beside what was typed, and never sent by that."""

import re
from html import unescape

from incidents.core.replies import TEXTS, Reply
from incidents.web.locale import catalogue
from tests.support import DeskUser, Installed, Resident, fields

ARABIC = catalogue("ar").gettext(TEXTS[Reply.RECEIVED])


def prepared(installation: Installed, lang: str = "ar") -> tuple[DeskUser, str]:
    """A report in this language, opened by Lena."""
    Resident(installation.app.test_client(), lang).send("قصة طويلة")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    return lena, reference


def typed(html: str) -> str:
    """What stands in the answer's field."""
    found = re.search(
        r'<textarea[^>]*id="answer-text"[^>]*>\r?\n?(.*?)</textarea>', html, re.DOTALL
    )
    assert found
    return unescape(found.group(1)).replace("\r\n", "\n")


def chosen(html: str, name: str) -> str:
    """What is chosen in a list of the answer's form."""
    form = html.split('id="answer"')[1].split("</form>", maxsplit=1)[0]
    options = form.split(f'name="{name}"')[1].split("</select>")[0]
    found = re.search(r'<option selected value="([^"]*)"', options)
    return found.group(1) if found else ""


def test_they_stand_in_swedish_beside_the_reporters_language(
    sqlite_installation: Installed,
) -> None:
    lena, reference = prepared(sqlite_installation)
    html = lena.case(reference).get_data(as_text=True)
    assert chosen(html, "reply_language") == "ar"
    pairs = re.findall(r'<p lang="sv">(.*?)</p><p lang="ar" dir="rtl">(.*?)</p>', html)
    shown = [unescape(swedish).replace("\N{SOFT HYPHEN}", "") for swedish, _ in pairs]
    assert shown == list(TEXTS.values())
    assert unescape(pairs[0][1]) == ARABIC


def test_one_is_put_in_with_its_language_and_nothing_is_sent(installation: Installed) -> None:
    lena, reference = prepared(installation)
    answer = lena.act(reference, "answer", text="", reply="received", reply_language="ar")
    html = answer.get_data(as_text=True)
    assert (answer.status_code, typed(html), chosen(html, "language")) == (200, ARABIC, "ar")
    assert f"{TEXTS[Reply.RECEIVED]}</textarea>" in html
    assert "Det här behöver rättas" not in html
    assert "Inget än." in lena.case(reference).get_data(as_text=True)


def test_it_comes_after_what_was_typed_and_only_once(sqlite_installation: Installed) -> None:
    lena, reference = prepared(sqlite_installation)
    swedish = TEXTS[Reply.RIGHTS]
    values = {"language": "en", "reply": "rights", "reply_language": "sv"}
    first = lena.act(reference, "answer", text="My own words.", **values).get_data(as_text=True)
    assert typed(first) == f"My own words.\n\n{swedish}"
    assert chosen(first, "language") == "en"
    again = lena.act(reference, "answer", text=typed(first), **values).get_data(as_text=True)
    assert typed(again) == typed(first)


def test_a_reply_or_a_language_that_does_not_exist_does_no_harm(
    sqlite_installation: Installed,
) -> None:
    lena, reference = prepared(sqlite_installation)
    foreign = lena.act(reference, "answer", text="", reply="rights", reply_language="xx")
    assert typed(foreign.get_data(as_text=True)) == TEXTS[Reply.RIGHTS]
    sent = lena.act(reference, "answer", text="Mitt svar", reply="pigeon")
    assert sent.status_code == 303


def test_an_answer_in_two_languages_shows_the_reporters_first_and_the_swedish_folded(
    installation: Installed,
) -> None:
    resident = Resident(installation.app.test_client(), "ar")
    code = resident.send("قصة طويلة")
    lena = installation.desk("lena")
    (reference,) = lena.queue()
    lena.answer_cover(reference)
    pair = {"text": "جواب", "language": "ar", "swedish": "Ett svar"}
    for _ in range(2):
        assert lena.act(reference, "answer", **pair, once="the same").status_code == 303
    inbox = resident.come_back(code).get_data(as_text=True)
    assert re.findall(r'lang="(\w+)">(جواب|Ett svar)</div>', inbox) == [
        ("ar", "جواب"),
        ("sv", "Ett svar"),
    ]
    folded = inbox.split("<summary>بالسويدية</summary>")
    assert (len(folded), "Ett svar" in folded[1]) == (2, True)
    desk = lena.case(reference).get_data(as_text=True)
    assert re.findall(r'lang="(\w+)">(جواب|Ett svar)</div>', desk) == [
        ("ar", "جواب"),
        ("sv", "Ett svar"),
    ]


def test_beside_a_swedish_answer_there_is_no_other_swedish(
    sqlite_installation: Installed,
) -> None:
    lena, reference = prepared(sqlite_installation)
    pair = {"text": "جواب", "language": "sv", "swedish": "Ett svar"}
    refused = lena.act(reference, "answer", **pair)
    html = refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert "Välj vilket språk svaret är skrivet på" in html
    assert "Ett svar</textarea>" in html


def test_both_texts_wait_for_the_next_log_in(installation: Installed) -> None:
    _, reference = prepared(installation)
    stranger = DeskUser(installation.app.test_client())
    pair = {"text": "جواب", "language": "ar", "swedish": "Ett svar"}
    late = stranger.client.post(f"/desk/cases/{reference}/answer", data=pair)
    carried = fields(late, 'id="login"')
    entered = {"name": "lena", "passphrase": installation.passphrases["lena"]}
    stranger.client.post("/desk/login", data={**carried, **entered})
    stranger.answer_cover(reference)
    html = stranger.case(reference).get_data(as_text=True)
    assert typed(html) == "جواب"
    assert re.search(r'name="swedish"[^>]*>\r?\n?Ett svar</textarea>', html)
