"""The sentences in words, right also for 0 and 1; every number that is printed is a claim of the sentence."""

from dataclasses import dataclass

from incidents.answers.telling import Answer, Kind, Question, Sentence, Source
from incidents.core.mail import LONGEST
from incidents.openstatistics import words
from incidents.openstatistics.charts import number
from incidents.web.cookies import settings
from incidents.web.locale import gettext, lazy_gettext, sentences, speaking
from incidents.web.moments import day


@dataclass(frozen=True, slots=True)
class _Bent:
    """A sentence by number: its words bend after `n`, the last number of the sentence."""

    one: str
    many: str

    def say(self, sentence: Sentence) -> str:
        counts = [claim.value for claim in sentence.claims]
        said: str = sentences().ngettext(self.one, self.many, counts[-1])
        return said % {
            "n": number(counts[-1]),
            "part": number(counts[0]),
            "year": sentence.period,
            "days": LONGEST,
        }


def lazy_ngettext(one: str, many: str) -> _Bent:
    """Marks both forms of a sentence that is put into words when it is shown."""
    return _Bent(one, many)


QUESTIONS = {
    Question.MANY: lazy_gettext("Hur många?"),
    Question.IN_TIME: lazy_gettext("Fick de svar i tid?"),
    Question.ABOUT: lazy_gettext("Vad handlar de om?"),
    Question.DID: lazy_gettext("Vad gjorde ni?"),
    Question.HATE: lazy_gettext("Hathändelser?"),
    Question.REFERRED: lazy_gettext("Hänvisningar?"),
    Question.MEASURES: lazy_gettext("Åtgärder?"),
}
_BENT = {
    Kind.SO_FAR: lazy_ngettext(
        "Hittills under %(year)s har vi tagit emot %(n)s rapport.",
        "Hittills under %(year)s har vi tagit emot %(n)s rapporter.",
    ),
    Kind.YEAR: lazy_ngettext(
        "Under %(year)s tog vi emot %(n)s rapport.", "Under %(year)s tog vi emot %(n)s rapporter."
    ),
    Kind.IN_TIME: lazy_ngettext(
        "%(part)s av %(n)s rapport som kom %(year)s fick svar eller blev klar inom %(days)s arbetsdagar.",
        "%(part)s av %(n)s rapporter som kom %(year)s fick svar eller blev klara inom %(days)s arbetsdagar.",
    ),
    Kind.LATER: lazy_ngettext(
        "För %(n)s rapport tog det längre tid.", "För %(n)s rapporter tog det längre tid."
    ),
    Kind.WAITING: lazy_ngettext("%(n)s rapport väntar ännu.", "%(n)s rapporter väntar ännu."),
    Kind.PROPOSED: lazy_ngettext(
        "Vi har föreslagit %(n)s förändring.", "Vi har föreslagit %(n)s förändringar."
    ),
    Kind.DONE: lazy_ngettext("%(n)s är genomförd.", "%(n)s är genomförda."),
    Kind.ONGOING: lazy_ngettext("%(n)s pågår.", "%(n)s pågår."),
    Kind.PLANNED: lazy_ngettext("%(n)s är planerad.", "%(n)s är planerade."),
    Kind.DROPPED: lazy_ngettext("%(n)s avbröts.", "%(n)s avbröts."),
}
_TOTALS = {
    "reports": lazy_ngettext("Sammanlagt %(n)s rapport.", "Sammanlagt %(n)s rapporter."),
    "events": lazy_ngettext(
        "Sammanlagt %(n)s misstänkt hathändelse.", "Sammanlagt %(n)s misstänkta hathändelser."
    ),
    "closings": lazy_ngettext(
        "Sammanlagt %(n)s avslutat ärende.", "Sammanlagt %(n)s avslutade ärenden."
    ),
    "replies": lazy_ngettext(
        "Sammanlagt %(n)s rapport fick svar eller blev klar inom %(days)s arbetsdagar.",
        "Sammanlagt %(n)s rapporter fick svar eller blev klara inom %(days)s arbetsdagar.",
    ),
    "referrals": lazy_ngettext(
        "Vi hänvisade någon vidare %(n)s gång.", "Vi hänvisade någon vidare %(n)s gånger."
    ),
    "answers": lazy_ngettext("Vi fick %(n)s svar.", "Vi fick %(n)s svar."),
}
_TOTAL = lazy_ngettext("Sammanlagt %(n)s.", "Sammanlagt %(n)s.")
_OWN = lazy_ngettext(
    "%(n)s rapport gällde kommunens egna verksamheter eller bolag.",
    "%(n)s rapporter gällde kommunens egna verksamheter eller bolag.",
)
_ONLY_COUNTED = lazy_ngettext(
    "I %(n)s rapport ville den som berättade bara att det skulle räknas.",
    "I %(n)s rapporter ville den som berättade bara att det skulle räknas.",
)
#: What has a sentence of its own, by dimension and code; any other code is told by its label.
_PHRASES = {
    ("matter", "discrimination"): lazy_ngettext(
        "%(n)s rapport gällde diskriminering.", "%(n)s rapporter gällde diskriminering."
    ),
    ("matter", "other"): lazy_ngettext(
        "%(n)s rapport gällde annat.", "%(n)s rapporter gällde annat."
    ),
    ("help", "help"): lazy_ngettext(
        "I %(n)s rapport ville den som berättade ha hjälp.",
        "I %(n)s rapporter ville den som berättade ha hjälp.",
    ),
    ("help", "register"): _ONLY_COUNTED,
    ("support", "register"): _ONLY_COUNTED,
    ("own", "yes"): _OWN,
    ("own_two", "yes"): _OWN,
    ("support", "supported"): lazy_ngettext(
        "I %(n)s rapport hade den som berättade fått stöd när kvartalet stängdes.",
        "I %(n)s rapporter hade den som berättade fått stöd när kvartalet stängdes.",
    ),
    ("support", "waiting"): lazy_ngettext(
        "I %(n)s rapport väntade den som berättade på stöd då.",
        "I %(n)s rapporter väntade den som berättade på stöd då.",
    ),
    ("change", "changed"): lazy_ngettext(
        "%(n)s avslutat ärende ledde till en förändring.",
        "%(n)s avslutade ärenden ledde till en förändring.",
    ),
}


