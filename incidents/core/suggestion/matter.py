"""A case as the suggestion sees it: what staff have coded and, where they have not, what the reporter chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from incidents.core.coding import Coding
from incidents.core.coding_hints import beneath
from incidents.core.danger import Answers
from incidents.core.help.answers import Situated
from incidents.core.help.limits import span_of
from incidents.core.help.spans import Kind, Span, Window
from incidents.core.vocabulary import vocabulary

#: Areas that the Discrimination Act does not reach, by the notes of the list.
OUTSIDE_AREAS = frozenset(
    item.code
    for item in vocabulary("area").items
    if item.note.startswith(("not DL", "not covered"))
)
#: Everything that it does reach.
INSIDE_AREAS = (
    frozenset(item.code for item in vocabulary("area").items if item.note != "none") - OUTSIDE_AREAS
)
_INSIDE = frozenset({"dl_likely", "dl_unclear", "dl_and_crime"})
_OUTSIDE = frozenset(
    {"dl_outside", "crime_possible", "school_act", "work_env", "service_complaint", "none"}
)
#: Answers that say nothing of what it was.
_NOTHING = frozenset({"unknown", "none", "unsaid"})
_NO_AREA = frozenset({"other"})
_YOUNG = {"yes": True, "no": False}
_GROUPED = ("area", "ground", "actor_type")
#: What a reporter's answer may be in the lists that only staff choose from.
_FORMS = {
    "treated": ("direct", "indirect"),
    "barrier": ("inaccessibility",),
    "insulted": ("harassment",),
    "sexual": ("sexual_harassment",),
    "ignored": ("failure_to_act", "reprisal"),
}
_EVENTS = {
    "threatened": ("threat", "stalking"),
    "attacked": ("violence",),
    "sexual": ("sexual",),
    "place": ("damage", "graffiti", "symbol"),
}
_CRIMES = {
    "hate_crime": ("other",),
    "hate_speech": ("incitement",),
    "unlawful_discrimination": ("unlawful_discrimination",),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list: a group of the reporter's or, `coded`, of the staff; and the codes that it may be."""

    name: str
    code: str
    codes: tuple[str, ...]
    coded: bool = False


Choices = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is known of a case. `young` is None where nobody has said; an empty `region` is not known."""

    today: date
    areas: Choices = ()
    grounds: Choices = ()
    forms: Choices = ()
    events: Choices = ()
    operations: Choices = ()
    needs: Choices = ()
    wishes: Choices = ()
    scope: str = ""
    span: Span | None = None
    young: bool | None = None
    anonymous: bool = True
    language: str = "sv"
    region: tuple[str, ...] = ()

    @property
    def outside(self) -> bool:
        """Whether the Discrimination Act does probably not reach it."""
        if self.scope in _INSIDE:
            return False
        codes = {code for choice in self.areas for code in choice.codes}
        return self.scope in _OUTSIDE or (bool(codes) and codes <= OUTSIDE_AREAS)

    @property
    def silent(self) -> bool:
        """Whether nothing is known of what it was."""
        known = (self.areas, self.grounds, self.forms, self.events, self.operations)
        return not any(known)

    @property
    def only_counted(self) -> bool:
        """Whether the person wants it to be counted and nothing else."""
        return [wish.code for wish in self.wishes] == ["register"]


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of the person beside the answers."""

    language: str
    anonymous: bool


def matter_of(
    answers: Answers,
    coding: Coding | None,
    *,
    person: Person,
    happened: tuple[Window | None, Kind | None],
    region: tuple[str, ...],
    today: date,
) -> Matter:
    """What answers and coding say; `happened`: the days on which it can have been, and the limit where it is known."""
    seen = _Seen(answers, coding.codes if coding else {})
    return Matter(
        today,
        areas=seen.areas(),
        grounds=seen.grounds(),
        forms=seen.forms(),
        events=seen.events(),
        operations=seen.operations(),
        needs=seen.coded("need"),
        wishes=tuple(Choice("wish", wish, ()) for wish in answers.get("wish", ())),
        scope=coding.single("scope") if coding else "",
        span=span_of(Situated(seen.effective()), *happened),
        young=_YOUNG.get(next(iter(answers.get("under18", ())), "")),
        anonymous=person.anonymous,
        language=person.language,
        region=region,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """The reporter's answers and the staff's codes; in each list the codes come first."""

    answers: Answers
    codes: Mapping[str, tuple[str, ...]]

    def areas(self) -> Choices:
        return tuple(one for one in self._either("area") if one.code not in _NO_AREA)

    def grounds(self) -> Choices:
        found = self._either("ground")
        if "ground" in self.codes or "lgbtqi" not in self.answers.get("bias_motive", ()):
            return found
        # The motive says of whom it was; which of the two grounds it is nobody has asked.
        aimed = Choice("bias_motive", "lgbtqi", ("sexual_orientation", "transgender"))
        return (*found, aimed)

    def forms(self) -> Choices:
        if "form" in self.codes:
            return self.coded("form")
        found = self._happened(_FORMS)
        if self._without_ground() and "education" in self.effective().get("area", ()):
            found = (*found, Choice("area", "education", ("degrading_school",)))
        return found

    def _without_ground(self) -> bool:
        return not Situated(self.effective()).grounded

    def events(self) -> Choices:
        crimes = tuple(
            Choice("form", form, events, coded=True)
            for form, events in _CRIMES.items()
            if form in self.codes.get("form", ())
        )
        scope = next(iter(self.codes.get("scope", ())), "")
        if scope in {"crime_possible", "dl_and_crime"}:
            crimes = (*crimes, Choice("scope", scope, ("other",), coded=True))
        if "event_type" in self.codes:
            return (*self.coded("event_type"), *crimes)
        found = (*self._happened(_EVENTS), *crimes)
        # Between neighbours, in the street or online there is no other law for it than that of crimes.
        outside = [one for one in self.areas() if set(one.codes) <= OUTSIDE_AREAS]
        return (*found, *(replace(one, codes=("other",)) for one in outside))

    def operations(self) -> Choices:
        if "own_operation" in self.codes:
            return self.coded("own_operation")
        work = "work" in self.effective().get("area", ())
        own = {
            "municipality": ("employer",) if work else ("service",),
            "company": ("company",),
            "contractor": ("contracted",),
        }
        said = self.effective().get("actor_type", ())
        return tuple(Choice("actor_type", who, own.get(who, ("no",))) for who in _known(said))

    def coded(self, name: str) -> Choices:
        """What staff chose in a list."""
        return tuple(
            Choice(name, code, (code,), coded=True) for code in _known(self.codes.get(name, ()))
        )

    def effective(self) -> dict[str, tuple[str, ...]]:
        """The answers, with the groups of what staff coded in the place of the reporter's own."""
        said = dict(self.answers)
        for name in _GROUPED:
            if name in self.codes:
                codes = set(self.codes[name])
                groups = vocabulary(name).groups
                said[name] = tuple(group.code for group in groups if codes & set(group.codes))
        return said

    def _either(self, name: str) -> Choices:
        if name in self.codes:
            return self.coded(name)
        return tuple(
            Choice(name, group, beneath({name: (group,)}, name))
            for group in _known(self.answers.get(name, ()))
        )

    def _happened(self, means: Mapping[str, tuple[str, ...]]) -> Choices:
        said = self.answers.get("what_happened", ())
        return tuple(Choice("what_happened", one, means[one]) for one in said if one in means)


def _known(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in _NOTHING)
