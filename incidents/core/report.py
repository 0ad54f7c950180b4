"""A report as the resident sends it. The invariants stand in the constructors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from incidents.core.errors import Invalid
from incidents.core.lists import DISTRICT, OWN_LISTS, UNIT, check_version, well_formed
from incidents.core.vocabulary import VERSION, vocabularies

STORY_MOST = 20_000
CONTACT_MOST = 500
#: What a person was told before a report was sent: since 1, that what stands at a place may be told of
#: (docs/adr/0043); since 2, also what several have in common (docs/adr/0044). Nobody was told by a letter: 0.
NOTICE = 2
_OF_ALERTS, _OF_POOLING = 1, 2


#: Threat, violence, insult and propaganda: after these the group aimed at is asked (DOMAIN 7).
_AGAINST_GROUPS = frozenset({"insulted", "threatened", "attacked", "place"})
_PLACES_MATTER = frozenset({"service", "leisure", "outside"})
#: Whose doing it is that a part of the municipality can be named; the areas that count where nobody is named.
_MUNICIPAL = frozenset({"municipality", "company", "contractor"})
_MUNICIPAL_AREAS = frozenset({"education", "care", "authority"})
_NOBODY_NAMED = frozenset({"unknown"})


class Readers(StrEnum):
    """Whether the report concerns somebody who reads the reports, or their manager."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Contact:
    """How a reporter may be reached besides the code; sealed apart from the report."""

    mode: str
    value: str
    safe_times: str = ""

    def __post_init__(self) -> None:
        if self.mode not in ("phone", "email", "post") or not self.value.strip():
            raise Invalid("Skriv hur vi kan nå dig, eller välj ett annat sätt.")
        if len(self.value) > CONTACT_MOST or len(self.safe_times) > CONTACT_MOST:
            raise Invalid("Texten är för lång.")

    def document(self) -> dict[str, object]:
        """The form that is sealed."""
        return {"mode": self.mode, "value": self.value, "safe_times": self.safe_times}


@dataclass(frozen=True, slots=True)
class Report:
    """Story and answers. `answers` maps a vocabulary's name to the public groups chosen; unanswered ones are absent."""

    story: str
    language: str
    readers: Readers
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contact: Contact | None = None
    vocabulary_version: int = VERSION
    #: The versions of the municipality's own lists that answers were chosen from, by list.
    list_versions: Mapping[str, int] = field(default_factory=dict)
    #: What the person was told before; 0: nothing, or before `NOTICE` was kept.
    notice: int = NOTICE

    def __post_init__(self) -> None:
        check_story(self.story)
        for name, groups in self.answers.items():
            _check_answer(name, groups)
        for version in self.list_versions.values():
            check_version(version)

    def single(self, name: str) -> str | None:
        """The answer to a single-choice question, or None."""
        return next(iter(self.answers.get(name, ())), None)

    @property
    def register_only(self) -> bool:
        """The reporter only wants it counted (the statistics-only track)."""
        return self.answers.get("wish") == ("register",)

    @property
    def may_answer(self) -> bool:
        """Whether the reporter wants to hear from us at all."""
        return self.single("contact_mode") != "none"

    def document(self) -> dict[str, object]:
        """The form that is sealed; contact details are never in it."""
        own = {name: self.list_versions.get(name, 0) for name in OWN_LISTS if name in self.answers}
        return {
            "story": self.story,
            "readers": self.readers.value,
            "answers": {name: list(groups) for name, groups in self.answers.items()},
            "vocabulary": self.vocabulary_version,
            **({"lists": own} if own else {}),
            "notice": self.notice,
        }


def asked_after(answers: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The vocabularies that are asked about, given the answers so far: some questions follow from others."""
    needless = set()
    events = _AGAINST_GROUPS.intersection(answers.get("what_happened", ()))
    if not events:
        needless.add("bias_motive")
    if not events and not _PLACES_MATTER.intersection(answers.get("area", ())):
        needless |= {"place_type", DISTRICT}
    if answers.get("under18") != ("yes",) or answers.get("reporter_role") != ("self",):
        needless.add("guardians")
    if not _of_the_municipality(answers):
        needless.add(UNIT)
    return _every_question() - needless


@cache
def _every_question() -> frozenset[str]:
    return frozenset({*vocabularies(), *OWN_LISTS})


def _of_the_municipality(answers: Mapping[str, tuple[str, ...]]) -> bool:
    """Who did it decides; where that is not known, the area."""
    named = set(answers.get("actor_type", ())) - _NOBODY_NAMED
    if named:
        return not _MUNICIPAL.isdisjoint(named)
    return not _MUNICIPAL_AREAS.isdisjoint(answers.get("area", ()))


def report_in(content: Mapping[str, Any], language: str) -> Report:
    """The report that a sealed document says (`Report.document`), without contact details."""
    return Report(
        content["story"],
        language,
        Readers(content["readers"]),
        {name: tuple(groups) for name, groups in content["answers"].items()},
        vocabulary_version=content["vocabulary"],
        list_versions=content.get("lists", {}),
        notice=content.get("notice", 0),
    )


def told_of_alerts(content: Mapping[str, Any]) -> bool:
    """Whether whoever sent this sealed document was told of place alerts first."""
    return _notice(content) >= _OF_ALERTS


def told_of_pooling(content: Mapping[str, Any]) -> bool:
    """Whether whoever sent this sealed document was told of pooled feedback first."""
    return _notice(content) >= _OF_POOLING


def _notice(content: Mapping[str, Any]) -> int:
    notice = content.get("notice")
    return notice if isinstance(notice, int) else 0


def check_story(story: str) -> None:
    """1 to 20,000 characters with something in them; line ends count once."""
    if not story.strip():
        raise Invalid("Berätta vad som hände. Några ord räcker.")
    if len(story) > STORY_MOST:
        raise Invalid(
            "Texten är längre än 20 000 tecken. Korta den, eller skicka resten i ett meddelande efteråt."
        )


def _check_answer(name: str, groups: tuple[str, ...]) -> None:
    if name in OWN_LISTS:
        if not well_formed(groups):
            raise Invalid("Välj ett av svaren i listan.")
        return
    vocabulary = vocabularies().get(name)
    if vocabulary is None:
        raise Invalid("Frågan finns inte.")
    chosen = set(groups)
    if not groups or not chosen <= vocabulary.public_codes or len(chosen) != len(groups):
        raise Invalid("Välj ett av svaren i listan.")
    if len(groups) > 1 and not vocabulary.multiple:
        raise Invalid("Välj bara ett svar.")
