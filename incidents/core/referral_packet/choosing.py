"""What can be chosen of an opened case, what was chosen, and whether that is covered. At first nothing is chosen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from incidents.core.bases import Act, Basis, BasisKind, Duty, agreed, duty_in
from incidents.core.coding import Coding, coding_in
from incidents.core.consent import Question, State
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.files import FileNote, noted
from incidents.core.happened import known
from incidents.core.help.answers import Situated
from incidents.core.help.spans import Span
from incidents.core.promise import answers_in
from incidents.core.report import Contact, told_of_alerts
from incidents.core.reportcard import law_span
from incidents.core.translation import VERSIONS, versions
from incidents.core.vocabulary import vocabularies
from incidents.core.work import Work, work_in

Found = TypeVar("Found")
#: What somebody wrote as a text besides the story; notes among colleagues are not among it.
TEXTS = frozenset({Kind.MESSAGE, Kind.ANSWER, *VERSIONS})
#: How to reach the person is not one of the answers.
_NEVER = frozenset({"contact_mode"})


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened case: entries that verify, and the ledger of its consents."""

    received: date
    reference: str
    entries: tuple[Entry, ...]
    questions: tuple[Question, ...] = ()
    contact: Contact | None = None

    @property
    def report(self) -> Entry | None:
        """The report itself."""
        return next((one for one in self.entries if one.kind is Kind.REPORT), None)

    @property
    def heard_of_alerts(self) -> bool:
        """Whether the person was told, before the report was sent, that a place may be told of (docs/adr/0043)."""
        return self.report is not None and told_of_alerts(self.report.content)

    @property
    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """The answers that can be chosen, by list."""
        given = answers_in(self.report) if self.report else {}
        return {
            name: groups
            for name, groups in given.items()
            if name in vocabularies() and name not in _NEVER
        }

    @property
    def texts(self) -> Mapping[int, Entry]:
        """The texts that can be chosen, by number; of what came back by a hand-over only translations."""
        beside = {one.number for found in versions(self.entries).values() for one in found}
        return {
            one.number: one
            for one in self.entries
            if one.kind in TEXTS
            and (one.kind not in VERSIONS or one.number in beside)
            and str(one.content.get("text", "")).strip()
        }

    @property
    def files(self) -> Mapping[int, FileNote]:
        """The files that can be chosen, by the number of their entry."""
        found = ((one.number, _read(noted, one)) for one in self.entries if one.kind is Kind.FILE)
        return {number: note for number, note in found if note is not None}

    @property
    def coding(self) -> Coding | None:
        """The coding that holds."""
        found = [one for one in self.entries if one.kind is Kind.CODING]
        return _read(coding_in, found[-1]) if found else None

    @property
    def work(self) -> Work | None:
        """What was done so far."""
        found = [one for one in self.entries if one.kind is Kind.WORK]
        return _read(work_in, found[-1]) if found else None

    @property
    def limit(self) -> Span | None:
        """When the law's time limit runs out."""
        if self.report is None:
            return None
        return law_span(answers_in(self.report), self.received, known(self.entries))

    @property
    def young(self) -> bool:
        """It happened to somebody who was under 18 then."""
        return self.report is not None and Situated(answers_in(self.report)).young

    def agreed(self, body: str) -> frozenset[Act]:
        """The acts with a yes as the latest word about this body."""
        return agreed(self.questions, body)

    def duty(self, basis: Basis, body: str) -> Duty | None:
        """The duty that a basis names, where it is one towards this body."""
        found = (duty_in(one) for one in self.entries if one.number == basis.number)
        duty = next(found, None)
        if duty is None or (duty.body, duty.provision) != (body, basis.provision):
            return None
        return duty


@dataclass(frozen=True, slots=True)
class Chosen:
    """The parts that were chosen, by number or name. `masked`: passages, as `masking.passages` reads them."""

    story: bool = False
    texts: frozenset[int] = frozenset()
    answers: frozenset[str] = frozenset()
    coding: frozenset[str] = frozenset()
    files: frozenset[int] = frozenset()
    contact: bool = False
    reference: bool = False
    masked: tuple[str, ...] = ()


def check_there(case: Opened, chosen: Chosen) -> None:
    """Raises `Invalid` for a part that the case does not have, or that cannot be told."""
    coded = case.coding.codes if case.coding else {}
    there = (
        (not chosen.story or case.report is not None),
        chosen.texts <= case.texts.keys(),
        chosen.answers <= case.answers.keys(),
        chosen.coding <= coded.keys() - {"priority"},
        chosen.files <= case.files.keys(),
        (not chosen.contact or case.contact is not None),
    )
    if not all(there):
        raise Invalid("En av de valda delarna finns inte. Välj igen.")


def check_hers(case: Opened, chosen: Chosen) -> None:
    """Raises `Invalid` for what the person did not write herself: a letter of hers holds nothing else."""
    others = any(case.texts[number].kind is not Kind.MESSAGE for number in chosen.texts)
    if others or chosen.coding or chosen.contact or chosen.reference or chosen.files:
        raise Invalid("Brevet får bara innehålla det som personen själv har skrivit.")


def check_covered(
    case: Opened, basis: Basis, body: str, chosen: Chosen, *, identified: bool
) -> None:
    """Raises `Invalid` unless the basis covers what was chosen for this body; see also `core.bases.basis_for`."""
    if basis.kind is BasisKind.LEGAL_DUTY:
        if case.duty(basis, body) is None:
            raise Invalid("Skyldigheten gäller inte den här mottagaren.")
        if identified or chosen != Chosen():
            raise Invalid(
                "En skyldighet enligt lag gäller bara orden i beslutet. Välj inget annat."
            )
        return
    agreed, named = case.agreed(body), _acts(case.questions, basis.number, body)
    shares = {Act.SHARE_IDENTIFIED, Act.SHARE_DEIDENTIFIED}
    if not shares & agreed & named:
        raise Invalid("Personen har inte sagt ja till att det här lämnas till mottagaren.")
    if identified and Act.SHARE_IDENTIFIED not in agreed & named:
        raise Invalid("Personen har inte sagt ja till att mottagaren får veta vem hen är.")


def _read(reader: Callable[[Mapping[str, Any]], Found], entry: Entry) -> Found | None:
    """What an entry holds; None for one that is not as we write them."""
    try:
        return reader(entry.content)
    except ValueError:
        return None


def _acts(questions: Iterable[Question], number: int, body: str) -> frozenset[Act]:
    """The acts of the consent that a basis names; none where it is not given, or to another body."""
    found = (one for one in questions if one.number == number and one.body == body)
    question = next(found, None)
    if question is None or question.state is not State.GIVEN:
        return frozenset()
    return frozenset(act for act in Act if act.value in question.acts)
