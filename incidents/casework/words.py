"""The desk's fixed words: views, priorities, flags, titles of answers."""

from incidents.core.agenda import When
from incidents.core.aloud import How
from incidents.core.consent import Answer, State
from incidents.core.deskcard import Duty, Flag, Mark
from incidents.core.help.spans import Kind
from incidents.core.lists import DISTRICT, UNIT
from incidents.core.only_counted import Finding
from incidents.core.replies import Reply
from incidents.core.saying import Saying
from incidents.core.second_look import Why
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import Status
from incidents.web.locale import gettext, lazy_gettext

VIEWS = {
    "new": lazy_gettext("Utan handläggare"),
    "mine": lazy_gettext("Mina"),
    "late": lazy_gettext("Försenade"),
    "messages": lazy_gettext("Nya meddelanden"),
    "register": lazy_gettext("Bara räkna"),
    "looks": lazy_gettext("Andra granskning"),
    "handed": lazy_gettext("Överlämnade"),
    "all": lazy_gettext("Alla öppna"),
}
QUARANTINE = lazy_gettext("Karantän")
DEADLINES = lazy_gettext("Tidsfrister")
PARTS = {
    When.PASSED: lazy_gettext("Har gått ut"),
    When.THIS_WEEK: lazy_gettext("Den här veckan"),
    When.NEXT_WEEK: lazy_gettext("Nästa vecka"),
    When.LATER: lazy_gettext("Senare"),
}
#: Words that may stand in a calendar: they tell nothing of what a case is about.
DUTIES = {
    Duty.TRIAGE: lazy_gettext("Bedömning"),
    Duty.FIRST_REPLY: lazy_gettext("Första svar"),
    Duty.MESSAGE: lazy_gettext("Svar på meddelande"),
    Duty.FOLLOW_UP: lazy_gettext("Uppföljning"),
    Duty.REFERRAL: lazy_gettext("Svar från mottagaren"),
}
LIMIT = lazy_gettext("Lagens tidsfrist")
#: The kinds of time limit (vocabulary `limit_type`) that are counted from the day on which it happened.
KINDS = {
    Kind.DISMISSAL: lazy_gettext("Uppsägning eller avsked"),
    Kind.WORK: lazy_gettext("Annan fråga i arbetslivet"),
    Kind.OTHER_AREA: lazy_gettext("Annat samhällsområde"),
}
EVERYBODYS = lazy_gettext("Alla ärenden")
OWN = lazy_gettext("Bara mina")
CLOSED = lazy_gettext("Avslutade")
TONES = {
    Status.NEW: "info",
    Status.QUARANTINE: "warn",
    Status.CLOSED: "neutral",
    Status.WAITING_REPORTER: "neutral",
}
PRIORITY = {
    1: lazy_gettext("Akut"),
    2: lazy_gettext("Hög"),
    3: lazy_gettext("Normal"),
    4: lazy_gettext("Bara registrering"),
}


def listed(name: str) -> dict[str, str]:
    """The codes of a list that staff choose from, in words."""
    return {item.code: gettext(item.label) for item in vocabulary(name).items}


FLAGS = (
    (Flag.WANTS_STOP, lazy_gettext("Personen vill att vi slutar"), "bad"),
    (Flag.GOES_ON, lazy_gettext("Har ändrat sig: vill fortsätta"), "warn"),
    (Flag.DANGER, lazy_gettext("Fara"), "bad"),
    (Flag.CHILD, lazy_gettext("Barn kan fara illa"), "bad"),
    (Flag.SECOND_LOOK, lazy_gettext("Inte granskad"), "warn"),
    (Flag.NEW_EVENT, lazy_gettext("Ny händelse"), "warn"),
    (Flag.NEW_MESSAGE, lazy_gettext("Nytt meddelande"), "info"),
    (Flag.UNDER_18, lazy_gettext("Under 18"), "warn"),
    (Flag.REGISTER_ONLY, lazy_gettext("Bara registrering"), "neutral"),
    (Flag.NO_ANSWER_WANTED, lazy_gettext("Vill inte ha svar"), "neutral"),
)
#: What staff have set.
MARKS = (
    (Mark.FIRST, lazy_gettext("Först i kön"), "bad"),
    (Mark.HANDED, lazy_gettext("Överlämnat, inte besvarat"), "warn"),
    (Mark.ESCALATION, lazy_gettext("Upptrappning"), "warn"),
)


#: What a report that is only counted counts as.
FINDINGS = {
    Finding.DISCRIMINATION: lazy_gettext("Kan vara diskriminering"),
    Finding.HATE: lazy_gettext("Kan vara en hathändelse"),
    Finding.BOTH: lazy_gettext("Kan vara båda delarna"),
    Finding.NEITHER: lazy_gettext("Inget av det"),
    Finding.UNCLEAR: lazy_gettext("Går inte att säga"),
}

#: Why a second person is to look at a case.
WHY_LOOK = {
    Why.CRIME: lazy_gettext("Kodningen säger att det kan vara ett brott."),
    Why.REASON: lazy_gettext("Ärendet avslutades med ett skäl som någon mer ska se."),
    Why.SAMPLE: lazy_gettext("Ärendet är med i stickprovet: ett av tio avslutade."),
}

#: Whether the guardians of a young reporter may be contacted, as the cover sheet says it.
GUARDIANS = (
    (Flag.GUARDIANS_YES, lazy_gettext("Får kontaktas")),
    (Flag.GUARDIANS_NO, lazy_gettext("Får inte kontaktas, om inte lagen kräver det")),
    (Flag.GUARDIANS_ASK, lazy_gettext("Fråga den unga först")),
)


