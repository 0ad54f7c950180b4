"""The audit trail's acts in words, for the case's own page and for the auditor's; and what a row's detail says."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from flask_babel import ngettext

from incidents.core.auditing import Act, Area
from incidents.core.rings import Ring
from incidents.core.vocabulary import vocabulary
from incidents.core.workflow import Status
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day, moment
from incidents.web.staffwords import RINGS, roles_in_words

TRAIL = {
    Act.CASE_ENTERED: lazy_gettext("Skrev in rapporten"),
    Act.CASE_OPENED: lazy_gettext("Öppnade ärendet"),
    Act.CASE_CONFLICT: lazy_gettext("Anmälde jäv"),
    Act.CASE_ASSIGNED: lazy_gettext("Gav ärendet till"),
    Act.CASE_PASSED_ON: lazy_gettext("Lämnade över ärendet till"),
    Act.CASE_TAKEN_OVER: lazy_gettext("Tog över ärendet"),
    Act.CASE_ACCEPTED: lazy_gettext("Tog emot ärendet"),
    Act.CASE_RETURNED: lazy_gettext("Lämnade tillbaka ärendet till"),
    Act.CASE_STATUS: lazy_gettext("Ändrade status till"),
    Act.CASE_CLOSED: lazy_gettext("Avslutade ärendet"),
    Act.CASE_ANSWERED: lazy_gettext("Svarade"),
    Act.CASE_NOTED: lazy_gettext("Skrev en anteckning"),
    Act.CASE_CODED: lazy_gettext("Kodade ärendet"),
    Act.CASE_LOOKED: lazy_gettext("Granskade ärendet"),
    Act.CASE_TRANSLATED: lazy_gettext("Lade in en översättning"),
    Act.CASE_WORK: lazy_gettext("Skrev in insatser och resultat"),
    Act.CASE_LINKED: lazy_gettext("Länkade ärendet"),
    Act.CASE_UNLINKED: lazy_gettext("Tog bort en länk"),
    Act.CASE_NOTE_KEPT: lazy_gettext("Behöll en arbetsanteckning"),
    Act.CASE_NOTE_REMOVED: lazy_gettext("Tog bort en arbetsanteckning"),
    Act.CASE_SEEN: lazy_gettext("Läste ett nytt meddelande"),
    Act.CASE_CONSENT_ASKED: lazy_gettext("Frågade om samtycke"),
    Act.CASE_CONSENT_HEARD: lazy_gettext("Skrev in ett muntligt ja"),
    Act.CASE_DUTY_ANNOUNCED: lazy_gettext("Meddelade personen vad lagen kräver"),
    Act.CASE_POOLED: lazy_gettext("Tog med ärendet i en samlad återkoppling"),
    Act.CASE_CONTACT: lazy_gettext("Öppnade kontaktuppgifterna"),
    Act.CASE_DAY: lazy_gettext("Skrev vilken dag det hände"),
    Act.CASE_FILE: lazy_gettext("Öppnade en fil"),
    Act.CASE_GIVEN_OUT: lazy_gettext("Antecknade att en handling lämnades ut"),
    Act.CASE_HANDED_OVER: lazy_gettext("Beställde en översättning"),
    Act.CASE_TAKEN_BACK: lazy_gettext("Tog tillbaka en beställning"),
    Act.CASE_VOUCHED: lazy_gettext("Bekräftade en översättning"),
    Act.CASE_REFERRED: lazy_gettext("Hänvisade ärendet"),
    Act.CASE_ALERTED: lazy_gettext("Larmade om en plats"),
    Act.CASE_REFERRAL_BACK: lazy_gettext("Tog tillbaka en hänvisning eller ett platslarm"),
    Act.DIRECTORY_CHANGED: lazy_gettext("Ändrade katalogen över dem som kan hjälpa"),
    Act.DIRECTORY_TABLE: lazy_gettext("Läste in en fil i katalogen"),
    Act.DIRECTORY_TAKEN_BACK: lazy_gettext("Tog tillbaka en tidigare katalog"),
    Act.DIRECTORY_EXPORTED: lazy_gettext("Hämtade katalogen som fil"),
    Act.FACTS_DISPOSED: lazy_gettext("Förstörde statistikens enskilda uppgifter"),
    Act.FACTS_FOLDED: lazy_gettext("Samlade uppgifter till statistiken"),
    Act.STATISTICS_PLANNED: lazy_gettext("Valde tabeller för två år av statistik"),
    Act.STATISTICS_PREVIEWED: lazy_gettext("Förhandsgranskade en publicering av statistik"),
    Act.STATISTICS_SIGNED: lazy_gettext("Skrev under en publicering som en till ska skriva under"),
    Act.STATISTICS_DECLINED: lazy_gettext("Tog bort en publicering som väntade på underskrift"),
    Act.STATISTICS_RELEASED: lazy_gettext("Frös en publicering av statistik"),
    Act.STATISTICS_PLACED: lazy_gettext("Lade ut en publicering av statistik"),
    Act.STATISTICS_ERRATUM: lazy_gettext("Skrev en rättelse till en publicering"),
    Act.MEASURES_CHANGED: lazy_gettext("Ändrade i åtgärdsregistret"),
    Act.MEASURES_TABLE: lazy_gettext("Läste in en fil i åtgärdsregistret"),
    Act.MEASURES_TAKEN_BACK: lazy_gettext("Tog tillbaka ett tidigare åtgärdsregister"),
    Act.MEASURES_EXPORTED: lazy_gettext("Hämtade åtgärdsregistret som fil"),
    Act.FIGURES_CHANGED: lazy_gettext("Ändrade bland andras siffror"),
    Act.FIGURES_TABLE: lazy_gettext("Läste in en fil med andras siffror"),
    Act.FIGURES_TAKEN_BACK: lazy_gettext("Tog tillbaka en tidigare version av andras siffror"),
    Act.FIGURES_EXPORTED: lazy_gettext("Hämtade andras siffror som fil"),
    Act.CHAPTERS_CHANGED: lazy_gettext("Skrev i rapporten till ECCAR"),
    Act.CHAPTERS_APPROVED: lazy_gettext("Godkände ett typfall i rapporten till ECCAR"),
    Act.REPORT_FROZEN: lazy_gettext("Frös rapporten till ECCAR"),
    Act.REPORT_EXPORTED: lazy_gettext("Hämtade rapporten till ECCAR som fil"),
    Act.CALENDAR_EXPORTED: lazy_gettext("Hämtade en kalenderfil"),
    Act.TRAIL_EXPORTED: lazy_gettext("Hämtade ett utdrag ur loggen"),
    Act.TRAIL_PURGED: lazy_gettext("Gallrade loggen"),
    Act.STAFF_ADDED: lazy_gettext("Lade till personen"),
    Act.STAFF_RECOVERED: lazy_gettext("Gav personen en ny nyckel med återställningsdelarna"),
    Act.STAFF_LOGGED_IN: lazy_gettext("Loggade in"),
    Act.STAFF_LOGGED_OUT: lazy_gettext("Loggade ut överallt"),
    Act.STAFF_PASSPHRASE: lazy_gettext("Bytte lösenordsfras"),
    Act.STAFF_INVITED: lazy_gettext("Bjöd in personen"),
    Act.STAFF_UNINVITED: lazy_gettext("Drog tillbaka inbjudan"),
    Act.STAFF_CONFIRMED: lazy_gettext("Bekräftade personens nyckel"),
    Act.STAFF_AWAY: lazy_gettext("Sade vem som täcker"),
    Act.STAFF_BACK: lazy_gettext("Är tillbaka"),
    Act.STAFF_REMOVED: lazy_gettext("Tog bort personen"),
    Act.STAFF_ROLES: lazy_gettext("Ändrade personens roller"),
    Act.SECOND_ON: lazy_gettext("Slog på det andra steget"),
    Act.SECOND_OFF: lazy_gettext("Slog av det andra steget"),
    Act.SECOND_CODES: lazy_gettext("Gjorde nya reservkoder"),
    Act.SECOND_CODE_USED: lazy_gettext("Loggade in med en reservkod"),
    Act.SECOND_WRONG: lazy_gettext("Skrev fel kod efter rätt lösenordsfras"),
    Act.PASSKEY_ADDED: lazy_gettext("Lade till en passnyckel"),
    Act.PASSKEY_REMOVED: lazy_gettext("Tog bort en passnyckel"),
    Act.PASSKEY_COPIED: lazy_gettext("En passnyckel räknade bakåt: den kan vara kopierad"),
    Act.RECOVERY_CHANGED: lazy_gettext("Bytte återställningsdelarna"),
    Act.RING_CREATED: lazy_gettext("Gjorde ett nytt lås till en nyckel"),
    Act.RING_GRANTED: lazy_gettext("Gav personen en nyckel"),
}

#: The acts whose detail is the number of a version.
_VERSIONED = frozenset(
    {
        Act.DIRECTORY_EXPORTED,
        Act.MEASURES_EXPORTED,
        Act.FIGURES_EXPORTED,
        Act.REPORT_EXPORTED,
        *Area.DIRECTORY.acts(),
        *Area.REGISTERS.acts(),
    }
)
#: The acts whose detail is to whom.
_GIVEN = (Act.CASE_ASSIGNED, Act.CASE_PASSED_ON, Act.CASE_RETURNED)


def when(at: str) -> str:
    """The moment to the minute; what somebody wrote in its place as it is."""
    try:
        return moment(at)
    except (ValueError, OverflowError):
        return at


def named(staff_id: bytes, people: Mapping[bytes, str]) -> str:
    """A name, also of somebody who has left."""
    return people.get(staff_id) or gettext("Någon som inte finns kvar")


def detail_of(act: Act, detail: str, people: Mapping[bytes, str]) -> str:
    """To whom the case was given, or where it stands since; the other details are numbers that nobody needs here."""
    try:
        if act in _GIVEN:
            given = detail.removeprefix("staff:")
            return gettext("Ingen") if given == "none" else named(bytes.fromhex(given), people)
        if act is Act.CASE_CONFLICT and detail:
            shut_out = named(bytes.fromhex(detail.removeprefix("staff:")), people)
            return gettext("Stängt också för %(name)s", name=shut_out)
        if act in (Act.CASE_STATUS, Act.CASE_CLOSED):
            return status_words(Status(detail.rpartition(">")[2]))
    except ValueError:  # somebody has changed the row: the page says so, and shows what there is
        return detail
    return ""


def status_words(status: Status) -> str:
    """A status as the list names it."""
    return gettext(vocabulary("case_status").label(status.value))


def about(subject: str, people: Mapping[bytes, str]) -> str:
    """Whom or what an act outside a case was about."""
    kind, _, rest = subject.partition(":")
    try:
        if kind == "staff":
            return named(bytes.fromhex(rest), people)
        if kind == "ring":
            return _ring(subject)
    except ValueError:
        return subject
    if kind == "decision":
        return gettext("Beslut %(number)s", number=rest)
    if kind in ("directory", "measures", "figures", "chapters"):
        return rest
    return "" if kind in ("recovery", "report") else subject


def more_of(act: Act, detail: str) -> str:
    """What the auditor needs of an act outside a case: which roles, which keyring, how many rows."""
    try:
        if act is Act.STAFF_ROLES:
            before, _, after = detail.partition(">")
            return f"{_roles(before)} → {_roles(after)}"
        if act is Act.STAFF_INVITED and detail != "again":
            return _roles(detail)
        if act in _DETAILS:
            return _DETAILS[act](detail)
    except ValueError:
        return detail
    return ""


def _roles(codes: str) -> str:
    return roles_in_words(codes.replace(",", " "))


def _ring(name: str) -> str:
    _, ring, epoch = name.split(":")
    return gettext("%(ring)s, lås %(number)s", ring=str(RINGS[Ring(ring)]), number=int(epoch))


def _version(detail: str) -> str:
    return str(gettext("Version %(number)s", number=detail.removeprefix("version:")))


def _edition(detail: str) -> str:
    """Of a frozen report, or the version of the texts of a draft."""
    found = re.match(r"span:(\d{4})-(\d{4}),edition:(\d+)", detail)
    if found is None:
        return _version(detail)
    span = f"{found[1]}–{found[2]}"
    return gettext("%(span)s, utgåva %(number)s", span=span, number=found[3])


def _rows(detail: str) -> str:
    found = re.search(r"(?:rows|csv|jsonl):(\d+)", detail)
    count = int(found[1]) if found else 0
    rows = str(ngettext("%(num)d rad", "%(num)d rader", count))
    until = re.match(r"day:([\d-]+)", detail)
    if until is None:
        return rows
    return gettext(
        "%(rows)s, till och med %(day)s", rows=rows, day=day(date.fromisoformat(until[1]))
    )


_DETAILS: Mapping[Act, Callable[[str], str]] = {
    Act.RING_GRANTED: _ring,
    **dict.fromkeys(_VERSIONED, _version),
    **dict.fromkeys((Act.REPORT_FROZEN, Act.REPORT_EXPORTED), _edition),
    Act.TRAIL_EXPORTED: _rows,
    Act.TRAIL_PURGED: _rows,
}
