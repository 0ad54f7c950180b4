"""What a browser box holds: from a draft to half a log-in. The exact expiry is in here, sealed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from incidents.core.canonical import encode
from incidents.core.files import AttachedFile

OWN_DEVICE = timedelta(hours=20)  # WCAG 2.2.1: a limit of 20 hours or more is no time limit
SHARED_DEVICE = timedelta(minutes=30)
INBOX = timedelta(minutes=30)
HANDOVER = timedelta(hours=8)


class Device(StrEnum):
    """Whose device it is (vocabulary `device`); never stored with the report."""

    OWN = "own"
    SHARED = "shared"

    @property
    def lifetime(self) -> timedelta:
        """How long a draft and a receipt live after the latest page."""
        return OWN_DEVICE if self is Device.OWN else SHARED_DEVICE


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers before sending. The code is in here from the start, so that *send* has nothing to invent."""

    device: Device
    readers: str
    code: bytes
    submission: bytes
    expires: datetime
    story: str = ""
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contact: str = ""
    safe_times: str = ""
    #: What was typed on the witness way, and the text that it became in the story.
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[AttachedFile, ...] = ()

    def renewed(self, now: datetime) -> "Draft":
        """The same draft, living on from now."""
        return replace(self, expires=now + self.device.lifetime)

    def with_answers(self, changed: Mapping[str, tuple[str, ...]]) -> "Draft":
        """Answers replaced; an empty answer removes the question."""
        merged = {**self.answers, **changed}
        return replace(self, answers={name: value for name, value in merged.items() if value})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What remains in the browser's box after *send*: the code, and what the receipt page needs to speak rightly."""

    device: Device
    code: bytes
    submission: bytes
    expires: datetime
    received: str
    register_only: bool
    no_answer: bool
    independent: bool
    #: For the help in return: what it depends on, and nothing else of the report.
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The voluntary questions were answered; how, stands nowhere here.
    voluntary: bool = False
    #: The report waits in quarantine: nothing of it is counted yet, so the voluntary questions are not asked.
    quarantine: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    """An inbox that a code has opened here; `text` was left unsent, on this `page`, when an older one ran out."""

    code: bytes
    expires: datetime
    text: str = ""
    page: str = ""


class Composer(StrEnum):
    """A field of the case page in which a caseworker writes; for a coding the form whose ticks are kept as a text."""

    NOTE = "note"
    ANSWER = "answer"
    CONTACT = "contact"
    ASK = "ask"
    LOOK = "look"
    CODING = "coding"
    TRANSLATION = "translation"
    PASS = "pass"  # noqa: S105 - the name of a field
    RETURN = "return"
    FIRST = "first"
    SERIES = "series"
    #: The form in which a translation is ordered, kept whole.
    ORDER = "order"
    #: The form of a referral, kept whole.
    REFERRAL = "referral"
    #: The form of a place alert, kept whole.
    ALERT = "alert"
    #: The forms in which a yes said aloud and a duty are written down, kept whole.
    ORAL = "oral"
    DUTY = "duty"
    #: The form of pooled feedback, kept whole in the first of its cases.
    POOLED = "pooled"
    #: No field of a case: the page on which a report from another channel is entered.
    REPORT = "report"


#: Stands for the case of a text that belongs to none yet.
NO_CASE = "-"


@dataclass(frozen=True, slots=True)
class Unsent:
    """What a caseworker typed in a case when the log-in had ended: kept for the field in which it was typed.

    `once` is the token of the form: one that had been stored after all is not stored again.
    """

    reference: str
    composer: Composer
    text: str
    expires: datetime
    language: str = ""
    once: str = ""
    #: The same answer in Swedish, where it was written in two languages.
    swedish: str = ""


@dataclass(frozen=True, slots=True)
class HalfIn:
    """A staff member between passphrase and code: the account, and the key that the passphrase has unlocked.

    `generation`: how often all log-ins of the account had been ended by then. One more, and this one ends too.
    """

    staff: bytes
    seed: bytes
    generation: int
    expires: datetime


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """Somebody may add one passkey, which signs this challenge. `proved`: a code or a passkey was shown for it."""

    challenge: bytes
    proved: bool
    expires: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """The code of a report that a caseworker has entered, until she has handed it on; in its language."""

    code: bytes
    expires: datetime
    spoken: str
    independent: bool
    no_answer: bool


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What somebody outside has opened with link and passphrase: its key, for as long as the browser works on it."""

    key: bytes
    expires: datetime


Content = Draft | Receipt | Inbox | Unsent | HalfIn | NewPasskey | Slip | Unlocked
_NAMES: dict[type, str] = {
    Draft: "draft",
    Receipt: "receipt",
    Inbox: "inbox",
    Unsent: "unsent",
    HalfIn: "half-in",
    NewPasskey: "new-passkey",
    Slip: "slip",
    Unlocked: "unlocked",
}


def pack(content: Content) -> bytes:
    """The form that is sealed."""
    document: dict[str, object] = {"t": _NAMES[type(content)], "v": 1}
    for name in content.__slots__:
        document[name] = _plain(getattr(content, name))
    for name in ("files", "swedish"):
        if not document.get(name):
            document.pop(name, None)  # without any it is what it was before there were any
    return encode(document)


def unpack(data: bytes, now: datetime) -> Content | None:
    """Inverse of `pack`; None once the exact time has run out."""
    raw = json.loads(data)
    kind, _ = raw.pop("t"), raw.pop("v")
    raw["expires"] = datetime.fromtimestamp(raw["expires"], UTC)
    if raw["expires"] <= now:
        return None
    if kind == "unsent":
        raw["composer"] = Composer(raw["composer"])
        return Unsent(**raw)
    if kind in ("half-in", "new-passkey", "unlocked"):
        return _key_in(kind, raw)
    raw["code"] = bytes.fromhex(raw["code"])
    if kind in ("inbox", "slip"):
        return Inbox(**raw) if kind == "inbox" else Slip(**raw)
    raw["device"] = Device(raw["device"])
    raw["submission"] = bytes.fromhex(raw["submission"])
    raw["answers"] = {name: tuple(groups) for name, groups in raw.get("answers", {}).items()}
    if kind == "receipt":
        return Receipt(**raw)
    raw["seen"] = {name: tuple(typed) for name, typed in raw.get("seen", {}).items()}
    raw["files"] = tuple(AttachedFile.from_plain(file) for file in raw.get("files", []))
    return Draft(**raw)


def _key_in(kind: str, raw: dict[str, Any]) -> HalfIn | NewPasskey | Unlocked:
    if kind == "new-passkey":
        return NewPasskey(bytes.fromhex(raw["challenge"]), raw["proved"], raw["expires"])
    if kind == "unlocked":
        return Unlocked(bytes.fromhex(raw["key"]), raw["expires"])
    staff, seed = bytes.fromhex(raw["staff"]), bytes.fromhex(raw["seed"])
    return HalfIn(staff, seed, raw["generation"], raw["expires"])


def _plain(value: object) -> object:
    if isinstance(value, str | bool | int):
        return value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, tuple):
        return [file.plain() for file in value]
    assert isinstance(value, Mapping)
    return {name: list(groups) for name, groups in value.items()}
