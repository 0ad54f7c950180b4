"""Beside a coding: which codes lie beneath the reporter's groups, what does not fit together, and who may help.

Hints and warnings are sentences. Nothing here fills anything in, and nothing blocks (DOMAIN 8).
"""

from collections.abc import Callable
from dataclasses import dataclass

from incidents.core.coding import Coding
from incidents.core.danger import Answers, dangers, priority
from incidents.core.languages import sentence
from incidents.core.vocabulary import vocabulary

#: The lists in which the reporter chose a group and staff choose the code beneath.
GROUPED = ("area", "ground", "actor_type", "bias_motive")
#: The seven grounds of the Discrimination Act, and a national minority, which counts under two of them.
PROTECTED = tuple(i.code for i in vocabulary("ground").items if i.note.startswith("L"))
_OUTSIDE = tuple(
    i.code for i in vocabulary("area").items if i.note.startswith(("not DL", "not covered"))
)
_LAW, _CRIME = ("dl_likely", "dl_and_crime"), ("crime_possible", "dl_and_crime")
_HATEFUL = ("hate_crime", "hate_speech")
#: Forms that need no ground: sexual harassment, punishment for a complaint, and what is done about either.
_GROUNDLESS = ("sexual_harassment", "reprisal", "failure_to_act", "active_measures")
_OWN = {
    "municipal_unit": ("service", "employer"),
    "municipal_company": ("company",),
    "contracted": ("contracted",),
}
_AGAINST = ("insulted", "threatened", "attacked", "place")


def beneath(answers: Answers, name: str) -> tuple[str, ...]:
    """The codes that lie beneath the reporter's groups in a list, in the list's order."""
    if name not in GROUPED:
        return ()
    groups = answers.get(name, ())
    return tuple(
        code for group in vocabulary(name).groups if group.code in groups for code in group.codes
    )


