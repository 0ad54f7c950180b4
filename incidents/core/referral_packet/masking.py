"""Masking: passages are taken out of everything that people wrote, for good; a bar tells nothing of them."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.core.errors import Invalid

PASSAGE_LEAST = 2
PASSAGES_MOST = 200
#: Marks that nobody sees: they may stand inside a word, and would hide it from a search.
_UNSEEN = frozenset(
    map(
        chr,
        (
            *(0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF),
            *range(0x200B, 0x2010),
            *range(0x202A, 0x202F),
            *range(0x2060, 0x2065),
            *range(0x2066, 0x206A),
            *range(0xFE00, 0xFE10),
        ),
    )
)
#: Neither a letter nor anything else that means the same everywhere: private use, half a pair.
_NOTHING = frozenset({"Co", "Cs"})
_BREAKS = frozenset({"Zl", "Zp"})


def tidy(text: str) -> str:
    """The text as it is sent: composed letters, line ends of one kind, no control characters."""
    joined = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_letter(one) for one in joined).strip()


def _letter(one: str) -> str:
    category = unicodedata.category(one)
    if category in _BREAKS:
        return "\n"
    if category == "Cc" and one != "\n":
        return " "
    return "\ufffd" if category in _NOTHING or _no_character(one) else one


def _no_character(one: str) -> bool:
    return ord(one) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(one) <= 0xFDEF


def passages(given: str) -> tuple[str, ...]:
    """What a caseworker wrote to be masked, one passage a line, each once; raises `Invalid`."""
    lines = (" ".join(line.split()) for line in tidy(given).split("\n"))
    found = tuple(dict.fromkeys(line for line in lines if line))
    check(found)
    return found


def check(given: tuple[str, ...]) -> None:
    """Raises `Invalid` for passages that cannot be masked."""
    if any(len(_seen(tidy(one))) < PASSAGE_LEAST for one in given):
        raise Invalid("Det som ska maskas behöver vara minst två tecken.")
    if len(given) > PASSAGES_MOST:
        raise Invalid("Maska högst 200 ställen. Välj hellre färre delar.")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without the passages, and which of them stood in it."""

    text: str
    met: frozenset[str]


def mask(text: str, given: tuple[str, ...], bar: str) -> Masked:
    """A tidy text without the passages, wherever they stand and however they are written."""
    folded, places = _folded(text)
    found = {one: list(_spans(folded, places, _folded(tidy(one))[0].strip())) for one in given}
    kept, at = list[str](), 0
    for start, end in _joined(text, [span for spans in found.values() for span in spans]):
        kept += [text[at:start], bar]
        at = end
    met = frozenset(one for one, spans in found.items() if spans)
    return Masked("".join([*kept, text[at:]]), met)


def has(text: str, passage: str) -> bool:
    """Whether a passage stands in a tidy text."""
    return bool(mask(text, (passage,), "").met)


def folded(text: str) -> str:
    """A tidy text as it is searched."""
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """A text as it is searched: small letters, one space for several, no unseen marks; and where each letter stands."""
    letters, places = list[str](), list[int]()
    for at, one in enumerate(text):
        if one in _UNSEEN or (one.isspace() and letters and letters[-1] == " "):
            continue
        for letter in " " if one.isspace() else one.casefold():
            letters.append(letter)
            places.append(at)
    return "".join(letters), places


def _spans(folded: str, places: list[int], passage: str) -> Iterator[tuple[int, int]]:
    """Every place of a passage in the text itself, those that overlap too."""
    at = folded.find(passage)
    while passage and at >= 0:
        yield places[at], places[at + len(passage) - 1] + 1
        at = folded.find(passage, at + 1)


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order; with only space between them two are one: two bars would tell of two words."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and not _seen(text[found[-1][1] : start]).strip():
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _seen(text: str) -> str:
    return "".join(one for one in text if one not in _UNSEEN)
