"""Referrals in words: what can be chosen, what covers it, and how each one stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from incidents.actions.casefile import CaseFile
from incidents.casework.present import Tag
from incidents.casework.present_coding import words
from incidents.casework.present_files import file_words
from incidents.casework.referral_form import Parts
from incidents.casework.reply_words import said
from incidents.casework.translation_form import words_of
from incidents.casework.words import CODED, TITLES
from incidents.core.bases import Act, Basis, BasisKind, duty_in, provision_words
from incidents.core.coding import FIELDS
from incidents.core.consent import ledger
from incidents.core.promise import day_of
from incidents.core.referral_entry import FILES, Referral, Reply, Way
from incidents.core.referral_ledger import Referred, Stage, uncovered
from incidents.core.referral_packet.choosing import Opened
from incidents.core.vocabulary import vocabulary
from incidents.web.joints import jointed
from incidents.web.locale import gettext, lazy_gettext
from incidents.web.moments import day
from incidents.web.placewords import place_words

STAGES = {
    Stage.SENT: (lazy_gettext("Skickat"), "info"),
    Stage.NO_ANSWER: (lazy_gettext("Inget svar på 30 dagar"), "warn"),
    Stage.ACCEPTED: (lazy_gettext("Tog emot det"), "good"),
    Stage.RECEIVED: (lazy_gettext("Har sparat filerna"), "good"),
    Stage.DECLINED: (lazy_gettext("Tackade nej"), "warn"),
    Stage.CONFLICT: (lazy_gettext("Anmälde jäv"), "warn"),
    Stage.CONCLUDED: (lazy_gettext("Berättade hur det gick"), "good"),
    Stage.WITHDRAWN: (lazy_gettext("Tillbakataget"), "neutral"),
    Stage.EXPIRED: (lazy_gettext("Tiden gick ut utan svar"), "warn"),
    Stage.ENDED: (lazy_gettext("Upphörde"), "neutral"),
}
_PARTS = {
    "cover": lazy_gettext("en kort inledning"),
    "first": lazy_gettext("det viktigaste"),
    "about": lazy_gettext("vem som skickar"),
    "story": lazy_gettext("berättelsen"),
    "do": lazy_gettext("uppgifter till DO"),
    "texts": lazy_gettext("meddelanden"),
    "answers": lazy_gettext("personens svar"),
    "coding": lazy_gettext("kommunens bedömning"),
    "contact": lazy_gettext("kontaktuppgifter"),
    "files": lazy_gettext("filer"),
    "told": lazy_gettext("det som lagen kräver"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A referral as the case page shows it; `open`: the link still opens something."""

    number: int
    to: str
    stands: Tag
    sent: str
    by: str
    told: str
    basis: str
    way: str
    until: str
    result: str
    open: bool
    #: About a place and no person.
    alert: bool
    #: What covered it covers it no longer: the body has to hear that.
    fallen: bool


@dataclass(frozen=True, slots=True)
class Covered:
    """What covers a referral to a body: where its form is, by which address values."""

    body: str
    name: str
    duty: int
    words: str


def parts(file: CaseFile, case: Opened, moment: Callable[[str], str]) -> Parts:
    """What can be chosen, by the words by which the page calls it."""
    coded = case.coding.codes if case.coding else {}
    return Parts(
        {str(number): words_of(entry, moment) for number, entry in case.texts.items()},
        {name: _answered(name, groups) for name, groups in case.answers.items()},
        {
            name: f"{CODED[name]}: {'; '.join(words(coded, name))}"
            for name in FIELDS
            if name in coded and name != "priority"
        },
        {
            str(read.entry.number): file_words(read.entry.content)
            for read in file.entries
            if read.entry.number in case.files
        },
    )


def _answered(name: str, groups: tuple[str, ...]) -> str:
    listed = vocabulary(name)
    title = str(TITLES[name]) if name in TITLES else gettext(listed.question or name)
    return f"{title}: {'; '.join(gettext(listed.public_label(group)) for group in groups)}"


def rows(file: CaseFile, lying: frozenset[int], today: date) -> list[Row]:
    """Every referral of the case, the newest first."""
    fallen = set(uncovered(file.referrals, ledger(file.said)))
    return [_row(one, lying, today, fallen) for one in reversed(file.referrals)]


def _row(one: Referred, lying: frozenset[int], today: date, fallen: set[int]) -> Row:
    text, tone = STAGES[one.stage(lying, today)]
    referral, where = one.referral, one.referral.lying
    on_paper = where is None and one.withdrawn is None
    last = one.last(Reply.DECLINE, Reply.CONFLICT, Reply.RESULT)
    return Row(
        one.number,
        jointed(referral.receiver.name),
        Tag(str(text), tone),
        day(day_of(one.entry.moment)),
        one.entry.author_name,
        _told(referral),
        basis_words(referral.basis),
        gettext("på papper") if referral.way is Way.PAPER else gettext("med länk"),
        day(where.until) if where and one.files_open(lying, today) else "",
        said(last) if last else "",
        on_paper or one.number in lying,
        referral.place is not None,
        one.number in fallen and one.withdrawn is None,
    )


def _told(referral: Referral) -> str:
    """The parts that left, and of a place alert every word."""
    if referral.place is not None:
        return Markup(", ").join(place_words(referral.place, pictures=FILES in referral.told))
    return ", ".join(str(_PARTS[name]) for name in referral.told if name in _PARTS)


def basis_words(basis: Basis | None) -> str:
    """On what it rests; empty of a place alert."""
    if basis is None:
        return ""
    if basis.kind is BasisKind.CONSENT:
        return gettext("personens ja")
    return gettext("skyldighet: %(where)s", where=provision_words(basis.provision))


def covered(case: Opened, names: Mapping[str, str], today: date) -> list[Covered]:
    """Every body to which something may be told by now, and on what that rests; `names`: of the directory's bodies."""
    asked = {question.body: question.name for question in case.questions}
    shares = {Act.SHARE_DEIDENTIFIED, Act.SHARE_IDENTIFIED}
    found = [
        Covered(body, names.get(body, name), 0, gettext("Personen har sagt ja"))
        for body, name in asked.items()
        if case.agreed(body) & shares
    ]
    for entry in case.entries:
        duty = duty_in(entry)
        if duty is not None and duty.first_day(day_of(entry.moment)) <= today:
            where = provision_words(duty.provision)
            found.append(Covered(duty.body, duty.name, entry.number, where))
    return found
