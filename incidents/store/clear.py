"""Every column that is not sealed, with the reason why it may be read by whoever steals the database.

`tests/test_clear_columns.py` compares this list with the real schema: a new clear column needs a line here.
"""

from typing import Final

from incidents.store.clear_reasons import AUDIT, HASH, PUBLIC_KEY, RANDOM, STAFF
from incidents.store.clear_reasons import SEALED as SEALED  # noqa: PLC0414 - the list is read with it
from incidents.store.clear_statistics import STATISTICS

#: What a version of the directory or a register says besides what stands in it.
VERSION: Final = {
    "day": "day on which staff changed it",
    "staff_id": "who changed it, as the audit says",
    "what": "what kind of change it was, as the audit says",
    "about": "which body, measure or figure it was about, as the audit says",
    "signature": PUBLIC_KEY,
}

COLUMNS: Final[dict[str, dict[str, str]]] = {
    "installation": {
        "id": "always 1",
        "mode": "demo or live",
        "root_public": PUBLIC_KEY,
        "recovery_epoch": "number of the paper shares' set",
        "recovery_public": PUBLIC_KEY,
        "recovery_signature": PUBLIC_KEY,
    },
    "ring_epoch": {
        "ring": "name of a keyring",
        "epoch": "number of its epoch",
        "public_key": PUBLIC_KEY,
        "signing_public": PUBLIC_KEY,
        "signature": PUBLIC_KEY,
        "recovery_epoch": "number of the paper shares' set",
        "recovery_sealed": SEALED,
        "previous_sealed": SEALED,
        "due": "somebody who held this epoch has left, and no member has made the next one yet",
    },
    "staff": {
        "id": RANDOM,
        "login": STAFF,
        "name": STAFF,
        "roles": STAFF,
        "active": STAFF,
        "devices": "how often this person has logged out everywhere or changed the passphrase",
        "salt": "salt of the passphrase's derivation",
        "memory_kib": "cost of the passphrase's derivation",
        "iterations": "cost of the passphrase's derivation",
        "lanes": "cost of the passphrase's derivation",
        "verifier": "hash of a value that Argon2id derives from a passphrase of 75 bits or more",
        "wrapped_seed": SEALED,
        "public_key": PUBLIC_KEY,
        "signing_public": PUBLIC_KEY,
        "certificate_signer": "who vouches for the key",
        "certificate": PUBLIC_KEY,
    },
    "second_factor": {
        "staff_id": RANDOM,
        "sealed": SEALED,
        "used": "half minute of the newest code used: when a staff member logged in",
        "wrong": "how many wrong codes followed a right passphrase",
        "half_hour": "in which half-hour",
        "shown": "how often a passkey was used",
    },
    # How many passkeys somebody has, and of none which device it is.
    "passkey": {"id": RANDOM, "staff_id": RANDOM, "sealed": SEALED},
    "recovery_code": {"id": HASH, "staff_id": RANDOM},
    "retired_root": {"root_public": PUBLIC_KEY, "signature": PUBLIC_KEY},
    "retired_key": {
        "staff_id": RANDOM,
        "signing_public": PUBLIC_KEY,
        "public_key": PUBLIC_KEY,
        "certificate_signer": "who vouched for the key",
        "certificate": PUBLIC_KEY,
    },
    "ring_grant": {
        "ring": "name of a keyring",
        "epoch": "number of its epoch",
        "staff_id": RANDOM,
        "sealed": SEALED,
        "granted_by": "who granted it",
        "signature": PUBLIC_KEY,
    },
    "staff_session": {
        "id": HASH,
        "staff_id": RANDOM,
        "sealed": SEALED,
        "started_at": "when a staff member logged in",
        "used_at": "when a staff member last used the log-in, to the minute",
        "refresh": "this person's grants have changed since the log-in",
    },
    "invitation": {
        "staff_id": RANDOM,
        "login": STAFF,
        "name": STAFF,
        "roles": STAFF,
        "expires": "until when an administrator's invitation counts",
        "wrong": "how many wrong phrases were tried on it",
        "phrase": HASH,
        "salt": "salt of the passphrase's derivation",
        "memory_kib": "cost of the passphrase's derivation",
        "iterations": "cost of the passphrase's derivation",
        "lanes": "cost of the passphrase's derivation",
        "verifier": "hash of a value that Argon2id derives from a passphrase of 75 bits or more",
        "wrapped_seed": SEALED,
        "public_key": PUBLIC_KEY,
        "signing_public": PUBLIC_KEY,
    },
    "browser_box": {
        "id": HASH,
        "sealed": SEALED,
        "expires": "half-hour bucket; the exact time is inside",
    },
    "stored_file": {
        "id": RANDOM,
        "expires": "half-hour bucket of a draft's file; empty once it was sent",
        "wrapped": SEALED,
        "body": SEALED,
    },
    "case_file": {
        "id": RANDOM,
        "reference": "random reference; stands in the public register",
        "status": "status of the handling",
        "assignee_id": "handler",
        "recipients": "recipient set: which keyring, or named people",
        "received": "date of receipt, as in the public register",
        "counted": "the day on which it was entered or let in after its quarter was closed; the trail has that day",
        "aside": "closed as junk from quarantine; the trail has that",
        "entries": "number of entries; countable anyway",
        "version": "counts saves, so that none is lost",
        "submission": HASH,
    },
    "reporter_key": {"lookup": HASH, "case_id": RANDOM, "public_key": PUBLIC_KEY},
    "case_person": {"case_id": RANDOM, "staff_id": RANDOM},
    "entry": {
        "id": RANDOM,
        "case_id": RANDOM,
        "number": "place in the case; countable anyway",
        "link": "hash over the content and 16 random bytes that are sealed with it",
        "body": SEALED,
    },
    "entry_key": {
        "entry_id": RANDOM,
        "recipient": "recipient set: a keyring, a named person, the reporter",
        "epoch": "epoch of the recipient's key",
        "sealed": SEALED,
    },
    "desk_card": {
        "id": RANDOM,
        "case_id": RANDOM,
        "holder": "recipient set: a keyring or a named person",
        "sealed": SEALED,
    },
    # Which table says, as the status does, that the report came in a flood and proved nothing, or had its trap filled
    # in: decided by how much came in, never by what a report says. It tells nothing of who sent it, or of what about.
    "quarantine_card": {
        "id": RANDOM,
        "case_id": RANDOM,
        "holder": "recipient set: a keyring",
        "sealed": SEALED,
    },
    # There from the first answer on, which the keys of the entries tell as well; as long whether it was read or not.
    "read_mark": {
        "case_id": RANDOM,
        "holder": "recipient set: a keyring, a named person, the reporter",
        "sealed": SEALED,
    },
    # What was handed over, to whom, of which entries, on which basis stands sealed in the case.
    "handover": {
        "id": HASH,
        "case_id": RANDOM,
        "number": "place of the order or referral in the case; countable anyway",
        "staff_id": "who ordered it, as the audit says",
        "expires": "last day of an order or of a body's page: as many days, or a year, after it as in every other",
        "packet": SEALED,
        "draft": SEALED,
        "files_until": "until when the body's files can be fetched: a date",
        "answer_by": "by when a body is to answer, so that a silent one is called up: a date",
    },
    "handover_file": {
        "parcel_id": "the parcel in which the file lies",
        "place": "which of the parcel's files it is",
        "sealed": SEALED,
    },
    "directory_version": {
        "number": "counts the versions of the public directory",
        "text": "public: what the municipality says of whom one can turn to",
        **VERSION,
    },
    # Written to be given to whoever asks; out of no case. The mail counts late measures without a key.
    "register_version": {
        "register": "measures, figures of others, or what is written in the report",
        "number": "counts the versions of a register",
        "text": "measures with unit, officials to ask, day and flag, figures of others, or texts of the report "
        "with who wrote and approved them; never a case or a person",
        **VERSION,
    },
    "fact": {"id": RANDOM, "sealed": SEALED},
    **STATISTICS,
    "case_opening": {"session_id": HASH, "case_id": RANDOM},
    "case_conflict": {"case_id": RANDOM, "staff_id": RANDOM},
    # That somebody was written to on a day: how many cases waited on it can be counted from the table of cases anyway.
    "outbox": {
        "id": RANDOM,
        "staff_id": RANDOM,
        "kind": "summary or reminder",
        "day": "the working day, or the week's Monday, that it is for",
        "state": "waiting, claimed, sent or given up",
        "tries": "how often it was tried",
        "not_before": "half-hour at which it may be tried again; empty once it was sent",
        "problem": "one of eight words for why it was not sent; never the server's answer",
    },
    # The mails go to whoever covers, and whoever writes them has no key. Never why somebody is away.
    "absence": {
        "staff_id": RANDOM,
        "cover_id": "who covers for somebody of the staff",
        "first": "day from which somebody of the staff is away",
        "last": "day until which somebody of the staff is away",
    },
    "audit_chain": {"chain": AUDIT, "number": AUDIT, "head": AUDIT},
    "audit": {
        "chain": AUDIT,
        "number": AUDIT,
        "at": AUDIT,
        "actor_id": AUDIT,
        "act": AUDIT,
        "subject": AUDIT,
        "detail": AUDIT,
        "previous": AUDIT,
        "signature": AUDIT,
        "digest": AUDIT,
    },
    # What a purge leaves: number and hash of the last row that went, and the decision under which it did.
    "audit_point": {
        "chain": AUDIT,
        "number": AUDIT,
        "digest": AUDIT,
        "at": AUDIT,
        "kept": "hash over the rows that were kept",
        "closings": "how often the case was closed in the rows that went; countable before",
        "answers": "how often the case was answered in the rows that went; countable before",
        "day": "the last day whose rows went",
        "decision": "number of the municipality's decision on disposal",
        "decided": "day of that decision",
        "months": "how long rows are kept by it",
        "actor_id": AUDIT,
        "signed": AUDIT,
        "signature": AUDIT,
    },
}