def text(answer: Answer, lang: str) -> str:
    """The answer as it is copied or read aloud, with its day and source."""
    with speaking(lang):
        told = {"municipality": settings().municipality, "day": day(answer.day)}
        match answer.source:
            case Source.NONE:
                return gettext(
                    "Så små tal lämnar vi inte ut; nästa siffror kommer %(day)s.", **told
                )
            case Source.LIVE:
                source = gettext("Källa: %(municipality)s, till och med %(day)s.", **told)
            case Source.RELEASE:
                told["name"] = answer.release
                source = gettext("Källa: %(municipality)s, publicering %(name)s, %(day)s.", **told)
            case Source.REGISTER:
                source = gettext("Källa: %(municipality)s, åtgärdsregistret %(day)s.", **told)
        return " ".join([*(_said(sentence) for sentence in answer.sentences), source])


def _said(one: Sentence) -> str:
    match one.kind:
        case Kind.HEAD | Kind.HIDDEN | Kind.COUNT | Kind.TOTAL:
            return _of_table(one)
        case Kind.TREND:
            return gettext(
                "Fler rapporter betyder inte att diskrimineringen ökar; det kan betyda att fler vågar berätta."
            )
        case Kind.SEVERAL:
            return gettext("Lägg inte ihop talen: en och samma kan räknas på flera ställen.")
        case Kind.NOT_TOLD:
            return gettext(
                "Det här redovisar vi inte för %(years)s: det är för få.",
                years=words.period(one.period),
            )
        case Kind.PROPOSED if not one.claims[0].value:
            return gettext("Vi har inte föreslagit någon förändring än.")
        case _:
            return _BENT[one.kind].say(one)


def _of_table(one: Sentence) -> str:
    assert one.table is not None and one.dim is not None
    match one.kind:
        case Kind.HEAD:
            return f"{words.when(words.said(one.dim.title), one.period)}."
        case Kind.TOTAL:
            return _TOTALS.get(one.table.measure, _TOTAL).say(one)
        case Kind.HIDDEN:
            labels = "; ".join(words.code(one.table, one.dim, code) for code in one.codes)
            return gettext(
                "Det här visar vi inte, så att ingen kan kännas igen: %(labels)s.", labels=labels
            )
    (code,) = one.codes
    phrase = _PHRASES.get((one.dim.name, code))
    return (
        phrase.say(one)
        if phrase
        else f"{words.code(one.table, one.dim, code)}: {number(one.claims[0].value)}."
    )
