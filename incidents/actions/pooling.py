"""Pooled feedback is handed over: each of its cases says so to readers and reporter, and names no other case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import casefile, linking, readmarks
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import (
    AlreadyWritten,
    add,
    audited,
    find,
    is_opened,
    once_id,
    readable,
)
from incidents.actions.login import Desk
from incidents.actions.thread import with_reporter
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.entry import Entry, Kind
from incidents.core.linking import links_in
from incidents.core.pooled import (
    Pool,
    PoolCase,
    areas_of,
    check_goes_on,
    check_pool,
    check_receiver,
    ends_of,
    units_of,
)
from incidents.core.pooled_text import Feedback, check_text, keys_of
from incidents.core.promise import answers_in
from incidents.core.referral_entry import referral_in
from incidents.core.report import told_of_pooling
from incidents.core.saying import Saying, saying
from incidents.core.traces import written
from incidents.core.workflow import Status
from incidents.store.models import Case, EntryRow

_TOLD = (
    "Det du berättat om ingår i en samlad återkoppling till: {name}. "
    "Den bygger på minst tre ärenden som alla gäller mottagaren, enligt den som skrev den. "
    "Inga av dina meningar står där, och inget ärendenummer."
)
_NOTED = "Samlad återkoppling till: {name}\n\n{text}"
#: So many cases are followed from link to link; where they lead further, it is not known where they end.
_AROUND_MOST = 100


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed over: the document and the bytes' hash. Who gives it says that all cases concern the receiver."""

    feedback: Feedback
    sha256: str

    def content(self) -> dict[str, object]:
        """What the entry says; the reporter reads it, so the text of the feedback is not in it."""
        return {
            "act": Saying.POOLED.value,
            "text": _TOLD.format(name=self.feedback.name),
            "body": self.feedback.to.body,
            "name": self.feedback.name,
            "concerned": "all",
            "sha256": self.sha256,
        }

    def note(self) -> dict[str, object]:
        """What the staff alone read: the text as it was told, so that it can be shown later."""
        text = _NOTED.format(name=self.feedback.name, text=self.feedback.said)
        return {"text": text, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Opened:
    """The chosen cases as they are read, and those that they are linked with."""

    files: tuple[CaseFile, ...]
    pool: Pool

    @property
    def references(self) -> list[str]:
        """The chosen ones."""
        return [file.case.reference for file in self.files]

    @property
    def recipients(self) -> str:
        """Who reads all of them; empty where not all are read by the same."""
        found = {file.case.recipients for file in self.files}
        return next(iter(found)) if len(found) == 1 else ""


def opened(
    session: Session, desk: Desk, references: Iterable[str], *, pinned: str
) -> Opened | None:
    """These cases as they are read; None where one of them is not open to this person in this log-in."""
    cases = [find(session, desk, one) for one in sorted(set(references))]
    if not all(_is_open(session, desk, case) for case in cases):
        return None
    return _read(session, desk, cases, pinned)


def _is_open(session: Session, desk: Desk, case: Case) -> bool:
    return is_opened(session, desk, case) and case.status is not Status.QUARANTINE


def _read(session: Session, desk: Desk, cases: Sequence[Case], pinned: str) -> Opened:
    """The cases, and from link to link those that were opened in this log-in too: no other is opened for this."""
    files = tuple(casefile.read(session, desk, case, pinned=pinned) for case in cases)
    chosen, around = tuple(_pooled(file) for file in files), list[PoolCase]()
    looked = {case.id for case in cases}
    ends = ends_of(chosen) - looked
    while ends and len(looked) + len(ends) <= _AROUND_MOST:
        looked |= ends
        near = (case for case in readable(session, desk, ends) if _is_open(session, desk, case))
        found = [_pooled(casefile.read(session, desk, case, pinned=pinned)) for case in near]
        around += found
        ends = ends_of(found) - looked
    return Opened(files, Pool(chosen, tuple(around)))


def check(chosen: Opened) -> None:
    """Raises `Invalid` unless these cases may be pooled."""
    check_pool(chosen.pool)


def check_written(chosen: Opened, feedback: Feedback) -> None:
    """Raises `Invalid` for words that lead to one of these cases, or together with an earlier feedback do."""
    check_receiver(chosen.pool, feedback.to)
    every = (read.entry for file in chosen.files for read in file.entries)
    check_text(feedback.text, written(every))


def _pooled(file: CaseFile) -> PoolCase:
    answers = answers_in(file.report) if file.report else {}
    every = [read.entry for read in file.entries]
    return PoolCase(
        file.case.id,
        links_in(every),
        areas_of(answers, file.codings[-1][1] if file.codings else None),
        units_of(answers),
        file.stop is not None,
        file.unreadable == 0 and all(read.sound for read in file.entries),
        file.report is not None and told_of_pooling(file.report.content),
        frozenset[str]().union(*map(told_to, every)),
    )


def told_to(entry: Entry) -> frozenset[str]:
    """To whom an entry says that the case was told of: in other feedback, or as a referral of its own."""
    if (referral := referral_in(entry)) is not None and referral.place is None:
        return keys_of(referral.receiver.name, referral.receiver.body)
    if saying(entry) is not Saying.POOLED:
        return frozenset()
    return keys_of(str(entry.content.get("name", "")), str(entry.content.get("body", "")))


def give(
    session: Session,
    desk: Desk,
    references: Iterable[str],
    given: Given,
    *,
    once: str,
    pinned: str,
    now: datetime,
) -> None:
    """Write in each of these cases, or in none, that it is one of those behind this feedback; all of them stay locked.

    Raises `AlreadyWritten` for a form that was posted before with the same document and the same cases. After a stop
    that form too is refused: the document is not handed out again.
    """
    cases = linking.together(session, desk, references)
    chosen = _read(session, desk, cases, pinned)
    check_goes_on(chosen.pool)
    told = f"{given.feedback.digest}|{' '.join(chosen.references)}"
    ids = [once_id(desk, case, Kind.ANSWER, once, told) for case in cases]
    if once and session.get(EntryRow, ids[0]) is not None:
        raise AlreadyWritten
    check(chosen)
    check_written(chosen, given.feedback)
    for file, id_ in zip(chosen.files, ids, strict=True):
        entry_id = id_ if once else None
        _write(session, desk, file, given, entry_id=entry_id, pinned=pinned, now=now)


def _write(
    session: Session,
    desk: Desk,
    file: CaseFile,
    given: Given,
    *,
    entry_id: bytes | None,
    pinned: str,
    now: datetime,
) -> None:
    case, readers = file.case, with_reporter(session, file.case, file, pinned)
    add(session, desk, case, Kind.ANSWER, given.content(), readers, now, entry_id=entry_id)
    number = case.entries
    readmarks.lay(session, case, number, readers)
    staff = case_recipients(session, case.id, case.recipients, pinned)
    add(session, desk, case, Kind.NOTE, given.note(), staff, now)
    detail = f"entry:{number} note:{case.entries} sha256:{given.sha256}"
    audited(session, desk, Act.CASE_POOLED, case, detail=detail, now=now)
