"""Pooled feedback as it is given: for whom, which words lead to nobody, and the document."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from incidents.core.canonical import encode
from incidents.core.errors import Invalid
from incidents.core.lists import OwnList
from incidents.core.referral_packet.document import Item, Section, Sender
from incidents.core.referral_packet.masking import tidy
from incidents.core.traces import has_identifier, has_reference, plain, quotes, words

LEAST = 3
TEXT_MOST = 4_000
NAME_MOST = 100
_TITLE = "Samlad återkoppling"
_HOW_TO_READ = (
    "Texten bygger på minst tre ärenden hos kommunen som alla gäller er.",
    "Såvitt kommunen vet kommer ärendena från olika personer.",
    "Kommunen har inte prövat om det som står här stämmer, och avgör inte om någon har brutit mot lagen.",
    "Försök inte ta reda på vilka personerna är.",
    "Den som har anmält diskriminering får inte straffas för det (diskrimineringslagen 2 kap. 18 och 19 §§).",
)


def check_text(text: str, told: Iterable[str]) -> None:
    """Raises `Invalid` for a text that leads to a case; `told`: what the reporters wrote, and translations."""
    if not tidy(text):
        raise Invalid("Skriv vad som är gemensamt.")
    if len(text) > TEXT_MOST:
        raise Invalid("Texten är för lång. Skriv högst 4 000 tecken.")
    if has_reference(text):
        raise Invalid("Det står ett ärendenummer i texten. Ta bort det.")
    if has_identifier(text):
        raise Invalid(
            "Det står ett telefonnummer, ett personnummer eller en mejladress i texten. Ta bort det."
        )
    if quotes(text, told):
        raise Invalid(
            "Texten citerar det som någon har skrivit. Skriv med egna ord vad som är gemensamt."
        )


def check_name(name: str) -> None:
    """Raises `Invalid` for what is no receiver's name: it is read in every one of the cases."""
    if not same_name(name):
        raise Invalid("Skriv vem som ska få den.")
    control = any(unicodedata.category(one) == "Cc" for one in name)
    if len(name) > NAME_MOST or len(name.splitlines()) != 1 or control:
        raise Invalid("Skriv mottagarens namn på en rad, högst 100 tecken.")
    if has_reference(name) or has_identifier(name):
        raise Invalid(
            "Skriv bara mottagarens namn: inget ärendenummer, telefonnummer, personnummer eller mejl."
        )


def same_name(name: str) -> str:
    """A receiver's name as it is compared: without the difference that spaces and capital letters make."""
    return " ".join(plain(name).split())


def unit_named(name: str, units: OwnList) -> str:
    """The part of the municipality that a receiver's name says, alone or among other words; empty for none.

    Of several the one with the longest name: the pre-school of a school is not the school.
    """
    said = _spaced(name)
    named = [(_spaced(one), item.code) for item in units.items for one in item.names.values()]
    found = [(len(spaced), code) for spaced, code in named if spaced in said]
    return max(found, default=(0, ""))[1]


def _spaced(name: str) -> str:
    return f" {' '.join(words(name))} "


def keys_of(name: str, body: str) -> frozenset[str]:
    """By what a receiver is known again: the name, and the code where it is one of the directory."""
    return frozenset({f"name:{same_name(name)}"} | ({f"body:{body}"} if body else set()))


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom. `body`: the code in the directory; `unit`: the code of a part of the municipality; empty for none."""

    name: str
    body: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        check_name(self.name)

    @property
    def keys(self) -> frozenset[str]:
        """By what it is known again."""
        return keys_of(self.name, self.body)


@dataclass(frozen=True, slots=True)
class Feedback:
    """The document, Swedish like the receiver. Of the cases nothing is in it, not even how many they are."""

    day: date
    sender: Sender
    to: Receiver
    text: str
    title: str = _TITLE
    language: str = "sv"

    def __post_init__(self) -> None:
        check_text(self.text, ())

    @property
    def name(self) -> str:
        """The receiver's name as it is sent."""
        return tidy(self.to.name)

    @property
    def said(self) -> str:
        """The text as it is sent."""
        return tidy(self.text)

    @property
    def sections(self) -> tuple[Section, ...]:
        """What stands in it."""
        sender = (self.sender.municipality, self.sender.function, self.sender.contact)
        said = tuple(line for line in self.said.split("\n") if line.strip())
        head = (
            Item("from", tuple(filter(None, sender)), "Från"),
            Item("to", (self.name,), "Till"),
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
