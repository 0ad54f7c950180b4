"""Add a translation to a case: a signed entry for its readers, beside the one that it translates."""

from datetime import datetime

from sqlalchemy.orm import Session

from incidents.actions import casefile
from incidents.actions.casework import append, audited, writable
from incidents.actions.login import Desk
from incidents.actions.trust import case_recipients
from incidents.core.auditing import Act
from incidents.core.entry import Kind
from incidents.core.errors import Invalid
from incidents.core.translation import TRANSLATABLE, Translation


def translate(
    session: Session,
    desk: Desk,
    reference: str,
    translation: Translation,
    text: str,
    *,
    language: str,
    once: str = "",
    pinned: str,
    now: datetime,
) -> None:
    """Store a translation into `language`; earlier ones stay. The reporter does not read it.

    `once` is the form's own token: the same form with the same text raises `AlreadyWritten` and writes nothing.
    """
    case = writable(session, desk, reference)
    file = casefile.read(session, desk, case, pinned=pinned)
    known = {read.entry.number for read in file.entries if read.entry.kind in TRANSLATABLE}
    if translation.of not in known:
        raise Invalid("Välj vad som är översatt.")
    staff = case_recipients(session, case.id, case.recipients, pinned)
    append(
        session,
        desk,
        case,
        Kind.TRANSLATION,
        text,
        staff,
        now,
        language,
        extra=translation.content(),
        once=f"{once}|{translation.of}" if once else "",
    )
    audited(session, desk, Act.CASE_TRANSLATED, case, now=now)
