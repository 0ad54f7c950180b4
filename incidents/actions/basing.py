"""A handler writes down a yes that was said aloud, or announces a duty. Each is signed and stands in the inbox.

Neither answers what the reporter wrote: what was due stays due.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import casefile, readmarks
from incidents.actions.casefile import CaseFile
from incidents.actions.casework import AlreadyWritten, add, audited, once_id, writable
from incidents.actions.login import Desk
from incidents.actions.thread import with_reporter
from incidents.core.aloud import Heard, check_day
from incidents.core.auditing import Act
from incidents.core.bases import Duty, newest
from incidents.core.canonical import encode
from incidents.core.clock import local_date
from incidents.core.entry import Kind
from incidents.core.errors import Conflict, NotAllowed
from incidents.core.report import check_story
from incidents.core.workflow import OPEN
from incidents.store.models import Case, EntryRow


@dataclass(frozen=True, slots=True)
class Filed:
    """The form from which it comes: its own token, and the latest entry of the ledger that its page showed."""

    once: str
    about: int


def hear(
    session: Session,
    desk: Desk,
    reference: str,
    heard: Heard,
    *,
    language: str,
    filed: Filed,
    pinned: str,
    now: datetime,
) -> None:
    """Write down that the person said yes aloud to this colleague; `language` is that of what the person was told.

    Raises `AlreadyWritten` for a form that was posted before, and `Conflict` when the ledger has changed since.
    """
    check_story(heard.told)
    case, file, entry_id = _opened(
        session, desk, reference, heard.content(), language, filed, pinned
    )
    if file.stop is not None:
        raise NotAllowed("Personen vill att vi slutar. Då gäller inget ja som sägs på annat sätt.")
    if case.status not in OPEN:
        raise Conflict("Ärendet är avslutat. Öppna det igen först.")
    check_day(heard, file.said, case.received, local_date(now))
    _write(session, desk, (case, file, entry_id), heard.content(), language, pinned, now)
    audited(session, desk, Act.CASE_CONSENT_HEARD, case, now=now)


def announce(
    session: Session,
    desk: Desk,
    reference: str,
    duty: Duty,
    *,
    translated: str = "",
    filed: Filed,
    pinned: str,
    now: datetime,
) -> None:
    """Tell the person in the inbox what the law makes us tell, before it is done. Also after a stop: the law goes on.

    `translated`: the same words in the language of the report. Raises as `hear` does. The audit row does not say which
    law it is: that one of them is about a child is part of what the case says.
    """
    check_story(duty.told)
    content = duty.content()
    if translated:
        check_story(translated)
        content["translated"] = translated
    opened = _opened(session, desk, reference, content, "sv", filed, pinned)
    report = opened[1].report
    if translated and report is not None:
        content["translated_to"] = report.language
    _write(session, desk, opened, content, "sv", pinned, now)
    audited(session, desk, Act.CASE_DUTY_ANNOUNCED, opened[0], now=now)


_Opened = tuple[Case, CaseFile, bytes | None]


def _opened(
    session: Session,
    desk: Desk,
    reference: str,
    content: Mapping[str, object],
    language: str,
    filed: Filed,
    pinned: str,
) -> _Opened:
    """The case, locked and read, and the id of the entry that this form becomes."""
    case = writable(session, desk, reference)
    said = encode(dict(content)).decode()
    entry_id = once_id(desk, case, Kind.ANSWER, filed.once, said, language) if filed.once else None
    if entry_id is not None and session.get(EntryRow, entry_id) is not None:
        raise AlreadyWritten
    file = casefile.read(session, desk, case, pinned=pinned)
    if newest(file.said) != filed.about:
        raise Conflict(
            "Något har ändrats medan du skrev. Läs det som är nytt här ovanför, och spara sedan."
        )
    return case, file, entry_id


def _write(
    session: Session,
    desk: Desk,
    opened: _Opened,
    content: Mapping[str, object],
    language: str,
    pinned: str,
    now: datetime,
) -> None:
    case, file, entry_id = opened
    readers = with_reporter(session, case, file, pinned)
    add(session, desk, case, Kind.ANSWER, content, readers, now, language, entry_id)
    readmarks.lay(session, case, case.entries, readers)