def hate_event_likely(answers: Answers) -> bool:
    """Whether what the reporter chose is what hate events are made of: then their codes are not folded away."""
    return not set(_AGAINST).isdisjoint(answers.get("what_happened", ()))


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as far as it is known: what is coded, and where nothing is, what the reporter chose."""

    answers: Answers
    coding: Coding | None = None

    def coded(self, name: str, *codes: str) -> bool:
        """Whether staff chose one of these codes."""
        return self.coding is not None and self.coding.has(name, *codes)

    def silent(self, name: str) -> bool:
        """Whether staff chose nothing in a list."""
        return self.coding is None or name not in self.coding.codes

    def means(self, name: str, *codes: str) -> bool:
        """Whether it is, or may be, one of these codes."""
        if not self.silent(name):
            return self.coded(name, *codes)
        return not set(codes).isdisjoint(beneath(self.answers, name))

    def said(self, name: str, *groups: str) -> bool:
        """Whether the reporter chose one of these groups."""
        return not set(groups).isdisjoint(self.answers.get(name, ()))


@dataclass(frozen=True, slots=True)
class _Remark:
    when: Callable[[Seen], bool]
    sentence: str


_WARNINGS = (
    _Remark(
        lambda s: s.coded("scope", *_LAW) and s.coded("area", *_OUTSIDE),
        sentence("Diskrimineringslagen omfattar inte det området. Se över bedömningen."),
    ),
    _Remark(
        lambda s: (
            s.coded("scope", *_LAW)
            and not s.coded("ground", *PROTECTED)
            and not s.coded("form", *_GROUNDLESS)
        ),
        sentence("Bedömningen säger att lagen kan gälla, men ingen skyddad grund är kodad."),
    ),
    _Remark(
        lambda s: s.coded("form", "direct", "indirect", "harassment") and s.silent("ground"),
        sentence("Formen bygger på en grund, men ingen är kodad."),
    ),
    _Remark(
        lambda s: s.coded("form", "degrading_school") and s.coded("ground", *PROTECTED),
        sentence("Kränkande behandling i skolan gäller när det inte finns någon grund."),
    ),
    _Remark(
        lambda s: s.coded("form", *_HATEFUL) and s.coded("hate_event", "no"),
        sentence("Formen säger misstänkt hatbrott, men svaret om hathändelse är nej."),
    ),
    _Remark(
        lambda s: (
            s.coded("form", *_HATEFUL, "unlawful_discrimination") and not s.coded("scope", *_CRIME)
        ),
        sentence("Formen säger brott, men inte bedömningen."),
    ),
    _Remark(
        lambda s: (
            s.coded("hate_event", "yes")
            and (s.silent("event_type") or s.silent("bias_motive") or s.silent("bias_indicator"))
        ),
        sentence("Det är en hathändelse, men händelse, motiv eller tecken saknas."),
    ),
    _Remark(
        lambda s: any(
            s.coded("actor_type", actor)
            and not s.silent("own_operation")
            and not s.coded("own_operation", *own, "unknown")
            for actor, own in _OWN.items()
        ),
        sentence("Vem som gjorde det och egen verksamhet stämmer inte överens."),
    ),
    _Remark(
        lambda s: any(
            beneath(s.answers, name)
            and not s.silent(name)
            and not s.coded(name, *beneath(s.answers, name))
            for name in GROUPED
        ),
        sentence("Något är kodat på ett annat sätt än personen svarade. Båda svaren finns kvar."),
    ),
    _Remark(
        lambda s: (
            s.coding is not None
            and bool(dangers(s.answers))
            and s.coding.priority > priority(s.answers)
        ),
        sentence("Personen har svarat att någon är i fara, men prioriteten är inte akut."),
    ),
)
_HINTS = (
    _Remark(
        lambda s: bool(dangers(s.answers)),
        sentence("Fara nu, ett barn i fara eller tankar på att inte vilja leva: handla genast."),
    ),
    _Remark(
        lambda s: s.means("area", "school", "preschool") and s.means("ground", *PROTECTED),
        sentence("Skola och förskola, med grund: huvudmannen först, sedan DO."),
    ),
    _Remark(
        lambda s: s.means("area", "school", "preschool") and not s.means("ground", *PROTECTED),
        sentence("Skola och förskola, utan grund: huvudmannen först, sedan Barn- och elevombudet."),
    ),
    _Remark(
        lambda s: s.means("area", "work", "recruitment"),
        sentence("Arbetsliv: facket först, sedan DO."),
    ),
    _Remark(
        lambda s: (
            s.means("area", "street", "neighbour", "online")
            and (
                s.said("what_happened", "threatened", "attacked")
                or s.coded("event_type", "threat", "violence")
            )
        ),
        sentence("Hot eller våld ute, bland grannar eller på nätet: polisen och brottsofferstöd."),
    ),
    _Remark(
        lambda s: s.coded("own_operation", "employer"),
        sentence("Kommunen som arbetsgivare: HR, eller information om visselblåsning."),
    ),
    _Remark(
        lambda s: s.means("area", "health_care"),
        sentence("Vård: vårdgivaren, patientnämnden och IVO, och DO när det finns en grund."),
    ),
    _Remark(
        lambda s: s.means("area", "housing"),
        sentence("Bostad: hyresvärden och DO, och hyresnämnden i hyresfrågor."),
    ),
    _Remark(
        lambda s: s.coded("form", "inaccessibility") or s.said("what_happened", "barrier"),
        sentence("Hinder på en offentlig webbplats: den som äger den, sedan Digg."),
    ),
    _Remark(
        lambda s: s.said("what_happened", "sexual") or s.coded("form", "sexual_harassment"),
        sentence("Sexuella trakasserier kräver ingen grund."),
    ),
    _Remark(
        lambda s: s.silent("scope") and s.means("area", *_OUTSIDE),
        sentence(
            "En del av det här området ligger utanför diskrimineringslagen. Titta på koden under svaret."
        ),
    ),
)


def warnings(coding: Coding, answers: Answers) -> tuple[str, ...]:
    """What does not fit together in a coding, or not with what the reporter said."""
    return _remarks(_WARNINGS, Seen(answers, coding))


def hints(answers: Answers, coding: Coding | None = None) -> tuple[str, ...]:
    """Who may help and what to think of, by the coding or, before there is one, by the reporter's answers."""
    return _remarks(_HINTS, Seen(answers, coding))


def _remarks(remarks: tuple[_Remark, ...], seen: Seen) -> tuple[str, ...]:
    return tuple(remark.sentence for remark in remarks if remark.when(seen))
