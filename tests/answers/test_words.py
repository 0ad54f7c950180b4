"""The sentences in words: right for 0, 1 and many in both languages, and no number that is not a claim."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from incidents.answers import words
from incidents.answers.claims import Claim, Known, Now, Register
from incidents.answers.telling import Answer, Kind, Question, Sentence, Source, answers
from incidents.core.live import Figure
from incidents.core.publication import Dimension, Table
from incidents.openstatistics.charts import number
from tests.answering import TODAY, known_of, publication_in
from tests.openstatistics.showing import app_on

LANGUAGES = ("sv", "en")


@pytest.fixture(autouse=True, scope="module")
def request_context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    data = tmp_path_factory.mktemp("data")
    with app_on(data / "none", data).test_request_context("/desk/answers"):
        yield


def said(lang: str, *sentences: Sentence) -> str:
    """The sentences alone, without their source."""
    answer = Answer(Question.MANY, sentences, Source.REGISTER, TODAY)
    return re.split(r" (?:Källa|Source): ", words.text(answer, lang))[0]


def counted(kind: Kind, *counts: int, period: str = "2027") -> Sentence:
    claims = tuple(Claim(count, Now(period, Figure.RECEIVED)) for count in counts)
    return Sentence(kind, claims, period)


@pytest.mark.parametrize(
    ("kind", "counts", "swedish", "english"),
    [
        (
            Kind.SO_FAR,
            (0,),
            "Hittills under 2027 har vi tagit emot 0 rapporter.",
            "So far in 2027 we have received 0 reports.",
        ),
        (
            Kind.SO_FAR,
            (1,),
            "Hittills under 2027 har vi tagit emot 1 rapport.",
            "So far in 2027 we have received 1 report.",
        ),
        (
            Kind.YEAR,
            (1234,),
            "Under 2027 tog vi emot 1\u202f234 rapporter.",
            "In 2027 we received 1\u202f234 reports.",
        ),
        (
            Kind.YEAR,
            (1,),
            "Under 2027 tog vi emot 1 rapport.",
            "In 2027 we received 1 report.",
        ),
        (
            Kind.IN_TIME,
            (26, 31),
            "26 av 31 rapporter som kom 2027 fick svar eller blev klara inom 10 arbetsdagar.",
            "26 of 31 reports that came in 2027 were answered or closed within 10 working days.",
        ),
        (
            Kind.IN_TIME,
            (0, 1),
            "0 av 1 rapport som kom 2027 fick svar eller blev klar inom 10 arbetsdagar.",
            "0 of 1 report that came in 2027 was answered or closed within 10 working days.",
        ),
        (Kind.LATER, (1,), "För 1 rapport tog det längre tid.", "For 1 report it took longer."),
        (Kind.WAITING, (2,), "2 rapporter väntar ännu.", "2 reports are still waiting."),
        (
            Kind.PROPOSED,
            (0,),
            "Vi har inte föreslagit någon förändring än.",
            "We have not proposed any change yet.",
        ),
        (Kind.PROPOSED, (6,), "Vi har föreslagit 6 förändringar.", "We have proposed 6 changes."),
        (Kind.DONE, (1,), "1 är genomförd.", "1 has been carried out."),
        (Kind.DONE, (5,), "5 är genomförda.", "5 have been carried out."),
    ],
)
def test_a_sentence_bends_after_its_number(
    kind: Kind, counts: tuple[int, ...], swedish: str, english: str
) -> None:
    sentence = counted(kind, *counts)
    assert (said("sv", sentence), said("en", sentence)) == (swedish, english)


def table(measure: str, name: str, *codes: str) -> tuple[Table, Dimension]:
    dim = Dimension(name, "Titel", {one: one for one in ("ALL", *codes)}, "ALL", multiple=False)
    return Table("T@2027", "r8", measure, "Titel", "2027", (dim,), {}), dim


@pytest.mark.parametrize(
    ("name", "code", "one", "many"),
    [
        (
            "matter",
            "discrimination",
            "1 rapport gällde diskriminering.",
            "24 rapporter gällde diskriminering.",
        ),
        ("matter", "other", "1 rapport gällde annat.", "24 rapporter gällde annat."),
        (
            "own_two",
            "yes",
            "1 rapport gällde kommunens egna verksamheter eller bolag.",
            "24 rapporter gällde kommunens egna verksamheter eller bolag.",
        ),
        ("new", "green", "green: 1.", "green: 24."),
    ],
)
def test_a_code_has_a_sentence_of_its_own_or_its_label(
    name: str, code: str, one: str, many: str
) -> None:
    found, dim = table("reports", name, code)
    for count, expected in ((1, one), (24, many)):
        claim = Claim(count, Register())
        assert said("sv", Sentence(Kind.COUNT, (claim,), "", found, dim, (code,))) == expected


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("reports", "Sammanlagt 1 rapport."),
        ("events", "Sammanlagt 1 misstänkt hathändelse."),
        ("closings", "Sammanlagt 1 avslutat ärende."),
        ("referrals", "Vi hänvisade någon vidare 1 gång."),
        ("answers", "Vi fick 1 svar."),
        ("stars", "Sammanlagt 1."),
    ],
)
def test_a_whole_is_named_by_what_is_counted(measure: str, expected: str) -> None:
    found, dim = table(measure, "any", "a")
    assert said("sv", Sentence(Kind.TOTAL, (Claim(1, Register()),), "", found, dim)) == expected


def test_what_is_not_there_is_answered_with_a_day() -> None:
    answer = Answer(Question.HATE, (), Source.NONE, date(2027, 1, 30))
    assert (
        words.text(answer, "sv")
        == "Så små tal lämnar vi inte ut; nästa siffror kommer 30 januari 2027."
    )
    assert (
        words.text(answer, "en")
        == "We do not give out numbers this small; the next figures come on 30 January 2027."
    )


def test_what_these_two_years_have_no_table_of_is_said_in_words() -> None:
    sentence = Sentence(Kind.NOT_TOLD, (), "2026-2027")
    assert said("sv", sentence) == "Det här redovisar vi inte för 2026–2027: det är för få."
    assert said("en", sentence) == "We do not report this for 2026–2027: there are too few."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_in_every_sentence_is_one_of_its_claims(published: Path, lang: str) -> None:
    known: Known = known_of(publication_in(published))
    for answer in answers(known, TODAY):
        for sentence in answer.sentences:
            text = said(lang, sentence)
            claimed = {number(claim.value) for claim in sentence.claims}
            if sentence.kind in (Kind.COUNT, Kind.TOTAL):
                assert text.rstrip(".").endswith(tuple(claimed)) or any(
                    re.search(rf"\b{re.escape(one)}\b", text) for one in claimed
                )
            free = {"10", sentence.period, *re.findall(r"\d+", sentence.period)}
            labels = " ".join(sentence.dim.labels.values()) if sentence.dim else ""
            free |= set(re.findall(r"\d+", labels))
            found = set(re.findall(r"\d[\d\u202f]*", text))
            assert found <= claimed | free, text
            assert "%" not in text and "None" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_has_its_day_and_where_it_is_from(published: Path, lang: str) -> None:
    source = {"sv": "Källa: ", "en": "Source: "}[lang]
    year = {Source.LIVE: "2028", Source.RELEASE: "2028", Source.REGISTER: "2028"}
    for answer in answers(known_of(publication_in(published)), TODAY):
        text = words.text(answer, lang)
        if answer.source is Source.NONE:
            continue
        assert source in text
        assert year[answer.source] in text.partition(source)[2]
