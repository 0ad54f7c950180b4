"""What staff code in a case: codes of the closed lists beside the reporter's own groups. Preliminary, never a finding.

A coding is whole: each one says everything, and the newest holds. Codes never change meaning and the list's version is
kept, so that an old coding stays readable; a rule that is added later must not refuse what an earlier version allowed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incidents.core.errors import Invalid
from incidents.core.languages import sentence
from incidents.core.vocabulary import VERSION, vocabulary

#: The lists that staff code, in the order in which they are shown.
FIELDS = (
    "scope",
    "hate_event",
    "priority",
    "area",
    "ground",
    "actor_type",
    "own_operation",
    "form",
    "ground_basis",
    "event_type",
    "bias_motive",
    "bias_indicator",
    "need",
    "corroboration",
)
#: What every coding must say: three decisions, each with an answer for whoever does not know.
NEEDED = {
    "scope": sentence("Välj en preliminär bedömning."),
    "hate_event": sentence("Svara om det kan vara en hathändelse."),
    "priority": sentence("Välj prioritet."),
}
#: What is coded of a hate event only.
HATE_PART = ("event_type", "bias_motive", "bias_indicator")
#: Answers that say that there is nothing to choose: they stand alone.
_ALONE = {
    "ground": "unknown",
    "form": "unknown",
    "actor_type": "unknown",
    "bias_motive": "unknown",
    "event_type": "none",
}
_MEANS_LAW = frozenset({"dl_likely", "dl_and_crime"})

#: Codes by list; what is not coded is absent.
Codes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the codes of a list, in a sentence for people."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    broken: Callable[[Codes], bool]
    sentence: str


def _has(codes: Codes, name: str, *wanted: str) -> bool:
    return not set(wanted).isdisjoint(codes.get(name, ()))


#: What contradicts itself or the law (DOMAIN 8). Sexual harassment is free of such a rule: it needs no ground.
_RULES = (
    _Rule(
        "ground",
        lambda codes: (
            _has(codes, "form", "inaccessibility") and not _has(codes, "ground", "disability")
        ),
        sentence("Bristande tillgänglighet kräver grunden funktionsnedsättning."),
    ),
    _Rule(
        "form",
        lambda codes: _has(codes, "form", "inaccessibility") and _has(codes, "area", "housing"),
        sentence(
            "Bristande tillgänglighet gäller inte bostäder i lagen. Välj regel eller hinder som drabbar många."
        ),
    ),
    _Rule(
        "scope",
        lambda codes: (
            _has(codes, "area", "defence")
            and codes.get("ground") == ("age",)
            and _has(codes, "scope", *_MEANS_LAW)
        ),
        sentence("Lagen omfattar inte ålder i värnplikt och militär utbildning."),
    ),
    _Rule(
        "ground_basis",
        lambda codes: "ground_basis" in codes and "ground" not in codes,
        sentence("Välj också vilken grund det gäller."),
    ),
    _Rule(
        "hate_event",
        lambda codes: _has(codes, "hate_event", "no") and any(name in codes for name in HATE_PART),
        sentence("Du har svarat nej men kodat hathändelsen. Ändra svaret, eller ta bort koderna."),
    ),
)


def problems(codes: Codes) -> tuple[Problem, ...]:
    """Everything for which these codes are no coding, list by list."""
    foreign = [Problem(name, sentence("Listan finns inte.")) for name in set(codes) - set(FIELDS)]
    missing = [Problem(name, needed) for name, needed in NEEDED.items() if not codes.get(name)]
    chosen = [found for name in FIELDS if name in codes for found in _chosen(name, codes[name])]
    broken = [Problem(rule.name, rule.sentence) for rule in _RULES if rule.broken(codes)]
    return (*foreign, *missing, *chosen, *broken)


def _chosen(name: str, codes: tuple[str, ...]) -> Iterable[Problem]:
    listed = vocabulary(name)
    known = {item.code for item in listed.items}
    if not codes or not set(codes) <= known or len(set(codes)) != len(codes):
        yield Problem(name, sentence("Välj ett av svaren i listan."))
    if len(codes) > 1 and not listed.multiple:
        yield Problem(name, sentence("Välj bara ett svar."))
    if len(codes) > 1 and _ALONE.get(name) in codes:
        yield Problem(
            name, sentence("”Vet inte” och ”ingen” går inte att välja tillsammans med annat.")
        )


@dataclass(frozen=True, slots=True)
class Coding:
    """Codes by list, and the version of the lists. Raises `Invalid` for what contradicts itself."""

    codes: Codes = field(default_factory=dict)
    vocabulary_version: int = VERSION

    def __post_init__(self) -> None:
        for problem in problems(self.codes):
            raise Invalid(problem.sentence)

    def single(self, name: str) -> str:
        """The code of a list with one answer; empty when it is not coded."""
        return next(iter(self.codes.get(name, ())), "")

    def has(self, name: str, *codes: str) -> bool:
        """Whether one of these codes was chosen."""
        return _has(self.codes, name, *codes)

    @property
    def priority(self) -> int:
        """1 to 4, as the desk card counts it."""
        return int(self.single("priority").removeprefix("p"))

    @property
    def is_hate_event(self) -> bool:
        """A hate event, or perhaps one: then it is coded as such."""
        return self.has("hate_event", "yes", "unclear")

    def bra_groups(self) -> tuple[str, ...]:
        """The groups of the national statistics in which the motives count (list `bias_motive`)."""
        return self._derived("bias_motive", 0)

    def odihr_categories(self) -> tuple[str, ...]:
        """The categories of the OSCE's hate crime reporting in which the motives count."""
        return self._derived("bias_motive", 1)

    def _derived(self, name: str, place: int) -> tuple[str, ...]:
        """The parts of the codes' notes (`group > category`), each once, in the list's order."""
        chosen = [item for item in vocabulary(name).items if item.code in self.codes.get(name, ())]
        return tuple(dict.fromkeys(item.note.split(" > ")[place] for item in chosen))

    def offence_groups(self) -> tuple[str, ...]:
        """The groups of offences in which the events count, as the list names them."""
        chosen = self.codes.get("event_type", ())
        notes = [item.note for item in vocabulary("event_type").items if item.code in chosen]
        return tuple(dict.fromkeys(note for note in notes if note != "none"))

    def document(self) -> dict[str, object]:
        """The form that is sealed; lists and codes in an order that says nothing of who ticked what first."""
        ordered = {
            name: [item.code for item in vocabulary(name).items if item.code in self.codes[name]]
            for name in FIELDS
            if name in self.codes
        }
        return {"codes": ordered, "vocabulary": self.vocabulary_version}


def coding_in(content: Mapping[str, Any]) -> Coding:
    """The coding that a sealed document says (`Coding.document`); ValueError for anything else."""
    try:
        codes = {str(name): tuple(chosen) for name, chosen in content["codes"].items()}
        if not isinstance(content["vocabulary"], int):
            raise ValueError("a coding without the version of its lists")  # noqa: TRY004 - one error for every cause
        return Coding(codes, content["vocabulary"])
    except (AttributeError, Invalid, KeyError, TypeError) as error:
        raise ValueError("not a coding") from error


def changed(before: Coding | None, after: Coding) -> tuple[str, ...]:
    """The lists in which a coding says something else than the one before."""
    earlier = before.codes if before else {}
    return tuple(
        name for name in FIELDS if set(earlier.get(name, ())) != set(after.codes.get(name, ()))
    )
