"""The six standard replies: in every language, and nothing in them that somebody would have to fill in."""

import re

from incidents.core.languages import languages
from incidents.core.replies import TEXTS, Reply
from incidents.web.locale import catalogue

SIX = ["received", "question", "rights", "time_limit", "consent", "closing"]


def test_there_are_six() -> None:
    assert list(TEXTS) == [Reply(name) for name in SIX]


def test_every_offered_language_says_all_six_in_its_own_words() -> None:
    said = {
        code: [catalogue(code).gettext(text) for text in TEXTS.values()] for code in languages()
    }
    assert said["sv"] == list(TEXTS.values())
    every = [text for texts in said.values() for text in texts]
    assert len(set(every)) == len(SIX) * len(languages())
    assert all(re.search(r"[\u0600-\u06ff]", text) for text in said["ar"])


def test_none_holds_anything_to_fill_in() -> None:
    for code in languages():
        for text in TEXTS.values():
            assert re.findall(r"[%{}\[\]<>_]|\.\.\.|XX", catalogue(code).gettext(text)) == []
