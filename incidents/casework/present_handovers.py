"""Who sees what of a case: what was handed over, how it stands, and what such an entry says in the thread."""

from dataclasses import dataclass
from datetime import date

from flask_babel import ngettext

from incidents.actions.casefile import CaseFile
from incidents.casework.present import Tag
from incidents.casework.reply_words import said
from incidents.core.entry import Entry, Kind
from incidents.core.handover import Decline, Handed, Standing, order_in
from incidents.core.referral_entry import ALERT_RECALL, RECALL, referral_in, reply_in
from incidents.web.joints import jointed
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day

_STANDS = {
    Standing.WAITING: (lazy_gettext("Väntar på översättningen"), "info"),
    Standing.LATE: (lazy_gettext("Översättningen dröjer"), "warn"),
    Standing.EXPIRED: (lazy_gettext("Länken gick ut, inget har kommit"), "warn"),
    Standing.ANSWERED: (lazy_gettext("Översättningen har kommit"), "good"),
    Standing.DECLINED: (lazy_gettext("Tackade nej"), "warn"),
    Standing.CONFLICT: (lazy_gettext("Anmälde jäv"), "warn"),
    Standing.WITHDRAWN: (lazy_gettext("Tillbakatagen"), "neutral"),
    Standing.ENDED: (lazy_gettext("Upphörde"), "neutral"),
}
_LYING = (Standing.WAITING, Standing.LATE, Standing.EXPIRED)


@dataclass(frozen=True, slots=True)
class Row:
    """An order in words; `may_take_back` and `may_vouch` say which buttons it has."""

    number: int
    to: str
    texts: str
    languages: str
    wished: str
    stands: Tag
    by: str
    vouched: str
    may_take_back: bool
    may_vouch: bool


def rows(file: CaseFile, lying: frozenset[int], today: date) -> list[Row]:
    """Every order of the case, the newest first."""
    return [_row(handed, lying, today) for handed in reversed(file.handovers)]


def _row(handed: Handed, lying: frozenset[int], today: date) -> Row:
    standing, wanted = handed.standing(lying, today), handed.order.wanted
    text, tone = _STANDS[standing]
    count = len(wanted.of)
    confirmed = handed.confirmed
    return Row(
        handed.number,
        wanted.to,
        str(ngettext("%(num)d text", "%(num)d texter", count)),
        pair(wanted.source, wanted.target),
        day(wanted.wished),
        Tag(str(text), tone),
        handed.entry.author_name,
        confirmed.author_name if confirmed else "",
        standing in _LYING,
        standing is Standing.ANSWERED and confirmed is None,
    )


def pair(source: str, target: str) -> str:
    """Between which languages; the first is left out where each text has its own."""
    into = str(LANGUAGE_NAMES.get(target, target))
    if not source:
        return gettext("till %(language)s", language=into)
    return gettext(
        "från %(source)s till %(language)s",
        source=str(LANGUAGE_NAMES.get(source, source)),
        language=into,
    )


def deed(entry: Entry) -> str:
    """What an entry of a hand-over says in the thread; a translation that stands beside its text is not there."""
    if reply_in(entry) is not None:
        return said(entry)
    if entry.kind is Kind.HANDED:
        return _came(entry)
    referral, order = referral_in(entry), order_in(entry)
    if referral is not None:
        who = referral.receiver.name
        if referral.place is not None:
            return jointed(gettext("Berättade om en plats för %(who)s", who=who))
        return jointed(gettext("Hänvisade till %(who)s", who=who))
    if order is not None:
        return gettext("Beställde en översättning av %(who)s", who=order.wanted.to)
    return _ended(entry)


def _ended(entry: Entry) -> str:
    if entry.content.get("what") == RECALL:
        return gettext("Tog tillbaka en hänvisning")
    if entry.content.get("what") == ALERT_RECALL:
        return gettext("Tog tillbaka ett platslarm")
    if "withdrawn" in entry.content:
        return gettext("Tog tillbaka en beställning")
    return gettext("Bekräftade en översättning")


def _came(entry: Entry) -> str:
    said = entry.content.get("declined")
    if said == Decline.CONFLICT:
        return gettext("Översättaren anmälde jäv och har inte översatt")
    if said == Decline.NO:
        return gettext("Översättaren tackade nej")
    return gettext("En översättning som inte hör till något i ärendet")
