"""Audit rows: who did what to which case, never content; hashed to the row before and signed by the actor."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from incidents.core.canonical import encode

GENESIS = b"\0" * 32


class Act(StrEnum):
    """What is recorded. Codes never change meaning."""

    CASE_ENTERED = "case.entered"
    CASE_OPENED = "case.opened"
    CASE_CONFLICT = "case.conflict_declared"
    CASE_ASSIGNED = "case.assigned"
    CASE_PASSED_ON = "case.passed_on"
    CASE_TAKEN_OVER = "case.taken_over"
    CASE_ACCEPTED = "case.accepted"
    CASE_RETURNED = "case.returned"
    CASE_STATUS = "case.status"
    CASE_CLOSED = "case.closed"
    CASE_ANSWERED = "case.answered"
    CASE_NOTED = "case.noted"
    CASE_NOTE_KEPT = "case.note_kept"
    CASE_NOTE_REMOVED = "case.note_removed"
    CASE_CODED = "case.coded"
    CASE_LOOKED = "case.looked"
    CASE_TRANSLATED = "case.translated"
    CASE_WORK = "case.work_recorded"
    CASE_LINKED = "case.linked"
    CASE_UNLINKED = "case.unlinked"
    CASE_SEEN = "case.message_seen"
    CASE_CONSENT_ASKED = "case.consent_asked"
    CASE_CONSENT_HEARD = "case.consent_heard"
    CASE_DUTY_ANNOUNCED = "case.duty_announced"
    CASE_POOLED = "case.pooled_feedback"
    CASE_CONTACT = "case.contact_opened"
    CASE_DAY = "case.day_noted"
    CASE_FILE = "case.file_opened"
    CASE_GIVEN_OUT = "case.given_out"
    CASE_HANDED_OVER = "case.handed_over"
    CASE_TAKEN_BACK = "case.handover_taken_back"
    CASE_VOUCHED = "case.handover_confirmed"
    CASE_REFERRED = "case.referred"
    CASE_ALERTED = "case.alerted"
    CASE_REFERRAL_BACK = "case.referral_taken_back"
    DIRECTORY_CHANGED = "directory.changed"
    DIRECTORY_TABLE = "directory.table_taken_in"
    DIRECTORY_TAKEN_BACK = "directory.taken_back"
    DIRECTORY_EXPORTED = "export.directory"
    FACTS_FOLDED = "statistics.folded"
    STATISTICS_PLANNED = "statistics.planned"
    STATISTICS_PREVIEWED = "statistics.previewed"
    STATISTICS_SIGNED = "statistics.signed_first"
    STATISTICS_DECLINED = "statistics.declined"
    STATISTICS_RELEASED = "statistics.released"
    FACTS_DISPOSED = "statistics.facts_disposed"
    STATISTICS_PLACED = "statistics.placed"
    STATISTICS_ERRATUM = "statistics.erratum"
    MEASURES_CHANGED = "measures.changed"
    MEASURES_TABLE = "measures.table_taken_in"
    MEASURES_TAKEN_BACK = "measures.taken_back"
    MEASURES_EXPORTED = "export.measures"
    FIGURES_CHANGED = "figures.changed"
    FIGURES_TABLE = "figures.table_taken_in"
    FIGURES_TAKEN_BACK = "figures.taken_back"
    FIGURES_EXPORTED = "export.figures"
    CHAPTERS_CHANGED = "chapters.changed"
    CHAPTERS_APPROVED = "chapters.approved"
    REPORT_FROZEN = "eccar.frozen"
    REPORT_EXPORTED = "export.eccar"
    CALENDAR_EXPORTED = "export.calendar"
    TRAIL_EXPORTED = "export.trail"
    TRAIL_PURGED = "audit.purged"
    STAFF_ADDED = "staff.added"
    STAFF_RECOVERED = "staff.recovered"
    STAFF_LOGGED_IN = "staff.logged_in"
    STAFF_LOGGED_OUT = "staff.logged_out_everywhere"
    STAFF_PASSPHRASE = "staff.passphrase_changed"  # noqa: S105 - the name of an act
    STAFF_INVITED = "staff.invited"
    STAFF_UNINVITED = "staff.invitation_withdrawn"
    STAFF_CONFIRMED = "staff.key_confirmed"
    STAFF_AWAY = "staff.away"
    STAFF_BACK = "staff.back"
    STAFF_REMOVED = "staff.removed"
    STAFF_ROLES = "staff.roles_changed"
    SECOND_ON = "staff.second_factor_on"
    SECOND_OFF = "staff.second_factor_off"
    SECOND_CODES = "staff.recovery_codes_made"
    SECOND_CODE_USED = "staff.recovery_code_used"
    SECOND_WRONG = "staff.second_factor_wrong"
    PASSKEY_ADDED = "staff.passkey_added"
    PASSKEY_REMOVED = "staff.passkey_removed"
    PASSKEY_COPIED = "staff.passkey_counted_back"
    RECOVERY_CHANGED = "recovery.shares_changed"
    RING_CREATED = "ring.created"
    RING_GRANTED = "ring.granted"


#: Who has held which keys, and what was disposed of: these rows stay when the others of their time are.
CEREMONIES = frozenset(
    {
        Act.STAFF_ADDED,
        Act.STAFF_CONFIRMED,
        Act.STAFF_RECOVERED,
        Act.STAFF_REMOVED,
        Act.RECOVERY_CHANGED,
        Act.RING_CREATED,
        Act.RING_GRANTED,
        Act.TRAIL_PURGED,
    }
)


class Area(StrEnum):
    """Kinds of acts, by which the trail is filtered."""

    CASES = "cases"
    DIRECTORY = "directory"
    STATISTICS = "statistics"
    REGISTERS = "registers"
    STAFF = "staff"
    KEYS = "keys"
    TRAIL = "trail"

    def acts(self) -> frozenset[Act]:
        """Every act of this kind."""
        return frozenset(act for act in Act if _AREAS[act.value.partition(".")[0]] is self)


_AREAS = {
    "case": Area.CASES,
    "directory": Area.DIRECTORY,
    "statistics": Area.STATISTICS,
    "measures": Area.REGISTERS,
    "figures": Area.REGISTERS,
    "chapters": Area.REGISTERS,
    "eccar": Area.REGISTERS,
    "staff": Area.STAFF,
    "ring": Area.KEYS,
    "recovery": Area.KEYS,
    "export": Area.TRAIL,
    "audit": Area.TRAIL,
}


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of a chain, before it is signed. `detail` holds codes and ids only."""

    chain: str
    number: int
    at: str
    actor: bytes
    act: Act
    subject: str
    detail: str
    previous: bytes

    def statement(self) -> bytes:
        """What the actor signs."""
        return encode(
            {
                "chain": self.chain,
                "number": self.number,
                "at": self.at,
                "actor": self.actor.hex(),
                "act": self.act.value,
                "subject": self.subject,
                "detail": self.detail,
                "previous": self.previous.hex(),
            }
        )

    def digest(self, signature: bytes) -> bytes:
        """The hash by which the next row names this one; covers the signature too."""
        return hashlib.sha256(self.statement() + signature).digest()
