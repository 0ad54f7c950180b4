"""The translations of a case in words, as they stand beside what they translate."""

from dataclasses import dataclass

from incidents.actions.casefile import CaseFile
from incidents.casework.present_thread import Moment
from incidents.core.entry import Entry, Kind
from incidents.core.handover import Handed
from incidents.core.vocabulary import vocabulary
from incidents.web.languages import LANGUAGE_NAMES
from incidents.web.locale import gettext


@dataclass(frozen=True, slots=True)
class Version:
    """One translation: its text, and between which languages, by what kind of translator, by whom and when."""

    text: str
    language: str
    about: str


def beside(file: CaseFile, moment: Moment) -> dict[int, list[Version]]:
    """By the number of the entry that they translate, newest first."""
    originals = {read.entry.number: read.entry for read in file.entries}
    orders = {handed.number: handed for handed in file.handovers}
    return {
        number: [_version(one, originals[number], orders, moment) for one in found]
        for number, found in file.translations.items()
    }


def _version(entry: Entry, original: Entry, orders: dict[int, Handed], moment: Moment) -> Version:
    source = str(entry.content.get("source") or original.language)
    translator = vocabulary("translator_type").label(str(entry.content.get("translator", "")))
    about = gettext(
        "Översatt från %(source)s till %(language)s. %(translator)s.",
        source=str(LANGUAGE_NAMES.get(source, source)),
        language=str(LANGUAGE_NAMES.get(entry.language, entry.language)),
        translator=gettext(translator),
    )
    came = _came(entry, orders, moment) if entry.kind is Kind.HANDED else _put_in(entry, moment)
    return Version(str(entry.content["text"]), entry.language, f"{about} {came}")


def _put_in(entry: Entry, moment: Moment) -> str:
    return gettext("Inlagt av %(who)s %(when)s.", who=entry.author_name, when=moment(entry.moment))


def _came(entry: Entry, orders: dict[int, Handed], moment: Moment) -> str:
    """From whom it came: never as if one of the staff had written it."""
    number = entry.content.get("handover")
    handed = orders.get(number) if isinstance(number, int) else None
    came = gettext(
        "Kom från %(who)s genom överlämning %(number)s, %(when)s.",
        who=entry.author_name,
        number=number,
        when=moment(entry.moment),
    )
    confirmed = handed.confirmed if handed else None
    if confirmed is None:
        waits = gettext("Ingen handläggare har bekräftat den än.")
        return f"{came} {waits}"
    by = gettext(
        "Bekräftad av %(who)s %(when)s.",
        who=confirmed.author_name,
        when=moment(confirmed.moment),
    )
    return f"{came} {by}"
