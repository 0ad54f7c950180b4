"""The pen of one packet: our sentences in its language, people's own words without what is masked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from incidents.core.errors import Invalid
from incidents.core.languages import languages
from incidents.core.referral_packet import masking
from incidents.core.referral_packet.bar import EXPLAINED, MASKED, bar
from incidents.core.referral_packet.document import Item
from incidents.core.referral_packet.writing import Say
from incidents.core.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Speech:
    """How a packet speaks: its language, the catalogue's lookup, and short titles of the lists in that language."""

    language: str
    say: Say
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The language as programs call it."""
        return tag_of(self.language)

    def title(self, name: str) -> str:
        """What a list is called."""
        return self.titles.get(name) or self.say(vocabulary(name).question or name)


class Pen:
    """Writes items, and remembers which passages it met."""

    def __init__(self, speech: Speech, masked: tuple[str, ...] = ()) -> None:
        masking.check(masked)
        self.speech = speech
        self.bar = bar(speech.say(MASKED))
        self._masked = masked
        self._met: set[str] = set()

    def own(self, text: str) -> str:
        """Words that somebody wrote."""
        found = masking.mask(masking.tidy(text), self._masked, self.bar)
        self._met |= found.met
        return found.text

    def said(self, sentence: str) -> str:
        """A sentence of ours."""
        return self.speech.say(sentence)

    def text(self, name: str, label: str, text: str, language: str = "") -> Item:
        """Somebody's words, paragraph by paragraph, in their language; `label` is said already."""
        lines = tuple(line for line in self.own(text).split("\n") if line.strip())
        return Item(name, lines, label, language=tag_of(language) or self.speech.tag)

    def field(self, name: str, label: str, text: str, empty: str) -> Item:
        """A field that somebody wrote, or our sentence where it is empty."""
        said = self.said(label)
        return (
            self.text(name, said, text)
            if masking.tidy(text)
            else Item(name, (self.said(empty),), said)
        )

    def coded(self, name: str, groups: tuple[str, ...], labels: tuple[str, ...]) -> Item:
        """Answers of a list, in words and as codes."""
        words = tuple(self.said(label) for label in labels)
        return Item(name, words, self.speech.title(name), groups)

    def explained(self) -> tuple[Item, ...]:
        """What the bar means, where there is one. Raises `Invalid` for a passage that stands nowhere."""
        if self._met != set(self._masked):
            raise Invalid(
                "Det du vill maska finns inte i de valda delarna. Kontrollera stavningen."
            )
        if not self._masked:
            return ()
        return (Item("masked", (self.said(EXPLAINED) % {"bar": self.bar},)),)


def tag_of(language: str) -> str:
    """A language as programs call it; empty for none, and `und` for what no list has."""
    if not language:
        return ""
    known = languages().get(language)
    if known is not None:
        return known.tag
    plain = language.isascii() and language.isalpha() and language.islower()
    return language if plain and len(language) in (2, 3) else "und"
