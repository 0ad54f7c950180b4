"""A row of the trail in words. Who else a case was closed to is left out: it would hint at what the case is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from incidents.actions.audit import INSTALLATION
from incidents.core.auditing import Act
from incidents.core.clock import STOCKHOLM
from incidents.store.models import AuditRecord
from incidents.web.trailwords import TRAIL, about, detail_of, more_of, named, when


@dataclass(frozen=True, slots=True)
class Line:
    """An act: `minute` is for files, `chain` is a case's reference or the installation."""

    when: str
    minute: str
    who: str
    act: str
    what: str
    about: str
    more: str
    chain: str
    number: int


def line_of(record: AuditRecord, people: Mapping[bytes, str]) -> Line:
    """The row as the auditor reads it."""
    outside = record.chain == INSTALLATION
    return Line(
        when(record.at),
        _minute(record.at),
        named(record.actor_id, people),
        record.act.value,
        str(TRAIL.get(record.act, record.act.value)),
        about(record.subject, people),
        more_of(record.act, record.detail) if outside else _detail(record, people),
        INSTALLATION if outside else record.subject,
        record.number,
    )


def _detail(record: AuditRecord, people: Mapping[bytes, str]) -> str:
    if record.act is Act.CASE_CONFLICT:
        return ""
    return detail_of(record.act, record.detail, people)


def _minute(at: str) -> str:
    try:
        return datetime.fromisoformat(at).astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return at