#: Short titles of the answers, in the order in which they are shown.
TITLES = {
    "reporter_role": lazy_gettext("Vem det hände"),
    "under18": lazy_gettext("Under 18 år"),
    "guardians": lazy_gettext("Får vårdnadshavare kontaktas"),
    "wish": lazy_gettext("Önskemål"),
    "safety": lazy_gettext("Läget nu"),
    "contact_mode": lazy_gettext("Svar"),
    "what_happened": lazy_gettext("Vad som hände"),
    "area": lazy_gettext("Område"),
    "actor_type": lazy_gettext("Vem som gjorde det"),
    "ground": lazy_gettext("Grund"),
    "when_coarse": lazy_gettext("När"),
    "frequency": lazy_gettext("Hur ofta"),
    "place_type": lazy_gettext("Plats"),
    DISTRICT: lazy_gettext("Kommundel"),
    UNIT: lazy_gettext("Del av kommunen"),
    "bias_motive": lazy_gettext("Grupp som angreps"),
    "consequence": lazy_gettext("Följder"),
    "reported_to": lazy_gettext("Berättat för"),
    "why_not": lazy_gettext("Varför inte"),
    "interpreter_need": lazy_gettext("Tolk"),
    "source_heard": lazy_gettext("Hittade hit genom"),
    "channel": lazy_gettext("Kom in genom"),
}

#: Titles of the lists that staff code.
CODED = {
    "scope": lazy_gettext("Preliminär bedömning"),
    "hate_event": lazy_gettext("Kan det vara en hathändelse?"),
    "priority": lazy_gettext("Prioritet"),
    "area": lazy_gettext("Område"),
    "ground": lazy_gettext("Grund"),
    "actor_type": lazy_gettext("Vem som gjorde det"),
    "own_operation": lazy_gettext("Gäller det kommunens egen verksamhet?"),
    "form": lazy_gettext("Form"),
    "ground_basis": lazy_gettext("Hur grunden gällde"),
    "event_type": lazy_gettext("Vad som hände"),
    "bias_motive": lazy_gettext("Motiv"),
    "bias_indicator": lazy_gettext("Tecken på motivet"),
    "need": lazy_gettext("Behov"),
    "corroboration": lazy_gettext("Underlag"),
}
#: What is recorded of the work in a case.
WORK = {
    "measure": lazy_gettext("Insatser"),
    "outcome": lazy_gettext("Resultat"),
    "follow_up": lazy_gettext("Uppföljning"),
}
#: The groups in which the motives count in Brå's statistics, as the list names them.
BRA = {
    "racist": lazy_gettext("rasistiska eller främlingsfientliga"),
    "religious": lazy_gettext("religiösa"),
    "lgbtqi": lazy_gettext("hbtqi"),
    "outside Brå": lazy_gettext("utanför Brås grupper"),
    "unspecified": lazy_gettext("ospecificerat"),
    "none": lazy_gettext("ingen grupp"),
}

REPLIES = {
    Reply.RECEIVED: lazy_gettext("Vi har läst"),
    Reply.QUESTION: lazy_gettext("Vi behöver veta mer"),
    Reply.RIGHTS: lazy_gettext("Rättigheter"),
    Reply.TIME_LIMIT: lazy_gettext("Tidsfrister"),
    Reply.CONSENT: lazy_gettext("Innan vi frågar om samtycke"),
    Reply.CLOSING: lazy_gettext("Vi avslutar ärendet"),
}

#: What an entry of the thread does, besides its text.
DEEDS = {
    Saying.TO_BODY: lazy_gettext("Skrev till en mottagare av ärendet"),
    Saying.EVENT: lazy_gettext("Ny händelse: det har hänt igen"),
    Saying.STOP: lazy_gettext("Personen vill att vi slutar"),
    Saying.GO_ON: lazy_gettext("Personen vill att vi fortsätter"),
    Saying.CONSENT: lazy_gettext("Svar på fråga om samtycke"),
    Saying.FEEDBACK: lazy_gettext("Efter avslutet: så gick det"),
    Saying.ASK: lazy_gettext("Fråga om samtycke"),
    Saying.ORAL: lazy_gettext("Skrev in ett muntligt ja"),
    Saying.DUTY: lazy_gettext("Meddelade personen vad lagen kräver"),
    Saying.POOLED: lazy_gettext("Tog med ärendet i en samlad återkoppling"),
}
#: How somebody said yes aloud.
HOW = {
    How.PHONE: lazy_gettext("På telefon"),
    How.VISIT: lazy_gettext("Vid ett besök"),
    How.INTERPRETER: lazy_gettext("Genom tolk"),
}
CONSENT = {
    State.ASKED: (lazy_gettext("Väntar på svar"), "warn"),
    State.GIVEN: (lazy_gettext("Ja"), "good"),
    State.REFUSED: (lazy_gettext("Nej"), "bad"),
    State.WITHDRAWN: (lazy_gettext("Återtaget"), "neutral"),
}
ANSWERS = {
    Answer.YES: lazy_gettext("Ja"),
    Answer.NO: lazy_gettext("Nej"),
    Answer.WITHDRAW: lazy_gettext("Tar tillbaka sitt ja"),
}


def with_answer(asked: object, answer: str) -> str:
    """What a form asks and what was answered, on one line."""
    asked = str(asked)
    return f"{asked} {answer}" if asked.endswith(("?", "؟")) else f"{asked}: {answer}"
