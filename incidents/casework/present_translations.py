"""The translations of a case in words, as they stand beside what they translate."""

from dataclasses import dataclass

from incidents.actions.casefile import CaseFile
from incidents.casework.present_thread import Moment
from incidents.casework.words import LANGUAGE_NAMES
from incidents.core.entry import Entry
from incidents.core.vocabulary import vocabulary
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
    return {
        number: [_version(one, originals[number], moment) for one in found]
        for number, found in file.translations.items()
    }


def _version(entry: Entry, original: Entry, moment: Moment) -> Version:
    source = str(entry.content.get("source") or original.language)
    translator = vocabulary("translator_type").label(str(entry.content.get("translator", "")))
    about = gettext(
        "Översatt från %(source)s till %(language)s. %(translator)s. Inlagt av %(who)s %(when)s.",
        source=str(LANGUAGE_NAMES.get(source, source)),
        language=str(LANGUAGE_NAMES.get(entry.language, entry.language)),
        translator=gettext(translator),
        who=entry.author_name,
        when=moment(entry.moment),
    )
    return Version(str(entry.content["text"]), entry.language, about)
