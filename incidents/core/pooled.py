"""Feedback pooled from several cases: which cases may be pooled, what may be written, and the document that is given.

No consent covers it, so nobody must be recognised by it: not by a single case, not by a day, not by words of her own.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from incidents.core.canonical import encode
from incidents.core.case import REFERENCE_ALPHABET, REFERENCE_LENGTH
from incidents.core.coding import Coding
from incidents.core.danger import Answers
from incidents.core.errors import Invalid
from incidents.core.help.answers import AREAS
from incidents.core.linking import MOST, TOO_MANY, Link, LinkKind
from incidents.core.lists import FIXED, UNIT
from incidents.core.referral_packet.document import Item, Section, Sender
from incidents.core.vocabulary import vocabulary

LEAST = 3
TEXT_MOST = 4_000
NAME_MOST = 100
#: So many words in a row that stand in a case too are a quotation.
QUOTED = 6
_REFERENCE = re.compile(
    rf"\b[A-Z]{{2}}-\d{{4}}-[{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH}}}\b", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_TITLE = "Samlad återkoppling"
_HOW_TO_READ = (
    "Texten bygger på vad minst tre personer har berättat för kommunen, var för sig.",
    "Kommunen har inte prövat om det stämmer, och avgör inte om någon har brutit mot lagen.",
    "Försök inte ta reda på vilka de är.",
    "Den som har anmält diskriminering får inte straffas för det (diskrimineringslagen 2 kap. 18 och 19 §§).",
)


@dataclass(frozen=True, slots=True)
class PoolCase:
    """A case as it is pooled. `whole`: every entry of it could be read, and verifies."""

    id: bytes
    links: tuple[Link, ...] = ()
    areas: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    stopped: bool = False
    whole: bool = True
    #: To whom it has been told in pooled feedback before, as `same_name` writes names.
    before: frozenset[str] = frozenset()


def same_name(name: str) -> str:
    """A receiver's name as it is compared: without the difference that spaces and capital letters make."""
    return " ".join(name.casefold().split())


def areas_of(answers: Answers, coding: Coding | None) -> frozenset[str]:
    """The areas of a case, as the public groups call them: by what staff coded, else by the reporter's own answer."""
    codes = set(coding.codes.get("area", ())) if coding else set()
    if not codes:
        return frozenset(answers.get("area", ())) & AREAS
    groups = vocabulary("area").groups
    return frozenset(one.code for one in groups if codes & set(one.codes)) & AREAS


def units_of(answers: Answers) -> frozenset[str]:
    """The parts of the municipality that it is about."""
    return frozenset(answers.get(UNIT, ())) - frozenset(FIXED[UNIT])


def check_pool(cases: Sequence[PoolCase]) -> None:
    """Raises `Invalid`, with the reason, unless these cases may be pooled."""
    if len({case.id for case in cases}) < LEAST:
        raise Invalid("En samlad återkoppling bygger på minst tre ärenden.")
    if len(cases) > MOST:
        raise Invalid(TOO_MANY)
    if not all(case.whole for case in cases):
        raise Invalid(
            "Ett av ärendena kan inte läsas helt. Då går det inte att se om det hör ihop med ett annat."
        )
    if any(case.stopped for case in cases):
        raise Invalid("I ett av ärendena har personen bett oss att sluta. Då är det inte med.")
    kinds = joined(cases)
    if LinkKind.SAME_PERSON in kinds:
        raise Invalid("Två av ärendena kommer från samma person. Minst tre olika personer behövs.")
    if kinds:
        raise Invalid(
            "Två av ärendena är länkade med varandra eller med samma ärende. Välj bara olika händelser."
        )
    if not (frozenset.intersection(*(case.areas for case in cases)) or _one_unit(cases)):
        raise Invalid("Ärendena gäller inte samma område eller samma del av kommunen.")


def check_new(cases: Sequence[PoolCase], to: str) -> None:
    """Raises `Invalid` where the receiver could see what one or two new cases add to an earlier one."""
    new = [case for case in cases if same_name(to) not in case.before]
    if len(new) < LEAST:
        raise Invalid(
            "Mottagaren har redan fått en återkoppling som bygger på några av ärendena. Minst tre måste vara nya."
        )


def _one_unit(cases: Sequence[PoolCase]) -> frozenset[str]:
    return frozenset.intersection(*(case.units for case in cases))


def joined(cases: Iterable[PoolCase]) -> frozenset[LinkKind]:
    """The kinds of the links by which any two of them hang together: with each other, or both with the same case.

    A link may stand in only one of the two: the other is read by people who must not hear of it.
    """
    found: set[LinkKind] = set()
    for one, other in combinations(cases, 2):
        shared = _ends(one) & _ends(other)
        found |= {link.kind for link in (*one.links, *other.links) if link.case_id in shared}
    return frozenset(found)


def _ends(case: PoolCase) -> set[bytes]:
    return {case.id, *(link.case_id for link in case.links)}


def check_text(text: str, told: Iterable[str]) -> None:
    """Raises `Invalid` for a text that leads to a case; `told`: what the reporters wrote, and translations."""
    if not text.strip():
        raise Invalid("Skriv vad som är gemensamt.")
    if len(text) > TEXT_MOST:
        raise Invalid("Texten är för lång. Skriv högst 4 000 tecken.")
    if _REFERENCE.search(text):
        raise Invalid("Det står ett ärendenummer i texten. Ta bort det.")
    written = _runs(text)
    if any(not written.isdisjoint(_runs(one)) for one in told):
        raise Invalid(
            "Texten citerar det som någon har skrivit. Skriv med egna ord vad som är gemensamt."
        )


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return set(zip(*(words[start:] for start in range(QUOTED)), strict=False))


def check_name(name: str) -> None:
    """Raises `Invalid` for what is no receiver's name."""
    if not name.strip():
        raise Invalid("Skriv vem som ska få den.")
    if len(name) > NAME_MOST or "\n" in name:
        raise Invalid("Skriv mottagarens namn på en rad, högst 100 tecken.")


@dataclass(frozen=True, slots=True)
class Feedback:
    """The document, Swedish like the receiver. Of the cases nothing is in it, not even how many they are."""

    day: date
    sender: Sender
    to: str
    text: str
    title: str = _TITLE
    language: str = "sv"

    def __post_init__(self) -> None:
        check_name(self.to)
        check_text(self.text, ())

    @property
    def sections(self) -> tuple[Section, ...]:
        """What stands in it."""
        sender = (self.sender.municipality, self.sender.function, self.sender.contact)
        said = tuple(line for line in self.text.split("\n") if line.strip())
        head = (
            Item("from", tuple(filter(None, sender)), "Från"),
            Item("to", (self.to,), "Till"),
            Item("day", (self.day.isoformat(),), "Dag"),
        )
        return (
            Section("head", "Vem som skriver", head),
            Section("common", "Det som är gemensamt", (Item("text", said),)),
            Section("reading", "Så ska texten läsas", (Item("reading", _HOW_TO_READ),)),
        )

    def pack(self) -> bytes:
        """The bytes from which the type setter draws the PDF."""
        return encode(
            {
                "kind": "pooled",
                "title": self.title,
                "language": self.language,
                "sections": [section.plain() for section in self.sections],
            }
        )

    @property
    def digest(self) -> str:
        """SHA-256 over those bytes, in hex: the same document, the same PDF."""
        return hashlib.sha256(self.pack()).hexdigest()
