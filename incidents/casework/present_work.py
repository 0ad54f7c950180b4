"""What was done and what came of it, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from incidents.actions.casefile import CaseFile
from incidents.casework.present import day
from incidents.casework.words import WORK, with_answer
from incidents.core.entry import Entry
from incidents.core.vocabulary import vocabulary
from incidents.core.work import LISTS, Work, changed
from incidents.web.joints import jointed
from incidents.web.locale import gettext

_FIELDS = (*LISTS, "follow_up")


@dataclass(frozen=True, slots=True)
class Summary:
    """The record that holds, who wrote it, and when."""

    rows: list[tuple[str, list[str]]]
    by: str
    when: str


def summary(file: CaseFile, moment: Callable[[str], str]) -> Summary | None:
    """The newest record; None where nothing is recorded."""
    if not file.works:
        return None
    entry, work = file.works[-1]
    rows = [(str(WORK[name]), said) for name in _FIELDS if (said := words(work, name))]
    return Summary(rows, entry.author_name, moment(entry.moment))


def words(work: Work, name: str) -> list[str]:
    """What a record says in a list, or of the follow-up."""
    if name == "follow_up":
        return [day(work.follow_up)] if work.follow_up else []
    known = vocabulary(name)
    return [jointed(gettext(known.label(code))) for code in work.codes.get(name, ())]


def history(works: Sequence[tuple[Entry, Work]]) -> dict[int, tuple[str, ...]]:
    """What each record changed, by the number of its entry."""
    found: dict[int, tuple[str, ...]] = {}
    before: Work | None = None
    for entry, work in works:
        found[entry.number] = tuple(
            with_answer(WORK[name], ", ".join(words(work, name)) or gettext("borttaget"))
            for name in changed(before, work)
        )
        before = work
    return found
