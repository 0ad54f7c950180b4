"""The answers and the live figures as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.answers import words as said
from incidents.answers.telling import Answer, Question
from incidents.core.live import Figure, Live
from incidents.core.publication import Publication
from incidents.openstatistics import words
from incidents.openstatistics.charts import Bar, bars, number
from incidents.openstatistics.present import Chart, Correction, drawing
from incidents.web.locale import AT_DESK, gettext
from incidents.web.moments import day

#: Newest months in the chart of the dashboard.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Copied:
    """An answer in one language; `id` is that of the element which is copied."""

    id: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answers, each in every language of the desk."""

    id: str
    question: str
    answers: tuple[tuple[Copied, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A quarter or year of the live figures."""

    label: str
    cells: tuple[str, ...]
    total: bool


def asked(answers: Iterable[Answer]) -> list[Asked]:
    """The questions in order with all that answers them."""
    by_question: dict[Question, list[Answer]] = {}
    for one in answers:
        by_question.setdefault(one.question, []).append(one)
    return [
        Asked(question.value, str(said.QUESTIONS[question]), tuple(_copied(question, found)))
        for question, found in by_question.items()
    ]


def _copied(question: Question, found: list[Answer]) -> Iterable[tuple[Copied, ...]]:
    for place, answer in enumerate(found):
        name = f"{question.value}-{place}"
        yield tuple(Copied(f"{name}-{lang}", lang, said.text(answer, lang)) for lang in AT_DESK)


def live_rows(live: Live) -> list[Row]:
    """Quarters and years, the newest first."""
    return [
        Row(
            words.period(code),
            tuple(number(live.numbers[code][column]) for column in Figure),
            total="Q" not in code,
        )
        for code in reversed(live.rows())
    ]


def live_months(live: Live) -> Chart:
    """How many came in, month by month."""
    months = sorted(code for code in live.numbers if "-" in code)[-MONTHS:]
    caption = gettext("Rapporter som kom in, månad för månad")
    found = [Bar(words.period(one), live.numbers[one][Figure.RECEIVED]) for one in months]
    return Chart(caption, bars(found, drawing(caption)))


def corrections(publication: Publication) -> list[Correction]:
    """Those of the tables that the pages speak of, and of every release: how many came in stands there for all of them.

    Each says of what it is, in Swedish, and in English where it was written too: answers are copied in both.
    """
    tables = {one.id: words.when(words.said(one.title), one.period) for one in publication.latest()}
    found = []
    for one in publication.errata:
        release = "" if one.table else gettext("Publicering %(name)s", name=one.release)
        if where := tables.get(one.table, release):
            when = f"{where}. {day(one.day)}"
            found.append(Correction(when, one.text, "sv"))
            found += [Correction(when, one.english, "en")] if one.english else []
    return found
