"""The coding in words: as it stands beside the reporter's own answers, and what each one changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from incidents.actions.casefile import CaseFile
from incidents.casework.words import BRA, CODED, with_answer
from incidents.core.coding import FIELDS, Codes, Coding, changed
from incidents.core.coding_hints import hints, warnings
from incidents.core.danger import Answers
from incidents.core.entry import Entry
from incidents.core.promise import answers_in
from incidents.core.vocabulary import vocabulary
from incidents.web.joints import jointed
from incidents.web.locale import gettext

Rows = list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Summary:
    """The coding that holds: rows in words, the groups that follow from it, who coded it, what to look at again."""

    rows: Rows
    derived: Rows
    by: str
    when: str
    warnings: tuple[str, ...]


def summary(file: CaseFile, moment: Callable[[str], str]) -> Summary | None:
    """The newest coding; None where nobody has coded yet."""
    if not file.codings:
        return None
    entry, coding = file.codings[-1]
    rows = [(str(CODED[name]), labels(coding, name)) for name in FIELDS if name in coding.codes]
    said = tuple(gettext(one) for one in warnings(coding, answers_of(file)))
    return Summary(rows, _derived(coding), entry.author_name, moment(entry.moment), said)


def answers_of(file: CaseFile) -> Answers:
    """The reporter's own answers; none where the report does not open."""
    return answers_in(file.report) if file.report else {}


def hint_words(answers: Answers, coding: Coding | None) -> list[str]:
    """The hints, translated."""
    return [gettext(one) for one in hints(answers, coding)]


def labels(coding: Coding, name: str) -> list[str]:
    """The chosen codes of a list, in words."""
    return words(coding.codes, name)


def words(codes: Codes, name: str) -> list[str]:
    """The codes of a list, in words."""
    listed = vocabulary(name)
    return [jointed(gettext(listed.label(code))) for code in codes.get(name, ())]


def groups(answers: Answers, name: str) -> list[str]:
    """The reporter's own answer in a list."""
    listed = vocabulary(name)
    return [jointed(gettext(listed.public_label(group))) for group in answers.get(name, ())]


def history(codings: Sequence[tuple[Entry, Coding]]) -> dict[int, tuple[str, ...]]:
    """What each coding changed, by the number of its entry."""
    found: dict[int, tuple[str, ...]] = {}
    before: Coding | None = None
    for entry, coding in codings:
        found[entry.number] = tuple(
            with_answer(CODED[name], ", ".join(labels(coding, name)) or gettext("borttaget"))
            for name in changed(before, coding)
        )
        before = coding
    return found


def _derived(coding: Coding) -> Rows:
    rows = [
        (gettext("I Brås statistik"), [str(BRA.get(one, one)) for one in coding.bra_groups()]),
        (gettext("Hos ODIHR"), list(coding.odihr_categories())),
        (gettext("Brottsgrupp"), list(coding.offence_groups())),
    ]
    return [row for row in rows if row[1]]
