"""What the coordinator writes herself in the two-yearly report: texts for each commitment, and composite examples.

An example is made of at least three cases and tells of none. It is shown once somebody else has approved its words.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from incidents.core.cells import Column, choice, text
from incidents.core.commitments import COMMITMENTS
from incidents.core.errors import Invalid, NotFound
from incidents.core.languages import sentence
from incidents.core.register import Register, Wrong, put

_NOT_ALONE = sentence("Den som skrev typfallet kan inte godkänna det.")
#: The text that stands before all commitments.
WHOLE = 0
LANGUAGES = ("sv", "en")
MOST = 4_000


class Kind(StrEnum):
    """What is written. Codes never change meaning."""

    TEXT = "text"
    EXAMPLE = "example"


_KIND_WORDS = {Kind.TEXT: "text", Kind.EXAMPLE: "typfall"}
_NUMBERS = {number: str(number) for number in (WHOLE, *COMMITMENTS)}


@dataclass(frozen=True, slots=True)
class Chapter:
    """A text of a commitment in one language. `written` and `approved`: ids of who did it, `approved` mostly empty."""

    id: str
    kind: Kind
    commitment: int
    language: str
    text: str
    written: str
    approved: str

    @property
    def shown(self) -> bool:
        """Whether it stands in the report."""
        alone = self.approved in ("", self.written)
        return self.kind is Kind.TEXT or not alone


def _check(chapter: Chapter, _today: date) -> None:
    if chapter.approved and chapter.approved == chapter.written:
        raise Wrong("approved", _NOT_ALONE)


def _key(chapter: Chapter) -> Hashable:
    """One text for each commitment and language, and any number of examples."""
    if chapter.kind is Kind.EXAMPLE:
        return chapter.id
    return chapter.commitment, chapter.language


CHAPTERS = Register(
    "chapters",
    {
        "kind": choice("slag", _KIND_WORDS),
        "commitment": choice("åtagande", _NUMBERS),
        "language": choice("språk", {one: one for one in LANGUAGES}),
        "text": text("text", MOST, long=True),
        "written": Column("skriven av", str),
        "approved": Column("godkänd av", str),
    },
    Chapter,
    _check,
    _key,
)


def written(chapters: tuple[Chapter, ...], chapter: Chapter, *, by: str) -> tuple[Chapter, ...]:
    """With these words, at this place and in this language; none take it away.

    Others than before are somebody's own, and nobody has approved them.
    """
    found = _found(chapters, chapter.id)
    if found is not None and _says(found) == _says(chapter):
        return chapters
    if not chapter.text:
        return tuple(one for one in chapters if one.id != chapter.id)
    return put(chapters, replace(chapter, written=by, approved=""), _key)


def _says(chapter: Chapter) -> tuple[str, int, str]:
    return chapter.text, chapter.commitment, chapter.language


def approved(chapters: tuple[Chapter, ...], id_: str, *, by: str) -> tuple[Chapter, ...]:
    """With an example approved; raises `Invalid` for whoever wrote it."""
    found = _found(chapters, id_)
    if found is None or found.kind is not Kind.EXAMPLE:
        raise NotFound("Typfallet finns inte.")
    if found.written == by:
        raise Invalid(_NOT_ALONE)
    return put(chapters, replace(found, approved=by), _key)


def _found(chapters: Iterable[Chapter], id_: str) -> Chapter | None:
    return next((one for one in chapters if one.id == id_), None)


def of(
    chapters: Iterable[Chapter], kind: Kind, commitment: int, language: str
) -> tuple[Chapter, ...]:
    """What is written of one kind for a commitment in one language."""
    wanted = (kind, commitment, language)
    return tuple(one for one in chapters if (one.kind, one.commitment, one.language) == wanted)
