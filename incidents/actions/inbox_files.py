"""Files that the reporter sends from the inbox: each becomes an entry of the case at once, with its bytes beside it."""

import os
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incidents.actions import entries, inbox
from incidents.actions.files import SealedFile
from incidents.core.clock import local_date
from incidents.core.deskcard import signal_card
from incidents.core.entry import Entry, Kind
from incidents.core.errors import Invalid
from incidents.core.files import next_number
from incidents.core.languages import sentence
from incidents.crypto.casecode import REPORTER, CaseCode
from incidents.crypto.envelope import KEY_BYTES
from incidents.crypto.filebox import wrap_key
from incidents.crypto.sealing import Recipient
from incidents.store.models import EntryRow, StoredFile
from incidents.store.statements import insert_rows

_ENOUGH = sentence("Det får inte plats fler filer i dag. Skicka resten i morgon.")


class EnoughToday(Invalid):
    """The case has got as many files today as a report may have."""

    def __init__(self) -> None:
        super().__init__(_ENOUGH)


def send_file(
    session: Session,
    code: CaseCode,
    file: SealedFile,
    *,
    once: str,
    language: str,
    most: int,
    pinned: str,
    now: datetime,
) -> None:
    """Add a file to the case. `once` names the form and the file as it came: posted again, it is stored once.

    Raises `AlreadySent`, `EnoughToday`, and what `inbox.addressed` raises.
    """
    case = inbox.addressed(session, code, pinned)
    today = local_date(now).isoformat()
    entry_id = code.message_id(once, "file")
    sent = _files(inbox.read(session, code, pinned=pinned).entries)
    if session.get(EntryRow, entry_id) is not None:
        raise inbox.AlreadySent
    if sum(entry.moment == today for entry in sent) >= most:
        raise EnoughToday
    number = next_number(str(entry.content["name"]) for entry in sent)
    key = os.urandom(KEY_BYTES)
    document = Entry(
        case.case_id,
        case.number,
        Kind.FILE,
        today,
        language,
        file.note(number).content(),
        entries.last_link(session, case.case_id),
    )
    readers = [*case.staff, Recipient(REPORTER, 0, code.public_key())]
    prepared = entries.prepare(document, readers, entry_id=entry_id, key=key)
    wrapped = wrap_key(key, file.id, file.key)
    try:
        entries.write(session, [prepared])
    except IntegrityError as error:
        raise inbox.AlreadySent from error
    insert_rows(session, StoredFile, file.row(expires=None, wrapped=wrapped))
    inbox.announce(session, case, signal_card(local_date(now)))


def _files(shown: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in shown if entry.kind is Kind.FILE]
