"""What leads from a text that is told outside to a case: its number, somebody's number or address, a reporter's words.

What cannot be seen hides nothing: each text is searched as `plain` makes it.
"""

import re
from collections.abc import Iterable

from incidents.core.case import REFERENCE_ALPHABET, REFERENCE_LENGTH
from incidents.core.entry import Entry, Kind
from incidents.core.referral_packet.masking import folded, tidy
from incidents.core.selfid import identifiers

#: So many words in a row that stand in a case too are a quotation.
QUOTED = 6
_DASH = r"\s?[-\u2010-\u2015\u2212]\s?"
_REFERENCE = re.compile(
    rf"\b[A-Z]{{2}}{_DASH}\d{{4}}{_DASH}[{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH}}}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
#: The kinds of entry with words of a reporter's, or a translation of them, and where these stand.
_WRITTEN = {
    Kind.REPORT: "story",
    Kind.MESSAGE: "text",
    Kind.TRANSLATION: "text",
    Kind.HANDED: "text",
}


def plain(text: str) -> str:
    """The text as it is searched."""
    return folded(tidy(text))


def words(text: str) -> list[str]:
    """Its words, in order, as they are compared."""
    return _WORD.findall(plain(text))


def has_reference(text: str) -> bool:
    """Whether a case number stands in it."""
    return _REFERENCE.search(plain(text)) is not None


def has_identifier(text: str) -> bool:
    """Whether a telephone number, a personal identity number or a mail address stands in it."""
    return bool(identifiers(plain(text)))


def quotes(text: str, told: Iterable[str]) -> bool:
    """Whether it says six words in a row that stand in one of these."""
    runs = _runs(text)
    return bool(runs) and any(not runs.isdisjoint(_runs(one)) for one in told)


def written(entries: Iterable[Entry]) -> list[str]:
    """What the reporter of a case wrote, and what translations of it say."""
    return [str(one.content.get(_WRITTEN[one.kind], "")) for one in entries if one.kind in _WRITTEN]


def _runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return set(zip(*(found[start:] for start in range(QUOTED)), strict=False))
