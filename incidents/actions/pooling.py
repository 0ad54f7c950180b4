"""Pooled feedback is handed over: each of its cases says so to readers and reporter, and names no other case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import casefile, linking, readmarks
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten, add, audited, find, is_opened, once_id
from incidents.actions.login import Desk
from incidents.actions.thread import with_reporter
from incidents.core.auditing import Act
from incidents.core.entry import Entry, Kind
from incidents.core.linking import links_in
from incidents.core.pooled import (
    Feedback,
    PoolCase,
    areas_of,
    check_new,
    check_pool,
    check_text,
    same_name,
    units_of,
)
from incidents.core.promise import answers_in
from incidents.core.saying import Saying, saying
from incidents.core.workflow import Status
from incidents.store.models import EntryRow

_TOLD = "Det du berättat om ingår i en samlad återkoppling till: {name}. Inget om dig eller ditt ärende står där."
_WRITTEN = frozenset({Kind.REPORT, Kind.MESSAGE, Kind.TRANSLATION, Kind.HANDED})


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed over: the document, the body's code where it is one of the directory, and the bytes' hash."""

    feedback: Feedback
    body: str
    sha256: str

    def content(self) -> dict[str, object]:
        """What the entry says; the text of the feedback is in no case."""
        return {
            "act": Saying.POOLED.value,
            "text": _TOLD.format(name=self.feedback.to),
            "body": self.body,
            "name": self.feedback.to,
            "sha256": self.sha256,
        }


def opened(
    session: Session, desk: Desk, references: Iterable[str], *, pinned: str
) -> list[CaseFile] | None:
    """These cases as they are read; None where one of them is not open to this person in this log-in."""
    cases = [find(session, desk, one) for one in sorted(set(references))]
    for case in cases:
        if not is_opened(session, desk, case) or case.status is Status.QUARANTINE:
            return None
    return [casefile.read(session, desk, case, pinned=pinned) for case in cases]


def check(files: Sequence[CaseFile]) -> None:
    """Raises `Invalid` unless these cases may be pooled."""
    check_pool([_pooled(file) for file in files])


def check_written(files: Sequence[CaseFile], feedback: Feedback) -> None:
    """Raises `Invalid` for words that lead to one of these cases, or together with an earlier feedback do."""
    check_new([_pooled(file) for file in files], feedback.to)
    entries = (read.entry for file in files for read in file.entries if read.entry.kind in _WRITTEN)
    check_text(feedback.text, [str(one.content.get(_name(one), "")) for one in entries])


def _name(entry: Entry) -> str:
    return "story" if entry.kind is Kind.REPORT else "text"


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
        frozenset(same_name(str(one.content.get("name", ""))) for one in every if _told(one)),
    )


def _told(entry: Entry) -> bool:
    return saying(entry) is Saying.POOLED


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

    Raises `AlreadyWritten` for a form that was posted before with the same document and the same cases.
    """
    cases = linking.together(session, desk, references)
    told = f"{given.feedback.digest}|{' '.join(case.reference for case in cases)}"
    ids = [once_id(desk, case, Kind.ANSWER, once, told) for case in cases]
    if once and session.get(EntryRow, ids[0]) is not None:
        raise AlreadyWritten
    files = [casefile.read(session, desk, case, pinned=pinned) for case in cases]
    check(files)
    check_written(files, given.feedback)
    for file, id_ in zip(files, ids, strict=True):
        case, readers = file.case, with_reporter(session, file.case, file, pinned)
        entry_id = id_ if once else None
        add(session, desk, case, Kind.ANSWER, given.content(), readers, now, entry_id=entry_id)
        readmarks.lay(session, case, case.entries, readers)
        detail = f"entry:{case.entries} sha256:{given.sha256}"
        audited(session, desk, Act.CASE_POOLED, case, detail=detail, now=now)
