"""A release in words, charts and tables for people: support (commitment 3) and hate crime (10), Swedish and English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from incidents.core.commitments import COMMITMENTS
from incidents.core.languages import sentence
from incidents.core.publication import CameIn
from incidents.core.statistics.plan import TOTAL, Dimension
from incidents.core.statistics.release import HIDDEN, Published
from incidents.documents.model import Block, Bullets, Document, Heading, Note, Paragraph, Table
from incidents.publishing.wording import Say, heading, label, period

#: Under which commitment each measure stands.
_UNDER = {3: ("reports", "replies", "closings", "referrals", "answers"), 10: ("events",)}
_SEVERAL = sentence(
    "En rapport kan räknas på flera ställen i tabellen. Lägg därför inte ihop talen."
)
_FREE = "https://creativecommons.org/publicdomain/zero/"


@dataclass(frozen=True, slots=True)
class Told:
    """What a report is made of: the tables of a release, and how many reports came in to each quarter."""

    tables: Sequence[Published]
    dims: Mapping[str, Dimension]
    about: Mapping[str, Any]
    came_in: Sequence[CameIn]


def release_report(told: Told, language: str, say: Say) -> Document:
    """The report; `say` translates."""
    about = told.about
    alone = say(sentence("Statistik om diskriminering och hathändelser, publicering %(release)s"))
    together = say(sentence("Statistik om diskriminering och hathändelser i flera kommuner"))
    return Document(
        together if "municipalities" in about else alone % {"release": about["release"]},
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
    if "municipalities" in told.about:
        names = ", ".join(told.about["municipalities"].values())
        yield Paragraph(say(sentence("Kommuner: %(names)s.")) % {"names": names})
    yield Heading(2, say(sentence("Rapporter som kom in")))
    if not told.came_in:
        yield Paragraph(say(sentence("Inget kvartal är stängt hos alla.")))
        return
    yield from _came_in(told.came_in, say)


def _came_in(quarters: Sequence[CameIn], say: Say) -> Iterator[Block]:
    """With how many no table counts (STATISTICS.md, rule 10), where the release knows it."""
    caption = say(sentence("Rapporter som kom in, kvartal för kvartal"))
    head = (say(sentence("Kvartal")), say(sentence("Antal")))
    rows = tuple((period(one.period, say), str(one.count)) for one in quarters)
    bars = tuple(one.count for one in quarters)
    if all(one.excluded is None for one in quarters):
        yield Table(caption, head, rows, bars)
        return
    left = tuple("–" if one.excluded is None else str(one.excluded) for one in quarters)
    wider = tuple((*row, last) for row, last in zip(rows, left, strict=True))
    yield Table(caption, (*head, say(sentence("Varav inte med i tabellerna"))), wider, bars)
    yield Paragraph(say(sentence("Test, dubbletter och skräp är inte med i tabellerna.")))


def _commitments(told: Told, say: Say) -> Iterator[Block]:
    for number, measures in _UNDER.items():
        yield Heading(2, f"{number}. {say(COMMITMENTS[number])}")
        # One dimension may stand in two tables: the same numbers need not be said twice.
        found = {
            block.caption: (block, several)
            for measure in measures
            for table in told.tables
            if table.slice.table.measure == measure
            for block, several in _table(table, told.dims, say)
        }
        for block, several in found.values():
            yield block
            if several:
                yield Paragraph(say(_SEVERAL))
        if not found:
            yield Paragraph(say(sentence("Här är det för få för att redovisas.")))


def _table(
    table: Published, dims: Mapping[str, Dimension], say: Say
) -> Iterator[tuple[Table, bool]]:
    """A chart for each dimension, over everything that the others divide, and whether its parts overlap."""
    one, names = table.slice, table.slice.table.dims
    for name in names:
        dim = dims[name]
        counts = [
            (code, table.values[tuple(code if each == name else TOTAL for each in names)])
            for code in (*dim.codes, TOTAL)
        ]
        shown = Table(
            heading(one, f"{say(dim.title)}, {period(one.period.code, say)}", say),
            (say(dim.title), say(sentence("Antal"))),
            tuple(
                (say(label(one, dim, code)), HIDDEN if count is None else str(count))
                for code, count in counts
            ),
            # The whole, in the last row, is no bar among its parts.
            tuple(count for _, count in counts[:-1]),
            say(sentence("visas inte")),
        )
        yield shown, dim.multiple


def _end(told: Told, say: Say) -> Iterator[Block]:
    yield Heading(2, say(sentence("Så är siffrorna gjorda")))
    most = {"most": told.about["threshold"] - 1}
    hidden = sentence(
        "Talet visas inte. Det är litet (1–%(most)s), eller så skulle det avslöja ett litet tal."
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
                    "Publicerade siffror ändras inte, och den här filen ändras inte heller. Ett fel rättas med "
                    "ord bredvid siffran på sidan med statistiken, och det står tydligt."
                )
            ),
            *_not_here(told.about, say),
            say(sentence("Alla tabeller finns som filer bredvid den här rapporten.")),
        )
    )
    licence = str(told.about["licence"])
    if licence.startswith(_FREE):
        licence = " ".join((say(sentence("Fritt att använda:")), "CC0 1.0"))
    versions = sentence(
        "Publicering %(release)s. Reglernas version: %(rules)s. Planens version: %(plan)s. Tröskel (k): %(threshold)s."
    )
    yield Paragraph(
        say(versions)
        % {
            "release": told.about["release"],
            "rules": told.about["rules_version"],
            "plan": told.about["plan_version"],
            "threshold": told.about["threshold"],
        }
    )
    yield Paragraph(f"{say(str(told.about['contact']))}. {licence}")


def _not_here(about: Mapping[str, Any], say: Say) -> Iterator[str]:
    """How much is left out. What it is stands in the files, in Swedish: this may be the English report."""
    left_out = sentence(
        "Tabeller som inte är med, eftersom det är för få för att redovisas: %(count)s."
    )
    apart = sentence(
        "Delar av kommunernas statistik som inte kan visas tillsammans: %(count)s. Filen tables.xlsx säger vilka."
    )
    if "municipalities" in about:
        yield say(apart) % {"count": len(about["not_together"])}
    else:
        yield say(left_out) % {"count": len(about["too_few"])}
