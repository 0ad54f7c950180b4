"""A release in words, charts and tables for people: support (commitment 3) and hate crime (10), Swedish and English."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from incidents.core.commitments import COMMITMENTS
from incidents.core.languages import sentence
from incidents.core.publication import MEASURES
from incidents.core.statistics.plan import TOTAL, Dimension
from incidents.core.statistics.release import HIDDEN, Published
from incidents.documents.model import Block, Bullets, Document, Heading, Note, Paragraph, Table

#: Under which commitment each measure stands.
_UNDER = {3: ("reports", "replies", "closings", "referrals", "answers"), 10: ("events",)}
_PERIOD = re.compile(r"(?P<year>\d{4})(?P<kind>[QH])(?P<number>\d)", re.ASCII)
_FREE = "https://creativecommons.org/publicdomain/zero/"
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a report is made of: the tables of a release, and how many reports came in by quarter."""

    tables: Sequence[Published]
    dims: Mapping[str, Dimension]
    about: Mapping[str, Any]
    came_in: Sequence[tuple[str, int]]


def release_report(told: Told, language: str, say: Say) -> Document:
    """The report; `say` translates."""
    about = told.about
    title = say(sentence("Statistik om diskriminering och hathändelser, publicering %(release)s"))
    return Document(
        title % {"release": about["release"]},
        language,
        date.fromisoformat(about["frozen"]),
        say(str(about["contact"])),
        (*_begin(told, language, say), *_commitments(told, say), *_end(told, say)),
    )


def _begin(told: Told, language: str, say: Say) -> Iterator[Block]:
    frozen = say(sentence("Siffrorna är låsta %(day)s och ändras inte."))
    day = date.fromisoformat(told.about["frozen"])
    yield Paragraph(frozen % {"day": format_date(day, "long", locale=language)})
    yield Note(
        say(
            sentence(
                "Fler rapporter betyder inte att diskrimineringen ökar; det kan betyda att fler vågar berätta."
            )
        )
    )
    yield Heading(2, say(sentence("Rapporter som kom in")))
    yield Table(
        say(sentence("Rapporter som kom in, kvartal för kvartal")),
        (say(sentence("Kvartal")), say(sentence("Antal"))),
        tuple((_period(code, say), str(count)) for code, count in told.came_in),
        tuple(count for _, count in told.came_in),
    )


def _period(code: str, say: Say) -> str:
    found = _PERIOD.fullmatch(code)
    if found is None:
        return code.replace("-", "–")
    quarter, half = sentence("kvartal %(number)s %(year)s"), sentence("halvår %(number)s %(year)s")
    return say(quarter if found["kind"] == "Q" else half) % found.groupdict()


def _commitments(told: Told, say: Say) -> Iterator[Block]:
    for number, measures in _UNDER.items():
        yield Heading(2, f"{number}. {say(COMMITMENTS[number])}")
        # One dimension may stand in two tables: the same numbers need not be said twice.
        found = {
            block.caption: block
            for measure in measures
            for table in told.tables
            if table.slice.table.measure == measure
            for block in _table(table, told.dims, say)
        }
        yield from found.values() or (
            Paragraph(say(sentence("Här är det för få för att redovisas."))),
        )


def _table(table: Published, dims: Mapping[str, Dimension], say: Say) -> Iterator[Table]:
    """A chart for each dimension, over everything that the others divide."""
    one, names = table.slice, table.slice.table.dims
    what = say(MEASURES[one.table.measure])
    for name in names:
        dim = dims[name]
        counts = [
            (code, table.values[tuple(code if each == name else TOTAL for each in names)])
            for code in (*dim.codes, TOTAL)
        ]
        yield Table(
            f"{what}: {say(dim.title)}, {_period(one.period.code, say)}",
            (say(dim.title), say(sentence("Antal"))),
            tuple(
                (_label(dim, code, say), HIDDEN if count is None else str(count))
                for code, count in counts
            ),
            # The whole, in the last row, is no bar among its parts.
            tuple(count for _, count in counts[:-1]),
            say(sentence("visas inte")),
        )


def _label(dim: Dimension, code: str, say: Say) -> str:
    return say(sentence("Alla tillsammans") if code == TOTAL else dim.label(code))


def _end(told: Told, say: Say) -> Iterator[Block]:
    yield Heading(2, say(sentence("Så är siffrorna gjorda")))
    most = {"most": told.about["threshold"] - 1}
    hidden = sentence(
        "Talet visas inte. Det är litet (1–%(most)s), eller så skulle det avslöja ett litet tal."
    )
    left_out = sentence(
        "Tabeller som inte är med, eftersom det är för få för att redovisas: %(count)s."
    )
    yield Bullets(
        (
            say(
                sentence(
                    "En rapport hör till den dag då den kom in. Ett kvartal som är stängt får inga fler rapporter."
                )
            ),
            f"{HIDDEN} {say(hidden) % most}",
            say(sentence("Alla siffror är exakta.")),
            say(
                sentence(
                    "Publicerade siffror ändras inte. Ett fel rättas i en ny version, och det står tydligt."
                )
            ),
            say(left_out) % {"count": len(told.about["too_few"])},
            say(sentence("Alla tabeller finns som filer bredvid den här rapporten.")),
        )
    )
    licence = str(told.about["licence"])
    if licence.startswith(_FREE):
        licence = " ".join((say(sentence("Fritt att använda:")), "CC0 1.0"))
    yield Paragraph(f"{say(str(told.about['contact']))}. {licence}")
